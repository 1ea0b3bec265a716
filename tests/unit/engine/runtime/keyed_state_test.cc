// State of keys across failures and at other parallelisms: each key's rows find what was kept for
// it.
#include <doctest/doctest.h>

#include "engine/expression/expression.h"
#include "engine/function/aggregate.h"
#include "tests/unit/engine/runtime/fake_broker.h"

using namespace streamsql;
using namespace streamsql::fake;

namespace {

constexpr std::int64_t kKeys = 199, kFactor = 1000;

ExpressionPtr call(const char* name, ExpressionPtr left, std::int64_t right) {
  ColumnBuilder builder(DataType::bigint().not_null());
  builder.append(right);
  return make_call(ExpressionContext{builtin_functions(), {}}, name,
                   {std::move(left), make_literal(builder.finish_constant(1))});
}

physical::NodePtr node(World& world, std::vector<Field> fields, auto value, std::string uid = "") {
  physical::Node made;
  made.id = world.next_id++;
  made.schema = make_schema(std::move(fields));
  made.node = std::move(value);
  made.uid = std::move(uid);
  return std::make_shared<const physical::Node>(std::move(made));
}

// How often each key has been seen, after each of its rows, as one number: count * 1000 + key.
physical::NodePtr counting(World& world, int splits) {
  const auto number = make_column_ref(0, DataType::bigint());
  const auto key = call("MOD", number, kKeys);
  const std::vector<Field> keyed = {{"n", number->type}, {"k", key->type}};
  auto rows = node(world, keyed,
                   physical::TableSourceScan{.table = "numbers",
                                             .source = std::make_shared<NumberSource>(splits),
                                             .watermark = {},
                                             .columns = {number, key}},
                   "numbers");
  rows = node(world, keyed, physical::Exchange{std::move(rows), physical::Distribution::Hash, {1}});
  const auto resolved = builtin_aggregates().resolve("COUNT", {}, {});
  AggregateCall count{.function = resolved.function,
                      .arguments = {},
                      .parameters = {},
                      .result = resolved.result,
                      .name = "COUNT"};
  rows = node(world, {{"k", key->type}, {"c", count.result}},
              physical::GroupAggregate{std::move(rows), {1}, {count}}, "groups");
  auto text = call("*", make_column_ref(1, count.result), kFactor);
  text = make_call(ExpressionContext{builtin_functions(), {}}, "+",
                   {text, make_column_ref(0, key->type)});
  return node(world, {{"n", text->type}}, physical::Calc{std::move(rows), {}, {text}});
}

std::vector<std::int64_t> all_counts(int splits) {
  std::map<std::int64_t, std::int64_t> counts;
  std::vector<std::int64_t> out;
  for (const auto number : all_numbers(splits)) {
    const auto key = number % kKeys;
    out.push_back(++counts[key] * kFactor + key);
  }
  std::sort(out.begin(), out.end());
  return out;
}

}  // namespace

TEST_CASE("counts of keys go on behind failures, at any parallelism") {
  World world;
  const physical::Plan plan{{world.to_database(counting(world, 4))}};
  int parallelism = 1;
  JobOutcome outcome;
  for (int runs = 0; !outcome.finished && runs < 40; ++runs) {
    arm_fail_points("after_decided:3=error");
    outcome = Job::compile(plan, world.stepwise(30, parallelism))->run_stepwise(7);
    parallelism = parallelism == 4 ? 1 : parallelism + 1;
  }
  if (outcome.failure) MESSAGE(render(*outcome.failure));
  CHECK(outcome.finished);
  CHECK(world.database.sorted() == all_counts(4));
}
