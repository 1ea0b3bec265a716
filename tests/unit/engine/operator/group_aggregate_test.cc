#include "engine/operator/aggregate_handler.h"
#include "tests/unit/engine/operator/operator_run.h"

using namespace streamsql;
using namespace std::chrono_literals;

namespace {

SchemaPtr orders() {
  return make_schema(
      {{"k", DataType::string()}, {"v", DataType::integer()}, {"b", DataType::boolean()}});
}

struct Query {
  SchemaPtr schema = orders();
  ChangelogMode input = ChangelogMode::insert_only();
  std::vector<int> keys = {0};
  std::vector<AggregateCall> calls = {};
  bool update_before = true;
  std::chrono::milliseconds ttl{0};
  std::optional<physical::MiniBatch> mini_batch = {};

  physical::Node node() const {
    physical::Node made;
    made.node = physical::GroupAggregate{input_node(schema, input), keys, calls, ttl, mini_batch};
    made.changelog = ChangelogMode::all();
    made.changelog.update_before = update_before;
    return made;
  }
  AggregateTables tables(OperatorRun& run) const {
    return AggregateHandler(calls, !input.is_insert_only()).open(run.state(), "groups", ttl);
  }
  void add(const std::string& name, std::vector<int> arguments, CallShape shape = {}) {
    calls.push_back(aggregate_call(name, std::move(arguments), *schema, shape));
  }
};

}  // namespace

TEST_CASE("the first row of a group inserts, the next ones update, whatever the batches are") {
  Query query;
  query.add("COUNT", {});
  query.add("SUM", {1});
  OperatorRun run(query.node());
  CHECK(run.process("+I[a, 1, true]\n+I[b, 5, true]\n+I[a, 2, true]\n") ==
        "+I[a, 1, 1]\n+I[b, 1, 5]\n-U[a, 1, 1]\n+U[a, 2, 3]\n");
  CHECK(run.process("+I[a, null, true]\n+I[null, 7, true]\n") ==
        "-U[a, 2, 3]\n+U[a, 3, 3]\n+I[null, 1, 7]\n");
}

TEST_CASE("an unchanged result is not sent, unless there is a time to live") {
  Query query;
  query.add("MAX", {1});
  CHECK(OperatorRun(query.node()).process("+I[a, 3, true]\n+I[a, 1, true]\n+I[a, 4, true]\n") ==
        "+I[a, 3]\n-U[a, 3]\n+U[a, 4]\n");
  query.ttl = 1h;
  CHECK(OperatorRun(query.node()).process("+I[a, 3, true]\n+I[a, 1, true]\n") ==
        "+I[a, 3]\n-U[a, 3]\n+U[a, 3]\n");
}

TEST_CASE("no -U where nobody needs it") {
  Query query;
  query.update_before = false;
  query.add("COUNT", {1});
  CHECK(OperatorRun(query.node()).process("+I[a, 3, true]\n+I[a, 1, true]\n") ==
        "+I[a, 1]\n+U[a, 2]\n");
}

TEST_CASE("a group vanishes with its last row and begins anew") {
  Query query;
  query.input = ChangelogMode::all();
  query.add("COUNT", {1});
  query.add("SUM", {1});
  OperatorRun run(query.node());
  CHECK(run.process("+I[a, 1, true]\n-D[a, 1, true]\n+I[a, 2, true]\n-U[a, 2, true]\n"
                    "+U[a, 5, true]\n") ==
        "+I[a, 1, 1]\n-D[a, 1, 1]\n+I[a, 1, 2]\n-D[a, 1, 2]\n+I[a, 1, 5]\n");
  CHECK(run.process("-D[a, 5, true]\n") == "-D[a, 1, 5]\n");
  CHECK(run.process("-D[a, 5, true]\n-D[zzz, 5, true]\n") == "");
  CHECK(query.tables(run).groups->size() == 0);
}

TEST_CASE("what cannot be taken back exactly does not survive its group") {
  Query query;
  query.schema = make_schema({{"k", DataType::string()}, {"d", DataType::double_precision()}});
  query.input = ChangelogMode::all();
  query.add("SUM", {1});
  CHECK(OperatorRun(query.node())
            .process("+I[a, 0.1]\n+I[a, 0.2]\n-D[a, 0.1]\n-D[a, 0.2]\n+I[a, 1.0]\n") ==
        "+I[a, 0.1]\n-U[a, 0.1]\n+U[a, 0.30000000000000004]\n"
        "-U[a, 0.30000000000000004]\n+U[a, 0.20000000000000004]\n"
        "-D[a, 0.20000000000000004]\n+I[a, 1.0]\n");
}

TEST_CASE("a filter takes rows out of its own aggregate only") {
  Query query;
  query.add("COUNT", {}, {.filter = 2});
  query.add("COUNT", {});
  CHECK(OperatorRun(query.node()).process("+I[a, 1, true]\n+I[a, 2, false]\n+I[a, 3, null]\n") ==
        "+I[a, 1, 1]\n-U[a, 1, 1]\n+U[a, 1, 2]\n-U[a, 1, 2]\n+U[a, 1, 3]\n");
}

TEST_CASE("DISTINCT counts each value once, and each filter for itself") {
  Query query;
  query.add("COUNT", {1}, {.distinct = true});
  query.add("SUM", {1}, {.distinct = true, .filter = 2});
  OperatorRun run(query.node());
  CHECK(run.process("+I[a, 1, false]\n+I[a, 1, true]\n+I[b, 1, true]\n+I[a, 1, true]\n") ==
        "+I[a, 1, null]\n-U[a, 1, null]\n+U[a, 1, 1]\n+I[b, 1, 1]\n");
  CHECK(run.process("+I[a, 1, true]\n+I[a, null, true]\n+I[a, 2, true]\n") ==
        "-U[a, 1, 1]\n+U[a, 2, 3]\n");
}

