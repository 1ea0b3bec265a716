#include "engine/runtime/job_graph.h"

#include <algorithm>
#include <map>

namespace streamsql {
namespace {

using physical::Distribution;
using physical::NodePtr;

// Where a node's rows come out, and how an exchange wants them to travel.
struct Place {
  int group, position, parallelism;
  std::optional<Distribution> distribution;
  std::vector<int> keys;
};

class GraphBuilder {
 public:
  explicit GraphBuilder(int parallelism) : parallelism_(parallelism) {}

  JobGraph build(const physical::Plan& plan) {
    for (const auto& root : plan.roots) place(root);
    return std::move(graph_);
  }

 private:
  const Place& place(const NodePtr& node) {
    const auto found = places_.find(node.get());
    if (found != places_.end()) return found->second;
    Place made = make(node);
    return places_.emplace(node.get(), std::move(made)).first->second;
  }

  Place make(const NodePtr& node) {
    std::vector<Place> inputs;
    for (const auto& input : physical::inputs_of(*node)) inputs.push_back(place(input));
    if (inputs.empty()) return make_source(node);
    if (const auto* exchange = std::get_if<physical::Exchange>(&node->node)) {
      inputs[0].distribution = exchange->distribution;
      inputs[0].keys = exchange->keys;
      return inputs[0];
    }
    const int parallelism = node->parallelism.value_or(parallelism_behind(inputs));
    const bool chained =
        inputs.size() == 1 && inputs[0].parallelism == parallelism && stays_in_place(inputs[0]);
    return chained ? append(node, inputs[0]) : begin_group(node, inputs, parallelism);
  }

  // All rows of one subtask go to the only subtask there is.
  static bool stays_in_place(const Place& input) {
    const auto distribution = input.distribution.value_or(Distribution::Forward);
    return distribution == Distribution::Forward ||
           (distribution == Distribution::Single && input.parallelism == 1);
  }

  int parallelism_behind(const std::vector<Place>& inputs) const {
    if (inputs.size() == 1 && inputs[0].distribution == Distribution::Single) return 1;
    if (inputs.size() == 1 && (inputs[0].distribution == Distribution::Hash ||
                               inputs[0].distribution == Distribution::Rebalance)) {
      return parallelism_;
    }
    return std::max_element(
               inputs.begin(), inputs.end(),
               [](const Place& a, const Place& b) { return a.parallelism < b.parallelism; })
        ->parallelism;
  }

  Place make_source(const NodePtr& node) {
    const bool values = std::holds_alternative<physical::Values>(node->node);
    TaskGroup group;
    group.parallelism = values ? 1 : node->parallelism.value_or(parallelism_);
    group.source = node;
    graph_.groups.push_back(std::move(group));
    return {last_group(), TaskGroup::kHead, graph_.groups.back().parallelism, {}, {}};
  }

  Place append(const NodePtr& node, const Place& input) {
    auto& group = graph_.groups[static_cast<std::size_t>(input.group)];
    group.operators.push_back(node);
    group.parents.push_back(input.position);
    return {input.group, static_cast<int>(group.operators.size()) - 1, input.parallelism, {}, {}};
  }

  Place begin_group(const NodePtr& node, const std::vector<Place>& inputs, int parallelism) {
    TaskGroup group;
    group.parallelism = parallelism;
    graph_.groups.push_back(std::move(group));
    const Place head{last_group(), TaskGroup::kHead, parallelism, {}, {}};
    for (std::size_t i = 0; i < inputs.size(); ++i) {
      const auto& input = inputs[i];
      const auto otherwise =
          input.parallelism == parallelism ? Distribution::Forward : Distribution::Rebalance;
      graph_.edges.push_back({input.group, input.position, head.group, static_cast<int>(i),
                              input.distribution.value_or(otherwise), input.keys});
    }
    return append(node, head);
  }

  int last_group() const { return static_cast<int>(graph_.groups.size()) - 1; }

  int parallelism_;
  JobGraph graph_;
  std::map<const physical::Node*, Place> places_;
};

}  // namespace

JobGraph make_job_graph(const physical::Plan& plan, int parallelism) {
  return GraphBuilder(parallelism).build(plan);
}

}  // namespace streamsql
