#include <algorithm>
#include <doctest/doctest.h>
#include <set>
#include <sstream>

#include "connectors/datagen/register.h"

namespace streamsql {
namespace {

using namespace std::chrono_literals;

struct Fixture {
  ConnectorRegistry connectors;
  MetricRegistry metrics;
  MemoryPool memory{"test", 1 << 20};
  VirtualClock clock;
  int parallelism = 1;
  TableDescriptor table;

  Fixture() {
    register_datagen(connectors, 42);
    table.name = table.short_name = "t";
    table.options.set("connector", "datagen");
    column(DataType::integer());
  }

  // The table's one column, x.
  void column(DataType type) { table.physical = make_schema({{"x", std::move(type)}}); }
  void option(const char* key, const char* value) { table.options.set(key, value); }

  std::unique_ptr<TableSource> source() const {
    auto made = connectors.find("datagen").make_source(table);
    made->push_down({{0}, {}, {}});
    return made;
  }
  ConnectorContext context() { return {clock, MetricGroup(metrics, {}), memory, 0, parallelism}; }

  // The rows made until the source ends, or after a second of its clock.
  std::vector<std::string> rows() {
    const auto made = source();
    const auto given = context();
    const auto reader = made->make_reader(given);
    reader->add_splits(made->make_enumerator(given)->discover());
    reader->no_more_splits();
    clock.advance(1s);
    return drain(*reader);
  }
  static std::vector<std::string> drain(SourceReader& reader) {
    std::vector<std::string> out;
    std::optional<SplitBatch> batch;
    while (reader.poll(0ms, batch) == SourceReader::Progress::HasRows) {
      std::istringstream in(batch->rows.to_string());
      for (std::string line; std::getline(in, line);) {
        out.push_back(line.substr(3, line.size() - 4));
      }
    }
    return out;
  }
};

TEST_CASE_FIXTURE(Fixture, "number-of-rows bounds the table") {
  CHECK(!source()->is_bounded());
  option("number-of-rows", "5");
  CHECK(source()->is_bounded());
  CHECK(rows().size() == 5);
}

TEST_CASE_FIXTURE(Fixture, "a seed makes the same rows again") {
  option("number-of-rows", "5");
  CHECK(rows() == rows());
}

TEST_CASE_FIXTURE(Fixture, "rows-per-second limits the rows of a second") {
  option("rows-per-second", "7");
  CHECK(rows().size() == 8);  // one at once, then seven
}

TEST_CASE_FIXTURE(Fixture, "a sequence ends the table") {
  option("fields.x.kind", "sequence");
  option("fields.x.start", "3");
  option("fields.x.end", "5");
  CHECK(rows() == std::vector<std::string>{"3", "4", "5"});
}

TEST_CASE_FIXTURE(Fixture, "a sequence needs both ends, and a type that counts") {
  option("fields.x.kind", "sequence");
  option("fields.x.start", "3");
  CHECK_THROWS_WITH_AS(
      source(), "Could not find required property 'fields.x.end' for sequence generator.", Error);
  option("fields.x.end", "5");
  column(DataType::boolean());
  CHECK_THROWS_AS(source(), Error);
}

TEST_CASE_FIXTURE(Fixture, "random numbers lie between min and max") {
  option("number-of-rows", "200");
  option("fields.x.min", "3");
  option("fields.x.max", "5");
  const auto made = rows();
  CHECK(std::set<std::string>(made.begin(), made.end()) == std::set<std::string>{"3", "4", "5"});
}

TEST_CASE_FIXTURE(Fixture, "DOUBLE and FLOAT without bounds are positive and finite, as in Flink") {
  option("number-of-rows", "200");
  for (const auto& type : {DataType::double_precision(), DataType(TypeKind::Float)}) {
    column(type);
    for (const auto& value : rows()) {
      CAPTURE(value);
      CHECK((value.front() >= '0' && value.front() <= '9'));
    }
  }
}

TEST_CASE_FIXTURE(Fixture, "length and var-len shape random text") {
  column(DataType::string());
  option("number-of-rows", "200");
  CHECK(rows()[0].size() == 100);
  option("fields.x.length", "4");
  for (const auto& row : rows()) CHECK(row.size() == 4);
  option("fields.x.var-len", "true");
  std::set<std::size_t> sizes;
  for (const auto& row : rows()) sizes.insert(row.size());
  CHECK(sizes == std::set<std::size_t>{1, 2, 3, 4});
}

TEST_CASE_FIXTURE(Fixture, "null-rate makes NULLs") {
  option("number-of-rows", "10");
  option("fields.x.null-rate", "1");
  for (const auto& row : rows()) CHECK(row == "null");
}

TEST_CASE_FIXTURE(Fixture, "times are now, or up to max-past before") {
  column(DataType::timestamp(3));
  option("number-of-rows", "50");
  for (const auto& row : rows()) CHECK(row == "2024-01-01T00:00:01");
  option("fields.x.max-past", "1 d");
  const auto past = rows();
  CHECK(std::set<std::string>(past.begin(), past.end()).size() > 40);
  for (const auto& row : past) CHECK(row > "2023-12-31");
}

TEST_CASE_FIXTURE(Fixture, "options reach nested fields") {
  column(DataType::row({{"a", DataType::array(DataType::integer())}}));
  option("number-of-rows", "1");
  option("fields.x.a.length", "2");
  option("fields.x.a.element.min", "7");
  option("fields.x.a.element.max", "7");
  CHECK(rows() == std::vector<std::string>{"+I[[7, 7]]"});
}

TEST_CASE_FIXTURE(Fixture, "splits share the rows, however many one reader has") {
  option("fields.x.kind", "sequence");
  option("fields.x.start", "0");
  option("fields.x.end", "9");
  parallelism = 3;
  auto made = rows();
  std::sort(made.begin(), made.end());
  CHECK(made == std::vector<std::string>{"0", "1", "2", "3", "4", "5", "6", "7", "8", "9"});
}

TEST_CASE_FIXTURE(Fixture, "every subtask has a split, and scan.parallelism says how many are") {
  CHECK(!source()->parallelism());
  option("scan.parallelism", "2");
  CHECK(source()->parallelism() == 2);
  parallelism = 2;
  CHECK(source()->make_enumerator(context())->discover().size() == 2);
}

TEST_CASE_FIXTURE(Fixture, "making rows goes on from a position") {
  option("fields.x.kind", "sequence");
  option("fields.x.start", "0");
  option("fields.x.end", "5");
  const auto made = source();
  const auto given = context();
  const auto reader = made->make_reader(given);
  const std::vector<Split> splits = {{"1/2", "3"}};
  reader->add_splits(splits);
  reader->no_more_splits();
  clock.advance(1s);
  CHECK(drain(*reader) == std::vector<std::string>{"3", "5"});
  CHECK(reader->positions().at(0).position == "7");
}

TEST_CASE_FIXTURE(Fixture, "an option of a column that is not there is refused") {
  option("fields.y.min", "1");
  CHECK_THROWS_AS(source(), Error);
}

}  // namespace
}  // namespace streamsql
