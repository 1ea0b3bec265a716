#include "engine/planner/plan_graph.h"

#include <algorithm>

namespace streamsql {
namespace {

using logical::NodePtr;

// Rewrites a graph bottom-up; a node that is reached twice is rewritten once.
class BottomUp {
 public:
  using Rewrite = std::function<NodePtr(NodePtr)>;
  explicit BottomUp(const Rewrite& rewrite) : rewrite_(rewrite) {}

  LogicalRoots run(const LogicalRoots& roots) {
    LogicalRoots out;
    for (const auto& root : roots) out.push_back(visit(root));
    return out;
  }

 private:
  NodePtr visit(const NodePtr& node) {
    const auto done = done_.find(node.get());
    if (done != done_.end()) return done->second;
    auto inputs = logical::inputs_of(*node);
    bool changed = false;
    for (auto& input : inputs) {
      auto rewritten = visit(input);
      changed = changed || rewritten != input;
      input = std::move(rewritten);
    }
    auto result = rewrite_(changed ? logical::with_inputs(node, std::move(inputs)) : node);
    return done_[node.get()] = std::move(result);
  }

  const Rewrite& rewrite_;
  std::map<const logical::Node*, NodePtr> done_;
};

}  // namespace

LogicalRoots rewrite_bottom_up(const LogicalRoots& roots,
                               const std::function<NodePtr(NodePtr)>& rewrite) {
  return BottomUp(rewrite).run(roots);
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
