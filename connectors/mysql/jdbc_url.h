// JDBC URL: "jdbc:mysql://host:port/database?parameters" as settings of a connection.
#pragma once

#include <string_view>

#include "connectors/mysql/connection_settings.h"

namespace streamsql::mysql {

// Reads the URLs of MySQL Connector/J and MariaDB Connector/J. Parameters that change how the
// server is reached are translated, those that only tune a Java driver are accepted, and all others
// are errors with a suggestion. Throws Error(InvalidOption) without a place.
ConnectionSettings parse_jdbc_url(std::string_view url);

}  // namespace streamsql::mysql
