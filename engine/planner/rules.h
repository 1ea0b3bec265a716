// Rules: rewrites of logical plans. Each keeps the meaning and the schema of every root.
#pragma once

#include <functional>
#include <map>
#include <vector>

#include "engine/plan/logical.h"
#include "engine/planner/expression_factory.h"

namespace streamsql {

// A plan is a graph: what several parents use is one node. Every rule keeps it so.
using LogicalRoots = std::vector<logical::NodePtr>;

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

// Rewrites a graph bottom-up: every node once, its inputs before it.
LogicalRoots rewrite_bottom_up(const LogicalRoots& roots,
                               const std::function<logical::NodePtr(logical::NodePtr)>& rewrite);

// The nodes with more than one parent edge, and roots that are inputs as well.
class ParentCounts {
 public:
  explicit ParentCounts(const LogicalRoots& roots);
  bool is_shared(const logical::NodePtr& node) const;
  // Parents before their inputs.
  const std::vector<logical::NodePtr>& order() const { return order_; }

 private:
  void visit(const logical::NodePtr& node);

  std::map<const logical::Node*, int> counts_;
  std::vector<logical::NodePtr> order_;
};

}  // namespace streamsql
