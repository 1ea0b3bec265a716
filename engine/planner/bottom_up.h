// BottomUp: rewrites a plan, logical or physical, in which several parents may use one node.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <utility>
#include <vector>

namespace streamsql {

// Every node once, its inputs before it; what several parents use stays one node. A node whose
// inputs have not changed is given to `rewrite` as it is. inputs_of and with_inputs are those of
// the node's namespace.
template <typename Node>
class BottomUp {
 public:
  using NodePtr = std::shared_ptr<const Node>;
  using Rewrite = std::function<NodePtr(NodePtr)>;
  explicit BottomUp(Rewrite rewrite) : rewrite_(std::move(rewrite)) {}

  std::vector<NodePtr> run(const std::vector<NodePtr>& roots) {
    std::vector<NodePtr> out;
    for (const auto& root : roots) out.push_back(visit(root));
    return out;
  }

 private:
  NodePtr visit(const NodePtr& node) {
    const auto done = done_.find(node.get());
    if (done != done_.end()) return done->second;
    auto inputs = inputs_of(*node);
    bool changed = false;
    for (auto& input : inputs) {
      auto rewritten = visit(input);
      changed = changed || rewritten != input;
      input = std::move(rewritten);
    }
    auto result = rewrite_(changed ? with_inputs(node, std::move(inputs)) : node);
    return done_[node.get()] = std::move(result);
  }

  const Rewrite rewrite_;
  std::map<const Node*, NodePtr> done_;
};

}  // namespace streamsql
