#include "tests/unit/engine/operator/operator_run.h"

using namespace streamsql;

namespace {

const DataType kRowtime = DataType::timestamp(3).with_time_attribute(TimeAttribute::Rowtime);

SchemaPtr events(const DataType& time = kRowtime) {
  return make_schema({{"ts", time}, {"k", DataType::string()}, {"v", DataType::integer()}});
}

struct Query {
  Window window;
  SchemaPtr schema = events();
  ChangelogMode input = ChangelogMode::insert_only();
  std::vector<int> keys = {1};
  std::vector<AggregateCall> calls = {};
  WindowSource source = {.time_column = 0};

  Query(WindowKind kind, std::int64_t size, std::int64_t step) : window{kind, size, step} {
    window.time_type = kRowtime;
  }
  void add(const std::string& name, std::vector<int> arguments, CallShape shape = {}) {
    calls.push_back(aggregate_call(name, std::move(arguments), *schema, shape));
  }
  physical::Node node() const {
    physical::Node made;
    std::vector<Field> fields;
    for (const int key : keys) fields.push_back(schema->fields[static_cast<std::size_t>(key)]);
    for (const auto& call : calls) fields.push_back({call.name, call.result});
    fields.push_back({"window_start", DataType::timestamp(3).not_null()});
    fields.push_back({"window_end", DataType::timestamp(3).not_null()});
    fields.push_back({"window_time", window.time_type});
    made.schema = make_schema(fields);
    made.node = physical::WindowAggregate{
        input_node(schema, input),
        window,
        source,
        keys,
        calls,
        {WindowProperty::Start, WindowProperty::End, WindowProperty::Rowtime}};
    return made;
  }
};

std::string at(int second, const std::string& rest) {
  return "[1970-01-01T00:00:" + std::string(second < 10 ? "0" : "") + std::to_string(second) +
         ", " + rest + "]\n";
}
// "+I[keys and results, start, end, time]"
std::string window(const std::string& values, int start, int end) {
  const auto time = [](int second) {
    return "1970-01-01T00:00" +
           (second == 0 ? std::string() : (second < 10 ? ":0" : ":") + std::to_string(second));
  };
  return "+I[" + values + ", " + time(start) + ", " + time(end) + ", " + time(end - 1) + ".999]\n";
}

}  // namespace

TEST_CASE("a tumbling window goes out once, when the watermark reaches its last millisecond") {
  Query query(WindowKind::Tumble, 5000, 5000);
  query.add("COUNT", {});
  query.add("SUM", {2});
  OperatorRun run(query.node());
  CHECK(run.process("+I" + at(1, "a, 1") + "+I" + at(4, "a, 2") + "+I" + at(7, "a, 3")) == "");
  CHECK(run.watermark(4998) == "watermark 4998\n");
  CHECK(run.watermark(4999) == window("a, 2, 3", 0, 5) + "watermark 4999\n");
  CHECK(run.process("+I" + at(4, "a, 9")) == "");
  CHECK(run.counter("late_records_dropped_total") == 1);
  CHECK(run.watermark(kMaxWatermark) == window("a, 1, 3", 5, 10) + "watermark end\n");
  CHECK(run.state().tables().empty());
}

TEST_CASE("hopping windows share slices; a late row still counts in windows that are open") {
  Query query(WindowKind::Hop, 10000, 5000);
  query.add("COUNT", {});
  OperatorRun run(query.node());
  run.process("+I" + at(6, "a, 1") + "+I" + at(11, "a, 2"));
  CHECK(run.watermark(10000) == window("a, 1", 0, 10) + "watermark 10000\n");
  run.process("+I" + at(7, "a, 3"));
  CHECK(run.counter("late_records_dropped_total") == 0);
  run.process("+I" + at(4, "a, 4"));
  CHECK(run.counter("late_records_dropped_total") == 1);
  CHECK(run.watermark(kMaxWatermark) ==
        window("a, 3", 5, 15) + window("a, 1", 10, 20) + "watermark end\n");
  CHECK(run.state().tables().empty());
}

TEST_CASE("cumulating windows repeat their value, and begin with the first row") {
  Query query(WindowKind::Cumulate, 15000, 5000);
  query.add("SUM", {2});
  OperatorRun run(query.node());
  run.process("+I" + at(6, "a, 1") + "+I" + at(16, "a, 2"));
  CHECK(run.watermark(10000) == window("a, 1", 0, 10) + "watermark 10000\n");
  run.process("+I" + at(2, "a, 5"));
  CHECK(run.watermark(kMaxWatermark) == window("a, 6", 0, 15) + window("a, 2", 15, 20) +
                                            window("a, 2", 15, 25) + window("a, 2", 15, 30) +
                                            "watermark end\n");
  CHECK(run.state().tables().empty());
}

TEST_CASE("DISTINCT counts over all of a hopping window") {
  Query query(WindowKind::Hop, 10000, 5000);
  query.keys = {};
  query.add("COUNT", {1}, {.distinct = true});
  OperatorRun run(query.node());
  run.process("+I" + at(6, "a, 1") + "+I" + at(11, "a, 1") + "+I" + at(12, "b, 1"));
  CHECK(run.watermark(kMaxWatermark) ==
        window("1", 0, 10) + window("2", 5, 15) + window("2", 10, 20) + "watermark end\n");
  CHECK(run.state().tables().empty());
}

