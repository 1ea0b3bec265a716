// Recording connectors: what every sink of a job is given is also kept in an EmbeddedStore.
#pragma once

#include "connectors/embedded/register.h"
#include "engine/connector/connector.h"

namespace streamsql {

// Registers every connector of `real` again, under its name. Embedded connectors record by
// themselves; the sinks of others write as ever and record. `real` and `store` outlive `recording`.
void register_recording(ConnectorRegistry& recording, const ConnectorRegistry& real,
                        EmbeddedStore& store);

}  // namespace streamsql
