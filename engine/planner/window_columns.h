// Window columns: which columns of a plan node are the bounds of a window that each row belongs to.
#pragma once

#include <optional>
#include <set>

#include "engine/planner/plan_graph.h"

namespace streamsql {

// As Flink's RelWindowProperties: columns that still are what a windowing table function, or an
// aggregation by windows, has put there.
struct WindowColumns {
  Window window;
  std::set<int> starts, ends, times;
};

// Nothing when the rows of the node belong to no window, or a bound is not among its columns.
std::optional<WindowColumns> window_columns_of(const logical::Node& node);

// Aggregations that stand right above their windowing table function (with nothing between them
// that looks at the window) take its place: rows are not copied per window.
LogicalRoots merge_windows(const LogicalRoots& roots);

}  // namespace streamsql
