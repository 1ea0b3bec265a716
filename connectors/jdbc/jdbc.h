// jdbc: tables of MySQL and MariaDB as bounded or incrementing source, lookup table and sink;
// and as storage of what checkpoints hold.
#pragma once

#include <memory>

#include "engine/connector/checkpoint_storage.h"
#include "engine/connector/connector.h"

namespace streamsql {

std::unique_ptr<ConnectorFactory> make_jdbc_connector();
// execution.checkpointing.storage = jdbc
std::unique_ptr<CheckpointStorage> make_jdbc_checkpoint_storage(const Settings& settings);

}  // namespace streamsql
