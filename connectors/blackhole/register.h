// blackhole: a sink that forgets every row.
#pragma once

#include "engine/connector/connector.h"

namespace streamsql {

void register_blackhole(ConnectorRegistry& connectors);

}  // namespace streamsql