TEST_CASE("a row that is late for all windows of a DISTINCT aggregate is dropped") {
  Query query(WindowKind::Hop, 10000, 5000);
  query.keys = {};
  query.add("COUNT", {1}, {.distinct = true});
  OperatorRun run(query.node());
  run.process("+I" + at(6, "a, 1"));
  CHECK(run.watermark(10000) == window("1", 0, 10) + "watermark 10000\n");
  run.process("+I" + at(4, "b, 1") + "+I" + at(7, "c, 1"));
  CHECK(run.counter("late_records_dropped_total") == 1);
  CHECK(run.watermark(kMaxWatermark) == window("2", 5, 15) + "watermark end\n");
}

TEST_CASE("windows take rows back, and one without rows left gives none") {
  Query query(WindowKind::Tumble, 5000, 5000);
  query.input = ChangelogMode::all();
  query.add("MAX", {2});
  query.add("COUNT", {});
  OperatorRun run(query.node());
  run.process("+I" + at(1, "a, 1") + "+I" + at(2, "a, 7") + "+I" + at(3, "b, 1"));
  run.process("-D" + at(2, "a, 7") + "-D" + at(3, "b, 1"));
  CHECK(run.watermark(5000) == window("a, 1, 1", 0, 5) + "watermark 5000\n");
}

TEST_CASE("with on-event watermarks lateness does not depend on where a batch ends") {
  Query query(WindowKind::Hop, 10000, 5000);
  query.add("COUNT", {});
  const auto rows = "+I" + at(6, "a, 1") + "+I" + at(11, "a, 2") + "+I" + at(7, "a, 3");
  OperatorRun run(query.node());
  CHECK(run.process(run.parse(rows).with_running_watermark({INT64_MIN, 6000, 11000})) ==
        window("a, 1", 0, 10));
  CHECK(run.watermark(kMaxWatermark) ==
        window("a, 3", 5, 15) + window("a, 1", 10, 20) + "watermark end\n");
}

TEST_CASE("windows go on where they were after a restart") {
  for (const auto kind : {WindowKind::Tumble, WindowKind::Hop, WindowKind::Cumulate}) {
    Query query(kind, 10000, kind == WindowKind::Tumble ? 10000 : 5000);
    query.add("COUNT", {});
    OperatorRun whole(query.node()), first(query.node());
    const auto before = "+I" + at(3, "a, 1") + "+I" + at(7, "b, 1") + "+I" + at(12, "b, 1");
    const auto after = "+I" + at(8, "a, 1") + "+I" + at(13, "a, 1");
    whole.process(before);
    whole.watermark(7000);
    whole.process(after);
    const auto expected = whole.watermark(kMaxWatermark);
    first.process(before);
    first.watermark(7000);
    CollectedText out;
    first.op().before_checkpoint(1, out);
    OperatorRun second(query.node(), &first);
    second.process(after);
    CHECK(second.watermark(kMaxWatermark) == expected);
  }
}

TEST_CASE("rows that carry their window already go into it") {
  Query query(WindowKind::Tumble, 5000, 5000);
  query.schema = make_schema({{"window_start", DataType::timestamp(3)},
                              {"window_end", DataType::timestamp(3)},
                              {"v", DataType::integer()}});
  query.source = {.start_column = 0, .end_column = 1};
  query.keys = {};
  query.add("SUM", {2});
  OperatorRun run(query.node());
  run.process(
      "+I[1970-01-01T00:00, 1970-01-01T00:00:05, 1]\n"
      "+I[1970-01-01T00:00:05, 1970-01-01T00:00:10, 2]\n");
  CHECK(run.watermark(5000) == window("1", 0, 5) + "watermark 5000\n");
  run.process("+I[1970-01-01T00:00, 1970-01-01T00:00:05, 1]\n");
  CHECK(run.counter("late_records_dropped_total") == 1);
}

TEST_CASE("windows in processing time fire by the clock") {
  Query query(WindowKind::Tumble, 10000, 10000);
  query.window.time_type = DataType::timestamp_ltz(3).with_time_attribute(TimeAttribute::Proctime);
  query.schema = events(query.window.time_type);
  query.keys = {};
  query.add("COUNT", {});
  auto node = query.node();
  std::get<physical::WindowAggregate>(node.node).properties = {WindowProperty::Start};
  OperatorRun run(node);
  CHECK(run.process("+I[null, a, 1]\n+I[null, b, 1]\n") == "");
  REQUIRE(run.op().deadline().has_value());
  CHECK(*run.op().deadline() == run.clock.monotonic_millis() + 10000);
  run.clock.advance(std::chrono::milliseconds(9999));
  CHECK(run.idle() == "");
  run.clock.advance(std::chrono::milliseconds(1));
  CHECK(run.idle() == "+I[2, 2024-01-01T00:00]\n");
  CHECK(!run.op().deadline().has_value());
}

TEST_CASE("window functions without aggregates emit each row once per window") {
  physical::Node node;
  Window hop{WindowKind::Hop, 10000, 5000};
  hop.time_type = kRowtime;
  auto fields = events()->fields;
  fields.push_back({"window_start", DataType::timestamp(3)});
  fields.push_back({"window_end", DataType::timestamp(3)});
  fields.push_back({"window_time", kRowtime});
  node.schema = make_schema(fields);
  node.node = physical::WindowTableFunction{input_node(events()), 0, hop};
  CHECK(OperatorRun(node).process("+I" + at(6, "a, 1")) ==
        "+I[1970-01-01T00:00:06, a, 1, 1970-01-01T00:00:05, 1970-01-01T00:00:15, "
        "1970-01-01T00:00:14.999]\n"
        "+I[1970-01-01T00:00:06, a, 1, 1970-01-01T00:00, 1970-01-01T00:00:10, "
        "1970-01-01T00:00:09.999]\n");
}
