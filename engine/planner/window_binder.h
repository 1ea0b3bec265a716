// Window binder: TUMBLE, HOP and CUMULATE, as table functions and in GROUP BY.
#pragma once

#include "engine/planner/expression_binder.h"
#include "engine/planner/query_binder.h"

namespace streamsql {

// TUMBLE(TABLE t, DESCRIPTOR(ts), INTERVAL …) in FROM. Throws in Flink's words where Flink has
// them.
logical::NodePtr bind_window_function(QueryBinder& binder, const ast::FunctionCall& call,
                                      SourceSpan span);

// TUMBLE(ts, INTERVAL …) in GROUP BY, or TUMBLE_START(ts, INTERVAL …) in the list of its SELECT.
struct GroupWindow {
  Window window;
  ExpressionPtr time;  // a time attribute, over the input
};
GroupWindow bind_group_window(const ExpressionBinder& binder, const ast::FunctionCall& call,
                              SourceSpan span);

// size % step, which aggregations need.
void check_slices(const Window& window, SourceSpan span);

}  // namespace streamsql
