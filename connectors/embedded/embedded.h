// What the embedded connectors have in common: sources that hold their rows, one split each.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "connectors/embedded/register.h"

namespace streamsql::embedded {

// A source whose rows are known when it is read: one split, whose position is how many batches
// were read. `load` is called once per job, when splits are looked for or read.
using LoadRows = std::function<std::vector<Batch>(const ConnectorContext&)>;
std::unique_ptr<SplitEnumerator> make_single_split(std::string id);
std::unique_ptr<SourceReader> make_loaded_reader(LoadRows load, const ConnectorContext& context);

// Batches of at most `limit` rows.
std::vector<Batch> cut(const Batch& rows, std::size_t limit);

std::unique_ptr<ConnectorFactory> make_topic_connector(std::unique_ptr<ConnectorFactory> real,
                                                       EmbeddedStore& store,
                                                       const FormatRegistry& formats);
std::unique_ptr<ConnectorFactory> make_table_connector(std::unique_ptr<ConnectorFactory> real,
                                                       EmbeddedStore& store);

}  // namespace streamsql::embedded