TEST_CASE("a distinct value leaves with its last row") {
  Query query;
  query.input = ChangelogMode::all();
  query.add("COUNT", {1}, {.distinct = true});
  OperatorRun run(query.node());
  CHECK(run.process("+I[a, 1, true]\n+I[a, 1, true]\n+I[a, 2, true]\n-D[a, 1, true]\n") ==
        "+I[a, 1]\n-U[a, 1]\n+U[a, 2]\n");
  CHECK(run.process("-D[a, 1, true]\n") == "-U[a, 2]\n+U[a, 1]\n");
  CHECK(run.process("-D[a, 2, true]\n") == "-D[a, 1]\n");
  CHECK(query.tables(run).distinct[0]->size() == 0);
}

TEST_CASE("without keys there is one group, and none without rows") {
  Query query;
  query.keys = {};
  query.add("COUNT", {});
  OperatorRun run(query.node());
  CHECK(run.process("") == "");
  CHECK(run.process("+I[a, 1, true]\n+I[b, 1, true]\n") == "+I[1]\n-U[1]\n+U[2]\n");
}

TEST_CASE("SELECT DISTINCT is a group without aggregates") {
  Query query;
  CHECK(OperatorRun(query.node()).process("+I[a, 1, true]\n+I[a, 2, true]\n+I[b, 1, true]\n") ==
        "+I[a]\n+I[b]\n");
}

TEST_CASE("lists follow their rows back") {
  Query query;
  query.input = ChangelogMode::all();
  query.add("LISTAGG", {0});
  query.add("ARRAY_AGG", {1});
  query.add("FIRST_VALUE", {1});
  query.add("LAST_VALUE", {1});
  query.add("COLLECT", {1});
  OperatorRun run(query.node());
  run.process("+I[a, 1, true]\n+I[a, null, true]\n+I[a, 2, true]\n");
  CHECK(run.process("-D[a, 1, true]\n") ==
        "-U[a, a,a,a, [1, null, 2], 1, 2, {1=1, 2=1}]\n"
        "+U[a, a,a, [null, 2], 2, 2, {2=1}]\n");
  CHECK(run.process("-D[a, 2, true]\n") ==
        "-U[a, a,a, [null, 2], 2, 2, {2=1}]\n+U[a, a, [null], null, null, {}]\n");
}

TEST_CASE("MIN and MAX find the next value when theirs is taken back") {
  Query query;
  query.input = ChangelogMode::all();
  query.add("MIN", {1});
  query.add("MAX", {1});
  query.add("MAX", {0});
  OperatorRun run(query.node());
  CHECK(run.process("+I[a, 5, true]\n+I[a, 1, true]\n+I[a, 5, true]\n+I[b, 2, true]\n") ==
        "+I[a, 5, 5, a]\n-U[a, 5, 5, a]\n+U[a, 1, 5, a]\n+I[b, 2, 2, b]\n");
  CHECK(run.process("-D[a, 5, true]\n-D[a, 1, true]\n+I[a, -3, true]\n") ==
        "-U[a, 1, 5, a]\n+U[a, 5, 5, a]\n-U[a, 5, 5, a]\n+U[a, -3, 5, a]\n");
  CHECK(run.process("-D[a, 5, true]\n-D[a, -3, true]\n+I[a, 9, true]\n") ==
        "-U[a, -3, 5, a]\n+U[a, -3, -3, a]\n-D[a, -3, -3, a]\n+I[a, 9, 9, a]\n");
}

TEST_CASE("the values behind MIN and MAX go with their group when its time is over") {
  Query query;
  query.input = ChangelogMode::all();
  query.ttl = 10s;
  query.add("MIN", {1});
  query.add("MAX", {1});
  OperatorRun run(query.node());
  CHECK(run.process("+I[a, 1, true]\n+I[b, 2, true]\n") == "+I[a, 1, 1]\n+I[b, 2, 2]\n");
  run.clock.advance(10s);
  CHECK(run.process("+I[a, 5, true]\n") == "+I[a, 5, 5]\n");
  for (int i = 0; i < 40; ++i) {
    run.clock.advance(1s);
    run.process("+I[c, 0, true]\n");
  }
  // Nobody has asked for b again, and its values are gone with it.
  std::size_t entries = 0;
  for (const auto* name : {"groups-values-0", "groups-values-1"}) {
    for (int group = 0; group < kKeyGroups; ++group) {
      const auto cursor = run.state().ordered_table(name).key_group(group);
      for (; cursor->valid(); cursor->next()) ++entries;
    }
  }
  CHECK(entries == 2);  // of c
}

TEST_CASE("a mini-batch sends each group once, when it is full, late, or at a barrier") {
  Query query;
  query.input = ChangelogMode::all();
  query.mini_batch = physical::MiniBatch{5s, 4};
  query.add("SUM", {1});
  OperatorRun run(query.node());
  CHECK(run.process("+I[a, 1, true]\n+I[b, 1, true]\n") == "");
  CHECK(run.watermark(7) == "");
  CHECK(run.process("+I[a, 2, true]\n-D[b, 1, true]\n") == "+I[a, 3]\nwatermark 7\n");
  CHECK(run.process("-D[a, 2, true]\n") == "");
  CHECK(run.idle() == "");
  run.clock.advance(5s);
  CHECK(run.idle() == "-U[a, 3]\n+U[a, 1]\n");
  run.process("-D[a, 1, true]\n+I[a, 5, true]\n-D[a, 5, true]\n");
  CHECK(run.watermark(kMaxWatermark) == "-D[a, 1]\nwatermark end\n");
}
