// Rules: rewrites of logical plans. Each keeps the meaning and the schema of every root.
#pragma once

#include "engine/planner/expression_factory.h"
#include "engine/planner/plan_graph.h"

namespace streamsql {

// Applies the rules below, in order.
LogicalRoots optimize(LogicalRoots roots, const ExpressionContext& context);

// Evaluates what is constant.
LogicalRoots fold_constants(const LogicalRoots& roots, const EvaluationContext& context);
// Equal subtrees become one node. What differs from row to row (RAND) is never merged.
LogicalRoots share_subtrees(const LogicalRoots& roots);
// Moves filters towards the scans, through Project, Union, the left side of LookupJoin and past the
// keys of aggregations, but not into a node that has several parents; merges neighbouring Projects
// and Filters. A row number of which only the first row is wanted becomes a Deduplicate.
LogicalRoots push_filters(const LogicalRoots& roots);
// Takes the conditions out of lookup joins that give keys: column = expression over the left side.
LogicalRoots find_lookup_keys(const LogicalRoots& roots);
// Drops columns that nobody uses, down to the scans and lookups.
LogicalRoots prune_columns(const LogicalRoots& roots);

}  // namespace streamsql
