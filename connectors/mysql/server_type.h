// Server types: the Flink types of MySQL's column types. Inside connectors/mysql only.
#pragma once

#include <mysql.h>

#include "engine/type/data_type.h"

namespace streamsql::mysql {

// By flink-connector-jdbc's MySqlTypeMapper: TINYINT(1) and BIT(1) are BOOLEAN, unsigned integers
// take the next wider type, text is STRING and blobs are BYTES. Nothing for GEOMETRY and the like.
std::optional<DataType> flink_type(const MYSQL_FIELD& field);

}  // namespace streamsql::mysql
