// The order in which the rules are applied.
#include "engine/planner/rules.h"
#include "engine/planner/window_columns.h"

namespace streamsql {

LogicalRoots optimize(LogicalRoots roots, const ExpressionContext& context) {
  roots = fold_constants(roots, context.evaluation);
  roots = share_subtrees(roots);
  roots = push_filters(roots);
  roots = fold_constants(roots, context.evaluation);
  roots = merge_windows(roots);
  roots = push_filters(roots);
  roots = find_lookup_keys(roots);
  return prune_columns(roots);
}

}  // namespace streamsql
