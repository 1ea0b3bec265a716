#include "engine/planner/plan_graph.h"

#include <algorithm>

#include "engine/planner/bottom_up.h"

namespace streamsql {
using logical::NodePtr;

LogicalRoots rewrite_bottom_up(const LogicalRoots& roots,
                               const std::function<NodePtr(NodePtr)>& rewrite) {
  return BottomUp<logical::Node>(rewrite).run(roots);
}

ParentCounts::ParentCounts(const LogicalRoots& roots) {
  for (const auto& root : roots) visit(root);
  std::reverse(order_.begin(), order_.end());
}

void ParentCounts::visit(const NodePtr& node) {
  if (counts_[node.get()]++ > 0) return;
  for (const auto& input : logical::inputs_of(*node)) visit(input);
  order_.push_back(node);
}

bool ParentCounts::is_shared(const NodePtr& node) const {
  const auto found = counts_.find(node.get());
  return found != counts_.end() && found->second > 1;
}

}  // namespace streamsql
