// Kafka as a sink that redoes: for topics of another cluster than the one that decides.
#pragma once

#include <memory>

#include "connectors/kafka/transaction.h"
#include "connectors/kafka/writer.h"

namespace streamsql::kafka {

// Encodes as the other writers do; the messages wait in the log. Asks `client` for the number of
// partitions only.
std::unique_ptr<SinkWriter> make_redo_writer(const WriterSettings& settings, ClientConfig client,
                                             const WriterContext& context);

// One transaction per epoch, with a marker of its own (exactly-once.md §7.3).
std::unique_ptr<RedoTarget> make_redo_target(TransactionSettings settings);

}  // namespace streamsql::kafka
