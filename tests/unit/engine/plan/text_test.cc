#include <doctest/doctest.h>

#include "engine/plan/logical.h"
#include "engine/plan/physical.h"

using namespace streamsql;
using namespace streamsql::physical;

namespace {

const SchemaPtr kSchema = make_schema({{"a", DataType::integer()}});

NodePtr node(decltype(Node::node) what, ChangelogMode changelog = {}) {
  Node out;
  out.schema = kSchema;
  out.changelog = changelog;
  out.node = std::move(what);
  return std::make_shared<const Node>(std::move(out));
}
NodePtr values() { return node(Values{Batch::parse(*kSchema, "+I[1]")}); }
std::string text_of(std::vector<NodePtr> roots, ExplainOptions options = {}) {
  return "\n" + to_text(Plan{std::move(roots)}, options);
}

}  // namespace

TEST_CASE("the inputs of a node stand below it, the last with another corner") {
  CHECK(text_of({node(Collect{node(Union{{values(), node(Exchange{values(), Distribution::Rebalance,
                                                                  {}})}})})}) == R"(
Collect(fields=[a])
+- Union(all=[true], union=[a])
   :- Values(tuples=[[{ 1 }]])
   +- Exchange(distribution=[rebalance])
      +- Values(tuples=[[{ 1 }]])
)");
}

TEST_CASE("a node that two parents use is printed once, and referred to") {
  const auto shared = values();
  CHECK(text_of({node(Collect{shared}), node(Collect{shared})}) == R"(
Values(tuples=[[{ 1 }]])(reuse_id=[1])

Collect(fields=[a])
+- Reused(reference_id=[1])

Collect(fields=[a])
+- Reused(reference_id=[1])
)");
}

TEST_CASE("row kinds are shown when they are asked for") {
  const auto changes = node(Collect{values()}, ChangelogMode::all());
  CHECK(text_of({changes}, {true}).find("changelogMode=[I,UB,UA,D]") != std::string::npos);
  CHECK(text_of({changes}).find("changelogMode") == std::string::npos);
}

TEST_CASE("an exchange says how its rows travel") {
  const auto exchange = [](Distribution distribution, std::vector<int> keys) {
    return describe(*node(Exchange{values(), distribution, std::move(keys)}));
  };
  CHECK(exchange(Distribution::Hash, {0}) == "Exchange(distribution=[hash[a]])");
  CHECK(exchange(Distribution::Rebalance, {}) == "Exchange(distribution=[rebalance])");
  CHECK(exchange(Distribution::Single, {}) == "Exchange(distribution=[single])");
}

TEST_CASE("the inputs of a node are in its order") {
  const auto first = values(), second = values();
  const auto both = node(Union{{first, second}});
  REQUIRE(inputs_of(*both).size() == 2);
  CHECK(inputs_of(*both)[0] == first);
  CHECK(inputs_of(*both)[1] == second);
  CHECK(inputs_of(*first).empty());
}

TEST_CASE("a logical plan is Calcite's tree, and its nodes are rebuilt over other inputs") {
  const auto empty = logical::make_node(kSchema, logical::Values{});
  const auto both = logical::make_node(kSchema, logical::Union{{empty, empty}});
  CHECK(logical::inputs_of(*both).size() == 2);
  const auto other = logical::make_node(kSchema, logical::Values{});
  const auto changed = logical::with_inputs(both, {other, empty});
  CHECK(logical::inputs_of(*changed)[0] == other);
  CHECK(logical::inputs_of(*both)[0] == empty);
  CHECK(logical::to_text({both}) ==
        "LogicalUnion(all=[true])\n:- LogicalValues(tuples=[[]])\n+- LogicalValues(tuples=[[]])\n");
}
