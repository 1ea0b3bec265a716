#include <doctest/doctest.h>
#include <fstream>

#include "connectors/embedded/register.h"
#include "connectors/formats/register.h"
#include "engine/base/temporary_directory.h"

namespace streamsql {
namespace {

using namespace std::chrono_literals;

// Stand for the real connectors: they plan anything and reach nothing.
class PlannedSource : public TableSource {
 public:
  ChangelogMode changelog() const override { return ChangelogMode::insert_only(); }
  bool is_bounded() const override { return false; }
  ScanAnswer push_down(const ScanRequest&) override { return {}; }
  std::unique_ptr<SplitEnumerator> make_enumerator(const ConnectorContext&) const override {
    return nullptr;
  }
  std::unique_ptr<SourceReader> make_reader(const ConnectorContext&) const override {
    return nullptr;
  }
  std::string describe() const override { return "real"; }
};

class PlannedSink : public TableSink {
 public:
  ChangelogMode accepts(const ChangelogMode& query) const override { return query; }
  std::unique_ptr<SinkWriter> make_writer(const WriterContext&) const override { return nullptr; }
  std::string describe() const override { return "real"; }
};

class PlannedLookup : public LookupTable {
 public:
  const LookupOptions& options() const override { return options_; }
  ScanAnswer push_down(const LookupRequest&) override { return {}; }
  std::unique_ptr<LookupReader> make_reader(const ConnectorContext&) const override {
    return nullptr;
  }
  std::string describe() const override { return "real"; }

 private:
  LookupOptions options_;
};

class RealConnector : public ConnectorFactory {
 public:
  explicit RealConnector(std::string name) : name_(std::move(name)) {}
  std::string_view name() const override { return name_; }
  std::string_view summary() const override { return "A test."; }
  std::span<const OptionSpec> options() const override { return {}; }
  std::vector<MetadataSpec> metadata(const TableDescriptor&) const override {
    return {{"topic", DataType::string(), true, true, ""},
            {"offset", DataType::bigint(), true, false, ""},
            {"timestamp", DataType::timestamp_ltz(3), true, true, ""},
            {"headers", DataType::map(DataType::string(), DataType::bytes()), true, true, ""}};
  }
  std::unique_ptr<TableSource> make_source(const TableDescriptor&) const override {
    return std::make_unique<PlannedSource>();
  }
  std::unique_ptr<TableSink> make_sink(const TableDescriptor&) const override {
    return std::make_unique<PlannedSink>();
  }
  std::unique_ptr<LookupTable> make_lookup(const TableDescriptor&) const override {
    return std::make_unique<PlannedLookup>();
  }

 private:
  std::string name_;
};

struct Fixture {
  FormatRegistry formats;
  EmbeddedStore store;
  ConnectorRegistry connectors;
  MetricRegistry metrics;
  MemoryPool memory{"test", 1 << 20};
  VirtualClock clock;
  ConnectorContext context{clock, MetricGroup(metrics, {}), memory};
  TableDescriptor table;

  Fixture() {
    register_formats(formats);
    register_embedded(
        connectors, store, formats,
        {std::make_unique<RealConnector>("kafka"), std::make_unique<RealConnector>("upsert-kafka"),
         std::make_unique<RealConnector>("jdbc")});
    register_rows(connectors, store);
    table.short_name = "t";
    table.physical = make_schema({{"k", DataType::string()}, {"n", DataType::integer()}}, {0});
    table.options.set("topic", "topic");
    table.options.set("table-name", "devices");
    table.options.set("format", "json");
  }

