// Watermarks in checkpoints: what was late before a restart is late behind it.
#include <doctest/doctest.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <set>

#include "engine/expression/expression.h"
#include "engine/state/manifest.h"
#include "tests/unit/engine/runtime/fake_broker.h"

using namespace streamsql;
using namespace streamsql::fake;

namespace {

// n, and a time that falls while n grows: only the first row of a split raises its watermark.
physical::NodePtr falling_scan(World& world) {
  const ExpressionContext context{builtin_functions(), {}};
  const auto number = make_column_ref(0, DataType::bigint());
  const auto literal = [](auto value, const DataType& type) {
    ColumnBuilder builder(type);
    builder.append(value);
    return make_literal(builder.finish_constant(1));
  };
  const auto falling = make_call(
      context, "-", {literal(std::int64_t{1'000'000}, DataType::bigint().not_null()), number});
  const auto time = make_call(context, "TO_TIMESTAMP_LTZ",
                              {falling, literal(std::int32_t{3}, DataType::integer().not_null())});
  const auto schema = make_schema({{"n", DataType::bigint()}, {"ts", time->type}});
  physical::WatermarkSpec watermark{1, make_column_ref(1, time->type),
                                    physical::WatermarkEmit::OnEvent};
  physical::Node node;
  node.id = world.next_id++;
  node.schema = schema;
  node.uid = "numbers";
  node.node = physical::TableSourceScan{.table = "numbers",
                                        .source = std::make_shared<NumberSource>(2),
                                        .watermark = watermark,
                                        .columns = {number, time}};
  return std::make_shared<const physical::Node>(std::move(node));
}

std::string watermarks_of_newest(const World& world) {
  const auto name = list_checkpoints(world.directory).back();
  const auto path = world.directory / ("chk-" + std::to_string(name.id) + "-" + name.uuid);
  std::set<std::string> out;
  for (const auto& position : read_manifest(path).positions) {
    if (position.source != "numbers") continue;
    out.insert(position.split + "=" + std::to_string(position.watermark));
  }
  return fmt::format("{}", fmt::join(out, " "));
}

}  // namespace

TEST_CASE("each split's watermark goes on from where it stood") {
  World world;
  const physical::Plan plan{{world.to_database(falling_scan(world))}};
  for (int run = 1; run <= 3; ++run) {
    CAPTURE(run);
    arm_fail_points("after_decided:2=error");
    CHECK_FALSE(Job::compile(plan, world.stepwise(20))->run_stepwise(1).finished);
    CHECK(watermarks_of_newest(world) == "s0=1000000 s1=999000");
  }
}
