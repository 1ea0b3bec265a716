// State columns: what the keys and values of a node's state are called, for people who look at it.
#pragma once

#include <vector>

#include "engine/plan/physical.h"

namespace streamsql::physical {

// Types without time attributes. `values` are the results of an aggregation's calls, or the columns
// of a kept row in the order of its bytes (kept_rows.h: those of processing time last). Both are
// empty for nodes whose state has no keys.
struct StateColumns {
  std::vector<Field> keys, values;
};
StateColumns state_columns(const Node& node);

}  // namespace streamsql::physical
