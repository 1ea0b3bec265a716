#include "engine/connector/sink.h"

#include "engine/connector/transaction.h"

namespace streamsql {

std::unique_ptr<Transaction> TableSink::make_transaction(const ParticipantContext&) const {
  return nullptr;
}

std::unique_ptr<RedoTarget> TableSink::make_redo_target(const ParticipantContext&) const {
  return nullptr;
}

}  // namespace streamsql
