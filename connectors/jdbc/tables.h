// Tables: a jdbc table in each of its roles. Inside connectors/jdbc only.
#pragma once

#include <memory>

#include "connectors/jdbc/jdbc_settings.h"
#include "engine/connector/connector.h"

namespace streamsql::jdbc {

std::unique_ptr<TableSource> make_scan_table(const TableDescriptor& table);
std::unique_ptr<TableSink> make_sink_table(const TableDescriptor& table);
std::unique_ptr<LookupTable> make_lookup_table(const TableDescriptor& table);

}  // namespace streamsql::jdbc
