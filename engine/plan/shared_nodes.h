// The nodes that logical and physical plans have alike, over the plan's own kind of input.
#pragma once

#include <vector>

#include "engine/expression/expression.h"
#include "engine/plan/aggregate_call.h"
#include "engine/plan/window.h"

namespace streamsql {

// Each row once per projection, in their order.
template <typename NodePtr>
struct ExpandOver {
  NodePtr input;
  std::vector<std::vector<ExpressionPtr>> projections;  // over the input
};

template <typename NodePtr>
struct WindowTableFunctionOver {
  NodePtr input;
  int time_column;
  Window window;
};

template <typename NodePtr>
struct WindowAggregateOver {
  NodePtr input;
  Window window;
  WindowSource source;
  std::vector<int> keys;  // without the window's own columns
  std::vector<AggregateCall> calls;
  std::vector<WindowProperty> properties;
  bool legacy = false;  // GROUP BY TUMBLE(ts, …), not a windowing table function
};

}  // namespace streamsql
