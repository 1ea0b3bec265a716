// Lookup reader: questions spread over a few connections, each with its own thread.
#pragma once

#include <memory>

#include "connectors/jdbc/lookup_session.h"
#include "engine/connector/lookup.h"

namespace streamsql::jdbc {

// Makes the first connection, and throws when that fails. Closing fails what is in flight or waits
// and does not wait for the server, except for a connection that is just being made.
std::unique_ptr<LookupReader> make_lookup_reader(std::shared_ptr<const LookupPlan> plan,
                                                 const ConnectorContext& context);

}  // namespace streamsql::jdbc
