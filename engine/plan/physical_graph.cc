// Plans as JSON (Flink's physical execution plan) and as a Graphviz graph.
#include <fmt/format.h>
#include <functional>
#include <set>

#include "engine/plan/physical.h"

namespace streamsql::physical {
namespace {

// Every node once, inputs before what uses them.
std::vector<NodePtr> all_nodes(const Plan& plan) {
  std::vector<NodePtr> out;
  std::set<const Node*> seen;
  const std::function<void(const NodePtr&)> visit = [&](const NodePtr& node) {
    if (!seen.insert(node.get()).second) return;
    for (const auto& input : inputs_of(*node)) visit(input);
    out.push_back(node);
  };
  for (const auto& root : plan.roots) visit(root);
  return out;
}

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    if (c == '\n') {
      out += "\\n";
    } else if (static_cast<unsigned char>(c) < 0x20) {
      out += fmt::format("\\u{:04x}", static_cast<unsigned>(static_cast<unsigned char>(c)));
    } else {
      out += c;
    }
  }
  return out;
}

std::string_view pact(const Node& node) {
  if (inputs_of(node).empty()) return "Data Source";
  return std::holds_alternative<Sink>(node.node) ? "Data Sink" : "Operator";
}

std::string json_of(const Node& node) {
  std::string predecessors;
  for (const auto& input : inputs_of(node)) {
    predecessors += fmt::format("{}{{\"id\": {}}}", predecessors.empty() ? "" : ", ", input->id);
  }
  std::string out =
      fmt::format("    {{\"id\": {}, \"type\": \"{}\", \"pact\": \"{}\", \"contents\": \"{}\"",
                  node.id, node_name(node), pact(node), escaped(describe(node)));
  if (node.parallelism) out += fmt::format(", \"parallelism\": {}", *node.parallelism);
  return out + fmt::format(", \"predecessors\": [{}]}}", predecessors);
}

}  // namespace

std::string to_json(const Plan& plan) {
  std::string nodes;
  for (const auto& node : all_nodes(plan)) nodes += (nodes.empty() ? "" : ",\n") + json_of(*node);
  return "{\n  \"nodes\": [\n" + nodes + "\n  ]\n}\n";
}

std::string to_dot(const Plan& plan) {
  std::string out = "digraph plan {\n  node [shape=box];\n";
  for (const auto& node : all_nodes(plan)) {
    out += fmt::format("  n{} [label=\"{}\"];\n", node->id, escaped(describe(*node)));
    for (const auto& input : inputs_of(*node)) {
      out += fmt::format("  n{} -> n{};\n", input->id, node->id);
    }
  }
  return out + "}\n";
}

}  // namespace streamsql::physical
