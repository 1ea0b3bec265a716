// The kafka sink: a table as a sink, at planning.
#pragma once

#include <memory>
#include <string>

#include "connectors/kafka/java_properties.h"
#include "connectors/kafka/options.h"
#include "engine/connector/sink.h"

namespace streamsql::kafka {

std::unique_ptr<TableSink> make_sink(const TableDescriptor& table, TableOptions options);

// What the table's properties say without effect, to the log.
void log_notes(const TableDescriptor& table, const TableOptions& options, ClientRole role);
std::string topics_text(const TableOptions& options);  // for EXPLAIN

}  // namespace streamsql::kafka
