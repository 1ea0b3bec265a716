// Sink writer: buffers, flushes by size and time, and repeats what failed.
#pragma once

#include <memory>

#include "connectors/jdbc/write_session.h"
#include "engine/connector/sink.h"

namespace streamsql::jdbc {

// Makes its connection, and throws when that fails.
std::unique_ptr<SinkWriter> make_sink_writer(std::shared_ptr<const WritePlan> plan,
                                             const ConnectorContext& context);

}  // namespace streamsql::jdbc
