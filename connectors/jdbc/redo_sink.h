// Redo sink: a table that gets its rows after a checkpoint is decided: writer and target.
#pragma once

#include <memory>

#include "connectors/jdbc/write_session.h"
#include "engine/connector/transaction.h"

namespace streamsql::jdbc {

// Rows go into the context's redo log; nothing connects.
std::unique_ptr<SinkWriter> make_redo_writer(std::shared_ptr<const WritePlan> plan,
                                             const WriterContext& context);

// Applies them under the guard of epoch_guard.h. As long as the server is away it tries again, with
// back-off and without end; a row that the table refuses is an error.
std::unique_ptr<RedoTarget> make_redo_target(std::shared_ptr<const WritePlan> plan,
                                             const ParticipantContext& context);

}  // namespace streamsql::jdbc
