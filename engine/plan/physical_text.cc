// The text of plans: Flink's tree.
#include <algorithm>
#include <fmt/format.h>
#include <map>
#include <set>

#include "engine/plan/physical.h"

namespace streamsql::physical {
namespace {

// Prints trees; what several parents use is printed once, with an id, and referred to: where it is
// used first in the only tree, in front of several trees.
class TreePrinter {
 public:
  TreePrinter(const Plan& plan, const ExplainOptions& options)
      : options_(options), one_tree_(plan.roots.size() == 1) {
    for (const auto& root : plan.roots) count(root);
    if (options.as_optimized) return;
    for (const auto& root : plan.roots) find_reused(root);
  }

  std::string print(const Plan& plan) {
    for (const auto& node : reused_) {
      if (one_tree_) break;
      start_tree();
      print_node(*node, "", fmt::format("(reuse_id=[{}])", ids_.at(node.get())));
    }
    for (const auto& root : plan.roots) {
      start_tree();
      print_node(*root, "", "");
    }
    return std::move(out_);
  }

 private:
  void count(const NodePtr& node) {
    if (parents_[node.get()]++ > 0) return;
    for (const auto& input : inputs_of(*node)) count(input);
  }

  // Inputs before what uses them.
  void find_reused(const NodePtr& node) {
    if (!seen_.insert({node.get(), true}).second) return;
    for (const auto& input : inputs_of(*node)) find_reused(input);
    if (parents_[node.get()] < 2) return;
    reused_.push_back(node);
    ids_[node.get()] = static_cast<int>(reused_.size());
  }

  void start_tree() {
    if (!out_.empty()) out_ += "\n";
  }

  std::string changelog_text(const Node& node) const {
    if (!options_.changelog_mode) return "";
    if (std::holds_alternative<Sink>(node.node)) return ", changelogMode=[NONE]";
    return ", changelogMode=" + node.changelog.to_string();
  }

  void print_node(const Node& node, const std::string& indent, const std::string& suffix) {
    auto text = describe(node, options_.as_optimized);
    auto mode = changelog_text(node);
    if (text.ends_with("()") && !mode.empty()) mode.erase(0, 2);
    text.insert(text.size() - 1, mode);
    out_ += text + suffix + "\n";
    const auto inputs = inputs_of(node);
    for (std::size_t i = 0; i < inputs.size(); ++i) {
      const bool last = i + 1 == inputs.size();
      out_ += indent + (last ? "+- " : ":- ");
      print_input(*inputs[i], indent + (last ? "   " : ":  "));
    }
  }

  void print_input(const Node& node, const std::string& indent) {
    const auto reused = ids_.find(&node);
    if (reused == ids_.end()) return print_node(node, indent, "");
    if (one_tree_ && printed_.insert(&node).second) {
      return print_node(node, indent, fmt::format("(reuse_id=[{}])", reused->second));
    }
    out_ += fmt::format("Reused(reference_id=[{}])\n", reused->second);
  }

  const ExplainOptions& options_;
  const bool one_tree_;
  std::set<const Node*> printed_;
  std::map<const Node*, int> parents_;
  std::map<const Node*, bool> seen_;
  std::vector<NodePtr> reused_;
  std::map<const Node*, int> ids_;
  std::string out_;
};

}  // namespace

std::string to_text(const Plan& plan, const ExplainOptions& options) {
  return TreePrinter(plan, options).print(plan);
}

}  // namespace streamsql::physical
