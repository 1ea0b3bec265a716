// The filesystem connector: files of JSON, CSV or raw lines in a directory.
#pragma once

#include "engine/connector/connector.h"

namespace streamsql {

// `formats` outlives the registry.
void register_filesystem(ConnectorRegistry& connectors, const FormatRegistry& formats);

}  // namespace streamsql
