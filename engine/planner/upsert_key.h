// Upsert keys: which columns tell the rows of an updating node apart.
#pragma once

#include <set>

#include "engine/plan/physical.h"

namespace streamsql {

// Whether the node's updates replace rows that are equal in `columns`: its upsert key is among
// them, so that a sink by these columns needs no -U. Only for nodes that update.
bool updates_by(const physical::Node& node, const std::set<int>& columns);

}  // namespace streamsql
