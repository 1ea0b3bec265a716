#include <doctest/doctest.h>

#include "engine/operator/operators.h"

using namespace streamsql;

namespace {

struct Printed final : Output {
  std::string text;
  bool ended = false;
  void emit(Batch batch) override { text += batch.to_string(); }
  void emit(Watermark) override {}
  void end() override { ended = true; }
};

// What a limit over (k INT, s INT) makes of the rows.
Printed limited(std::int64_t offset, std::int64_t fetch, std::string_view rows) {
  const auto schema = make_schema({{"k", DataType::integer()}, {"s", DataType::integer()}});
  const auto batch = Batch::parse(*schema, rows);
  physical::Node input;
  input.schema = schema;
  if (!batch.insert_only()) input.changelog = ChangelogMode::all();
  physical::Node node;
  node.schema = schema;
  node.node = physical::Limit{std::make_shared<const physical::Node>(input), offset, fetch};
  Printed out;
  make_limit(node)->process(0, batch, out);
  return out;
}

}  // namespace

TEST_CASE("a limit passes the rows that come first, and says when it has them") {
  const auto out = limited(1, 2, "+I[1, 1]\n+I[2, 2]\n+I[3, 3]\n+I[4, 4]\n");
  CHECK(out.text == "+I[2, 2]\n+I[3, 3]\n");
  CHECK(out.ended);
  CHECK_FALSE(limited(0, 2, "+I[1, 1]\n").ended);
}

// Flink's own answers: tests/flink/limit/over_updates.expected.
TEST_CASE("a row that leaves a limit makes room for the next") {
  const auto rows = "+I[1, 10]\n+I[2, 20]\n-U[1, 10]\n+U[1, 40]\n+I[3, 40]\n";
  CHECK(limited(0, 2, rows).text == "+I[1, 10]\n+I[2, 20]\n-D[1, 10]\n+I[1, 40]\n");
  CHECK(limited(0, 1, rows).text == "+I[1, 10]\n-D[1, 10]\n+I[2, 20]\n");
  CHECK(limited(1, 1, rows).text == "+I[2, 20]\n-D[2, 20]\n+I[1, 40]\n");
}

TEST_CASE("behind an offset places move up") {
  const auto rows = "+I[1, 10]\n+I[2, 20]\n+I[3, 30]\n-D[1, 10]\n";
  CHECK(limited(1, 2, rows).text == "+I[2, 20]\n+I[3, 30]\n-U[2, 20]\n+U[3, 30]\n-D[3, 30]\n");
}
