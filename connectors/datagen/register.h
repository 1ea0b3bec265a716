// datagen: a source that makes rows up.
#pragma once

#include "engine/connector/connector.h"

namespace streamsql {

// With a seed the random values of a table are the same in every run; subtask i uses seed + i.
void register_datagen(ConnectorRegistry& connectors, std::optional<std::uint64_t> seed = {});

}  // namespace streamsql
