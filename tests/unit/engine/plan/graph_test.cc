#include <doctest/doctest.h>

#include "engine/plan/physical.h"

using namespace streamsql;
using namespace streamsql::physical;

namespace {

// Two collects over one values node.
Plan shared_plan() {
  const auto schema = make_schema({{"a", DataType::integer()}});
  const auto values =
      std::make_shared<const Node>(Node{1, schema, {}, {}, Values{Batch::parse(*schema, "+I[1]")}});
  const auto collect = [&](int id) {
    return std::make_shared<const Node>(Node{id, schema, {}, 2, Collect{values}});
  };
  return {{collect(2), collect(3)}};
}

}  // namespace

TEST_CASE("a plan as JSON has every node once, with its inputs") {
  const auto json = to_json(shared_plan());
  CHECK(json.starts_with(
      "{\"nodes\": [\n  {\"id\": 1, \"type\": \"Values\", \"pact\": \"Data Source\","));
  CHECK(json.find("\"id\": 3, \"type\": \"Collect\", \"pact\": \"Data Sink\"") !=
        std::string::npos);
  CHECK(json.ends_with("\"parallelism\": 2, \"predecessors\": [{\"id\": 1}]}\n]}\n"));
}

TEST_CASE("a plan as Graphviz has an edge per input") {
  const auto dot = to_dot(shared_plan());
  CHECK(dot.starts_with("digraph plan {\n"));
  CHECK(dot.ends_with("  n1 -> n2;\n  n1 -> n3;\n}\n"));
}
