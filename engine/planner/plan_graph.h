// Plan graph: walking and rewriting a logical plan, in which several parents may use one node.
#pragma once

#include <functional>
#include <map>
#include <vector>

#include "engine/plan/logical.h"

namespace streamsql {

// A plan is a graph: what several parents use is one node. Every rule keeps it so.
using LogicalRoots = std::vector<logical::NodePtr>;

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
