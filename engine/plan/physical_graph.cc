// Plans for programs: JSON in the shape of Flink's JSON_EXECUTION_PLAN, and Graphviz.
#include <algorithm>
#include <fmt/format.h>
#include <set>

#include "engine/plan/physical.h"

namespace streamsql::physical {
namespace {

// Every node once, inputs before what uses them.
class NodeOrder {
 public:
  explicit NodeOrder(const Plan& plan) {
    for (const auto& root : plan.roots) visit(*root);
  }
  const std::vector<const Node*>& nodes() const { return nodes_; }

 private:
  void visit(const Node& node) {
    if (!seen_.insert(&node).second) return;
    for (const auto& input : inputs_of(node)) visit(*input);
    nodes_.push_back(&node);
  }

  std::set<const Node*> seen_;
  std::vector<const Node*> nodes_;
};

// A JSON or DOT string: both escape alike what plans contain.
std::string quoted(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    if (c == '\n') {
      out += "\\n";
    } else if (static_cast<unsigned char>(c) < 0x20) {
      out += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
    } else {
      out += c;
    }
  }
  return out + "\"";
}

std::string_view pact_of(const Node& node) {
  const auto inputs = inputs_of(node);
  if (inputs.empty()) return "Data Source";
  const bool is_end =
      std::holds_alternative<Sink>(node.node) || std::holds_alternative<Collect>(node.node);
  return is_end ? "Data Sink" : "Operator";
}

std::string json_node(const Node& node) {
  auto out = fmt::format("  {{\"id\": {}, \"type\": {}, \"pact\": {}, \"contents\": {}", node.id,
                         quoted(node_name(node)), quoted(pact_of(node)), quoted(describe(node)));
  if (node.parallelism) out += fmt::format(", \"parallelism\": {}", *node.parallelism);
  std::string inputs;
  for (const auto& input : inputs_of(node)) {
    inputs += fmt::format("{}{{\"id\": {}}}", inputs.empty() ? "" : ", ", input->id);
  }
  return out + (inputs.empty() ? "" : ", \"predecessors\": [" + inputs + "]") + "}";
}

}  // namespace

std::string to_json(const Plan& plan) {
  const NodeOrder order(plan);
  std::string out;
  for (const auto* node : order.nodes()) {
    out += (out.empty() ? "" : ",\n") + json_node(*node);
  }
  return "{\"nodes\": [\n" + out + "\n]}\n";
}

std::string to_dot(const Plan& plan) {
  std::string out = "digraph plan {\n  rankdir = BT;\n  node [shape = box];\n";
  const NodeOrder order(plan);
  for (const auto* node : order.nodes()) {
    out += fmt::format("  n{} [label = {}];\n", node->id, quoted(describe(*node)));
  }
  for (const auto* node : order.nodes()) {
    for (const auto& input : inputs_of(*node)) {
      out += fmt::format("  n{} -> n{};\n", input->id, node->id);
    }
  }
  return out + "}\n";
}

}  // namespace streamsql::physical
