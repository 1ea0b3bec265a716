#include "tests/unit/engine/operator/operator_run.h"

using namespace streamsql;
using namespace std::chrono_literals;

namespace {

SchemaPtr rows(TimeAttribute attribute) {
  const auto time =
      attribute == TimeAttribute::Proctime ? DataType::timestamp_ltz(3) : DataType::timestamp(3);
  return make_schema({{"k", DataType::string()},
                      {"v", DataType::string()},
                      {"ts", time.with_time_attribute(attribute)}});
}

physical::Node deduplicate(TimeAttribute attribute, bool keep_last,
                           std::chrono::milliseconds ttl = 0ms) {
  physical::Node node;
  node.schema = rows(attribute);
  node.changelog = ChangelogMode::all();
  node.node = physical::Deduplicate{input_node(node.schema), {0}, 2, keep_last, ttl};
  return node;
}

physical::Node normalize(std::chrono::milliseconds ttl = 0ms) {
  physical::Node node;
  node.schema = make_schema({{"k", DataType::integer()}, {"v", DataType::string()}});
  node.changelog = ChangelogMode::all();
  node.node =
      physical::ChangelogNormalize{input_node(node.schema, ChangelogMode::upsert()), {0}, ttl};
  return node;
}

}  // namespace

TEST_CASE("the first row by arrival is the only one") {
  OperatorRun run(deduplicate(TimeAttribute::Proctime, false));
  CHECK(run.process("+I[a, 1, null]\n+I[a, 2, null]\n+I[b, 3, null]\n") ==
        "+I[a, 1, null]\n+I[b, 3, null]\n");
  CHECK(run.process("+I[a, 4, null]\n") == "");
}

TEST_CASE("the last row by arrival replaces, unless it is the same") {
  OperatorRun run(deduplicate(TimeAttribute::Proctime, true));
  CHECK(run.process("+I[a, 1, null]\n+I[a, 1, 1970-01-01T00:00:01Z]\n+I[b, 2, null]\n"
                    "+I[a, 3, null]\n") ==
        "+I[a, 1, null]\n+I[b, 2, null]\n-U[a, 1, null]\n+U[a, 3, null]\n");
}

TEST_CASE("by row time the first row is corrected by an earlier one") {
  OperatorRun run(deduplicate(TimeAttribute::Rowtime, false));
  CHECK(run.process("+I[a, a long enough text, 1970-01-01T00:00:05]\n"
                    "+I[a, x, 1970-01-01T00:00:05]\n+I[a, y, 1970-01-01T00:00:04]\n") ==
        "+I[a, a long enough text, 1970-01-01T00:00:05]\n"
        "-U[a, a long enough text, 1970-01-01T00:00:05]\n+U[a, y, 1970-01-01T00:00:04]\n");
}

TEST_CASE("by row time the last row is one that is not earlier") {
  OperatorRun run(deduplicate(TimeAttribute::Rowtime, true));
  run.process("+I[a, w, 1970-01-01T00:00:05]\n");
  CHECK(run.process("+I[a, x, 1970-01-01T00:00:05]\n+I[a, y, 1970-01-01T00:00:04]\n") ==
        "-U[a, w, 1970-01-01T00:00:05]\n+U[a, x, 1970-01-01T00:00:05]\n");
}

TEST_CASE("a kept row expires") {
  OperatorRun run(deduplicate(TimeAttribute::Proctime, false, 1min));
  CHECK(run.process("+I[a, 1, null]\n") == "+I[a, 1, null]\n");
  CHECK(run.process("+I[a, 2, null]\n") == "");
  run.clock.advance(2min);
  CHECK(run.process("+I[a, 3, null]\n") == "+I[a, 3, null]\n");
}

TEST_CASE("upserts become inserts, updates and deletes") {
  OperatorRun run(normalize());
  CHECK(run.process("+U[1, a]\n+U[1, a]\n+U[1, b]\n+I[2, null]\n") ==
        "+I[1, a]\n-U[1, a]\n+U[1, b]\n+I[2, null]\n");
  CHECK(run.process("-D[1, null]\n-D[1, null]\n-D[7, null]\n+U[1, c]\n-D[2, null]\n") ==
        "-D[1, b]\n+I[1, c]\n-D[2, null]\n");
  CHECK(OperatorRun(normalize(1h)).process("+I[1, a]\n+U[1, a]\n") ==
        "+I[1, a]\n-U[1, a]\n+U[1, a]\n");
}
