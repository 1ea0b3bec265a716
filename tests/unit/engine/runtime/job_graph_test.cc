#include "engine/runtime/job_graph.h"

#include <doctest/doctest.h>

namespace streamsql {
namespace {

using namespace physical;

const SchemaPtr kSchema = make_schema({{"a", DataType::integer()}});

NodePtr node(decltype(Node::node) what, std::optional<int> parallelism = {}) {
  Node out;
  out.schema = kSchema;
  out.parallelism = parallelism;
  out.node = std::move(what);
  return std::make_shared<const Node>(std::move(out));
}
NodePtr scan(std::optional<int> parallelism = {}) {
  return node(TableSourceScan{"t", nullptr, {}, {}}, parallelism);
}
NodePtr calc(NodePtr input) { return node(Calc{std::move(input), {}, {}, false}); }
NodePtr exchange(NodePtr input, Distribution distribution) {
  return node(Exchange{std::move(input), distribution, {}});
}
NodePtr collect(NodePtr input, std::optional<int> parallelism = {}) {
  return node(Collect{std::move(input)}, parallelism);
}

// "4: 2 operators\n4 -> 1 rebalance\n": groups by parallelism, then the edges.
std::string text_of(const JobGraph& graph) {
  std::string out;
  for (const auto& group : graph.groups) {
    out += std::to_string(group.parallelism) + ": " + std::to_string(group.operators.size()) + "\n";
  }
  for (const auto& edge : graph.edges) {
    constexpr const char* kNames[] = {"forward", "hash", "rebalance", "single"};
    out += std::to_string(edge.from) + " -> " + std::to_string(edge.to) + " " +
           kNames[static_cast<int>(edge.distribution)] + "\n";
  }
  return out;
}
std::string graph_of(NodePtr root, int parallelism) {
  return text_of(make_job_graph(Plan{{std::move(root)}}, parallelism));
}

TEST_CASE("operators that need no exchange share their source's task") {
  CHECK(graph_of(collect(calc(scan())), 4) == "4: 2\n");
}

TEST_CASE("an exchange ends a chain; behind it the job's parallelism holds") {
  CHECK(graph_of(collect(calc(exchange(scan(2), Distribution::Rebalance))), 4) ==
        "2: 0\n4: 2\n0 -> 1 rebalance\n");
  CHECK(graph_of(collect(calc(exchange(scan(2), Distribution::Hash))), 4) ==
        "2: 0\n4: 2\n0 -> 1 hash\n");
  CHECK(graph_of(collect(exchange(scan(2), Distribution::Single)), 4) ==
        "2: 0\n1: 1\n0 -> 1 single\n");
}

TEST_CASE("a node of another parallelism gets its rows in turn") {
  CHECK(graph_of(collect(calc(scan()), 3), 4) == "4: 1\n3: 1\n0 -> 1 rebalance\n");
}

TEST_CASE("a node that two roots share is run once") {
  const auto shared = calc(scan());
  const auto graph = make_job_graph(Plan{{collect(shared), collect(shared)}}, 2);
  CHECK(text_of(graph) == "2: 3\n");
  CHECK(graph.groups[0].parents == std::vector<int>{TaskGroup::kHead, 0, 0});
}

TEST_CASE("constant rows come from one subtask") {
  const auto values = node(Values{Batch::parse(*kSchema, "+I[1]")});
  CHECK(graph_of(collect(calc(values)), 4) == "1: 2\n");
}

}  // namespace
}  // namespace streamsql
