// Tables: a jdbc table in each of its roles. Inside connectors/jdbc only.
#pragma once

#include <memory>

#include "connectors/jdbc/jdbc_settings.h"
#include "engine/connector/connector.h"

namespace streamsql::jdbc {

std::unique_ptr<LookupTable> make_lookup_table(const TableDescriptor& table);

}  // namespace streamsql::jdbc
