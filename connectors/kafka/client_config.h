// ClientConfig by the options of a table: what each kind of client is set to.
#pragma once

#include <chrono>

#include "connectors/kafka/client.h"
#include "connectors/kafka/options.h"
#include "engine/connector/transaction.h"

namespace streamsql::kafka {

// Reads messages of a table. Without context: asks about topics and offsets only.
ClientConfig consumer_config(const TableOptions& options, const ConnectorContext* context);
// Writes, at least once.
ClientConfig producer_config(const TableOptions& options, const ConnectorContext& context);
// Writes in transactions; without the transactional id. Throws Error(InvalidOption) when a
// transaction cannot last as long as a checkpoint may take.
ClientConfig transaction_config(const TableOptions& options, const ParticipantContext& context);
// The cluster and the login of a table, for questions of our own.
ClientConfig plain_consumer_config(const TableOptions& options);

}  // namespace streamsql::kafka