  std::string read(const char* connector, std::vector<int> columns = {0, 1}) {
    const auto source = connectors.find(connector).make_source(table);
    source->push_down({std::move(columns), {}, {}});
    CHECK(source->is_bounded());
    const auto reader = source->make_reader(context);
    reader->add_splits(source->make_enumerator(context)->discover());
    reader->no_more_splits();
    std::string out;
    std::optional<SplitBatch> batch;
    while (reader->poll(0ms, batch) == SourceReader::Progress::HasRows) {
      out += batch->rows.to_string();
    }
    return out;
  }
  void write(const char* connector, const std::string& rows) {
    Schema schema = *table.physical;
    for (const auto& column : table.metadata) schema.fields.push_back({column.key, column.type});
    connectors.find(connector).make_sink(table)->make_writer(context)->write(
        Batch::parse(schema, rows));
  }
};

TEST_CASE_FIXTURE(Fixture, "fixtures fill topics and tables") {
  const TemporaryDirectory directory("embedded");
  const auto& folder = directory.path();
  std::ofstream(folder / "topic.ndjson") << "{\"k\":\"a\",\"n\":1}\n\n{\"k\":\"b\",\"n\":2}\n";
  std::ofstream(folder / "devices.csv") << "n,other,k\n7,x,a\n,y,b\n";
  store.load(folder);
  CHECK(read("kafka") == "+I[a, 1]\n+I[b, 2]\n");
  CHECK(read("jdbc") == "+I[a, 7]\n+I[b, null]\n");
  CHECK(read("jdbc", {1}) == "+I[7]\n+I[null]\n");
}

TEST_CASE_FIXTURE(Fixture, "what is not there is named, with the place to put it") {
  CHECK_THROWS_WITH_AS(read("kafka"), "There is no embedded topic 'topic'", Error);
  CHECK_THROWS_WITH_AS(read("jdbc"), "There is no embedded table 'devices'", Error);
  store.set_table("devices", "k\na\n");
  CHECK_THROWS_WITH_AS(read("jdbc"), "The embedded table 'devices' has no column 'n'", Error);
}

TEST_CASE_FIXTURE(Fixture, "a topic that one table writes another reads, bytes by the format") {
  write("kafka", "+I[a, 1]\n+I[b, null]");
  REQUIRE(store.records("topic").size() == 2);
  CHECK(*store.records("topic")[0].value == "{\"k\":\"a\",\"n\":1}");
  CHECK(!store.records("topic")[0].key);
  CHECK(read("kafka", {1}) == "+I[1]\n+I[null]\n");
  CHECK(store.written().at("t") == "+I[a, 1]\n+I[b, null]\n");
}

TEST_CASE_FIXTURE(Fixture, "keys and values have formats and columns of their own") {
  table.options.set("key.format", "raw");
  table.options.set("key.fields", "k");
  table.options.set("value.fields-include", "EXCEPT_KEY");
  write("kafka", "+I[a, 1]");
  CHECK(*store.records("topic")[0].key == "a");
  CHECK(*store.records("topic")[0].value == "{\"n\":1}");
  CHECK(read("kafka") == "+I[a, 1]\n");
}

TEST_CASE_FIXTURE(Fixture, "metadata is written and read") {
  table.metadata = {{"timestamp", DataType::timestamp_ltz(3)},
                    {"headers", DataType::map(DataType::string(), DataType::bytes())}};
  write("kafka", "+I[a, 1, 1970-01-01T00:00:01Z, {h=[1, 2]}]");
  table.metadata.push_back({"offset", DataType::bigint()});
  table.metadata.push_back({"topic", DataType::string()});
  CHECK(read("kafka") == "+I[a, 1, 1970-01-01T00:00:01Z, {h=[1, 2]}, 0, topic]\n");
}

TEST_CASE_FIXTURE(Fixture, "upsert topics delete by tombstones") {
  table.options.erase("format");
  table.options.set("key.format", "json");
  table.options.set("value.format", "json");
  write("upsert-kafka", "+I[a, 1]\n-D[a, 1]");
  CHECK(*store.records("topic")[1].key == "{\"k\":\"a\"}");
  CHECK(!store.records("topic")[1].value);
  CHECK(read("upsert-kafka") == "+U[a, 1]\n-D[a, null]\n");
}

TEST_CASE_FIXTURE(Fixture, "a malformed message fails with topic and offset, or is kept") {
  store.add_records("topic", {{std::nullopt, "{\"k\":\"a\",\"n\":1}"}, {std::nullopt, "x"}});
  CHECK_THROWS_WITH_AS(read("kafka"),
                       "A record cannot be read (value of topic 'topic', partition 0, offset 1): "
                       "The message is not JSON: at byte 0: expected an object but found 'x'",
                       Error);
  table.options.set("json.ignore-parse-errors", "true");
  CHECK(read("kafka") == "+I[a, 1]\n");
}

TEST_CASE_FIXTURE(Fixture, "topic-pattern reads every topic whose name matches") {
  for (const char* topic : {"a-1", "a-2", "b-1"}) {
    store.add_records(topic, {{std::nullopt, "{\"k\":\"" + std::string(topic) + "\"}"}});
  }
  table.options.erase("topic");
  table.options.set("topic-pattern", "a-.*");
  CHECK(read("kafka", {0}) == "+I[a-1]\n+I[a-2]\n");
}

TEST_CASE_FIXTURE(Fixture, "writes to a table go by primary key") {
  store.set_table("devices", "k,n\na,1\nb,2\n");
  write("jdbc", "+U[a, 5]\n-D[b, 2]\n+I[c, 3]");
  CHECK(read("jdbc") == "+I[a, 5]\n+I[c, 3]\n");
}

TEST_CASE_FIXTURE(Fixture, "a lookup finds every row of a key") {
  store.set_table("devices", "k,n\na,1\nb,2\na,3\n");
  const auto lookup = connectors.find("jdbc").make_lookup(table);
  lookup->push_down({{0}, {1}, {}});
  const Schema key{{{"k", DataType::string()}}, {}};
  LookupRows found;
  lookup->make_reader(context)->lookup(
      Batch::parse(key, "+I[a]\n+I[z]\n+I[b]"), [&](LookupRows rows) { found = std::move(rows); },
      [](const Error&) { FAIL("failed"); });
  CHECK(found.rows.to_string() == "+I[1]\n+I[3]\n+I[2]\n");
  CHECK(found.key_row == std::vector<std::uint32_t>{0, 0, 2});
}

TEST_CASE_FIXTURE(Fixture, "rows tables have the changes and the changelog that tests give them") {
  table.options = {};
  table.options.set("connector", "rows");
  store.set_rows("t", "+I[a, 1]\n-D[a, 1]");
  CHECK(read("rows") == "+I[a, 1]\n-D[a, 1]\n");
  CHECK(connectors.find("rows").make_source(table)->changelog() == ChangelogMode::insert_only());
  table.options.set("changelog", "all");
  CHECK(connectors.find("rows").make_source(table)->changelog() == ChangelogMode::all());
  table.options.set("changelog", "upsert");
  CHECK(connectors.find("rows").make_source(table)->changelog() == ChangelogMode::upsert());
  write("rows", "+I[b, 2]");
  CHECK(store.written().at("t") == "+I[b, 2]\n");
}

}  // namespace
}  // namespace streamsql
