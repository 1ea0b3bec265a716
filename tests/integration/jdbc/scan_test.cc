#include <doctest/doctest.h>
#include <fmt/format.h>
#include <thread>

#include "server.h"

namespace streamsql {
namespace {

using namespace test;

SchemaPtr number_schema() {
  return make_schema({{"id", DataType::bigint()}, {"name", DataType::string()}});
}

void make_numbers(int count) {
  run_sql(
      {"DROP TABLE IF EXISTS scanned",
       "CREATE TABLE scanned (id BIGINT PRIMARY KEY, name VARCHAR(300))",
       fmt::format("INSERT INTO scanned SELECT seq, CONCAT('n', seq) FROM seq_1_to_{}", count)});
}

class Scan {
 public:
  explicit Scan(const TableDescriptor& descriptor, ScanRequest request = {{0, 1}, {}, {}})
      : table_(jdbc_connector().make_source(descriptor)) {
    answer_ = table_->push_down(request);
    open();
  }

  void open() { reader_ = table_->make_reader(test_.context); }
  void start() {
    reader_->add_splits(table_->make_enumerator(test_.context)->discover());
    if (table_->is_bounded()) reader_->no_more_splits();
  }

  // Rows until the end, or until `rows` have come.
  std::string read(std::size_t rows = SIZE_MAX) {
    std::string out;
    batches_ = count_ = 0;
    while (count_ < rows) {
      std::optional<SplitBatch> batch;
      const auto progress = reader_->poll(std::chrono::milliseconds(100), batch);
      if (progress == SourceReader::Progress::Finished) break;
      if (!batch) continue;
      out += batch->rows.to_string();
      count_ += batch->rows.row_count();
      ++batches_;
    }
    return out;
  }

  SourceReader& reader() { return *reader_; }
  TableSource& table() { return *table_; }
  const ScanAnswer& answer() const { return answer_; }
  VirtualClock& clock() { return test_.clock; }
  std::size_t batches() const { return batches_; }
  std::size_t count() const { return count_; }

 private:
  TestContext test_;
  std::unique_ptr<TableSource> table_;
  ScanAnswer answer_;
  std::unique_ptr<SourceReader> reader_;
  std::size_t batches_ = 0, count_ = 0;
};

TEST_CASE("a bounded scan reads the columns wanted and ends") {
  make_numbers(3);
  Scan scan(describe_table("scanned", number_schema()), {{1}, {}, {}});
  scan.start();
  CHECK(scan.read() == "+I[n1]\n+I[n2]\n+I[n3]\n");
  CHECK(scan.reader().positions()[0].position == "done");
}

TEST_CASE("a scan without columns counts rows") {
  make_numbers(3);
  Scan scan(describe_table("scanned", number_schema()), {{}, {}, {}});
  scan.start();
  scan.read();
  CHECK(scan.count() == 3);
}

TEST_CASE("partitions cover the range from the lower to the upper bound, and nothing else") {
  make_numbers(100);
  Options options;
  options.set("scan.partition.column", "id");
  options.set("scan.partition.num", "3");
  options.set("scan.partition.lower-bound", "11");
  options.set("scan.partition.upper-bound", "20");
  Scan scan(describe_table("scanned", number_schema(), options), {{0}, {}, {}});
  scan.start();
  CHECK(scan.reader().positions().size() == 3);
  std::string expected;
  for (int i = 11; i <= 20; ++i) expected += fmt::format("+I[{}]\n", i);
  CHECK(scan.read() == expected);
}

TEST_CASE("predicates and the limit go into the query") {
  make_numbers(100);
  ColumnBuilder ten(DataType::bigint());
  ten.append<std::int64_t>(10);
  Scan scan(describe_table("scanned", number_schema()),
            {{0}, {{PushedPredicate::Op::Greater, 0, ten.finish_constant(1)}}, 2});
  CHECK(scan.answer().accepted == std::vector<bool>{true});
  CHECK(scan.answer().limit_accepted);
  scan.start();
  CHECK(scan.read() == "+I[11]\n+I[12]\n");
}

TEST_CASE("a scan goes on from its position, and an abandoned one does not hang") {
  make_numbers(20000);
  Options options;
  options.set("scan.fetch-size", "1000");
  Scan scan(describe_table("scanned", number_schema(), options), {{0}, {}, {}});
  scan.start();
  scan.read(3000);
  CHECK(scan.count() == 3000);
  const auto positions = scan.reader().positions();
  CHECK(positions[0].position == "3000");
  scan.open();
  scan.reader().add_splits(positions);
  scan.reader().no_more_splits();
  CHECK(scan.read().substr(0, 9) == "+I[3001]\n");
  CHECK(scan.count() == 17000);
}

TEST_CASE("an incrementing scan returns new rows once, in order") {
  make_numbers(3);
  Options options;
  options.set("scan.mode", "incrementing");
  options.set("scan.incrementing.column", "id");
  Scan scan(describe_table("scanned", number_schema(), options), {{1}, {}, {}});
  CHECK_FALSE(scan.table().is_bounded());
  scan.start();
  CHECK(scan.read(3) == "+I[n1]\n+I[n2]\n+I[n3]\n");
  run_sql({"INSERT INTO scanned VALUES (5, 'n5'), (4, 'n4')"});
  std::optional<SplitBatch> none;
  for (int i = 0; i < 3; ++i) {
    CHECK(scan.reader().poll(std::chrono::milliseconds(1), none) ==
          SourceReader::Progress::NothingYet);
  }
  scan.clock().advance(std::chrono::seconds(1));
  CHECK(scan.read(2) == "+I[n4]\n+I[n5]\n");
  CHECK(scan.reader().positions()[0].position == "5");
}

TEST_CASE("an incrementing scan cuts batches between values, so that ties stay together") {
  run_sql({"DROP TABLE IF EXISTS ties", "CREATE TABLE ties (at DATETIME(6), v INT)",
           "INSERT INTO ties SELECT '2024-01-01 00:00:00.5' + INTERVAL (seq DIV 4) SECOND, seq "
           "FROM seq_0_to_9"});
  Options options;
  options.set("scan.mode", "incrementing");
  options.set("scan.incrementing.column", "at");
  options.set("scan.fetch-size", "3");
  Scan scan(describe_table(
                "ties", make_schema({{"at", DataType::timestamp(3)}, {"v", DataType::integer()}}),
                options),
            {{1}, {}, {}});
  scan.start();
  scan.read(4);
  CHECK(scan.count() == 4);
  const auto positions = scan.reader().positions();
  CHECK(positions[0].position == "2024-01-01 00:00:00.500000");
  scan.open();
  scan.reader().add_splits(positions);
  scan.read(6);
  CHECK(scan.count() == 6);
  CHECK(scan.batches() == 2);
}

TEST_CASE("an incrementing scan can begin behind the latest value") {
  make_numbers(3);
  Options options;
  options.set("scan.mode", "incrementing");
  options.set("scan.incrementing.column", "id");
  options.set("scan.incrementing.start", "latest");
  Scan scan(describe_table("scanned", number_schema(), options));
  scan.start();
  run_sql({"INSERT INTO scanned VALUES (4, 'n4')"});
  CHECK(scan.read(1) == "+I[4, n4]\n");
}

TEST_CASE("an incrementing scan begins behind a value, and asks as often as it is told") {
  make_numbers(3);
  Options options;
  options.set("scan.mode", "incrementing");
  options.set("scan.incrementing.column", "id");
  options.set("scan.incrementing.start", "2");
  options.set("scan.poll-interval", "1 min");
  Scan scan(describe_table("scanned", number_schema(), options));
  scan.start();
  CHECK(scan.read(1) == "+I[3, n3]\n");
  run_sql({"INSERT INTO scanned VALUES (4, 'n4')"});
  std::optional<SplitBatch> none;
  for (int i = 0; i < 3; ++i) {
    scan.clock().advance(std::chrono::seconds(19));
    CHECK(scan.reader().poll(std::chrono::milliseconds(1), none) ==
          SourceReader::Progress::NothingYet);
  }
  scan.clock().advance(std::chrono::seconds(3));
  CHECK(scan.read(1) == "+I[4, n4]\n");
}

TEST_CASE("the filter policy decides who filters, by the server's equality or ours") {
  make_numbers(3);
  ColumnBuilder name(DataType::string());
  name.append_string("N2");
  const PushedPredicate predicate{PushedPredicate::Op::Equal, 1, name.finish_constant(1)};
  for (const bool pushed : {true, false}) {
    Options options;
    options.set("filter.handling.policy", pushed ? "always" : "never");
    Scan scan(describe_table("scanned", number_schema(), options), {{0}, {predicate}, {}});
    scan.start();
    CHECK(scan.read() == (pushed ? "+I[2]\n" : "+I[1]\n+I[2]\n+I[3]\n"));
  }
}

TEST_CASE("every type is read as Flink reads it") {
  run_sql({"DROP TABLE IF EXISTS types",
           "CREATE TABLE types (id INT, b BOOLEAN, bit BIT(1), ti TINYINT, si SMALLINT, "
           "ub BIGINT UNSIGNED, f FLOAT, d DOUBLE, de DECIMAL(20,4), c CHAR(5), t LONGTEXT, "
           "bin VARBINARY(9), da DATE, tm TIME(3), dt DATETIME(6), ts TIMESTAMP(3) NULL)",
           "INSERT INTO types VALUES (1, TRUE, b'1', -128, 32767, 18446744073709551615, 0.1, "
           "-1.5e300, -123.4567, 'ab', REPEAT('😀ä', 500), X'00FF', '1000-01-01', '23:59:59.999', "
           "'9999-12-31 23:59:59.999999', '2024-02-29 12:34:56.789')",
           "INSERT INTO types (id) VALUES (2)"});
  const auto schema = make_schema({{"id", DataType::integer()},
                                   {"b", DataType::boolean()},
                                   {"bit", DataType::boolean()},
                                   {"ti", DataType(TypeKind::TinyInt)},
                                   {"si", DataType(TypeKind::SmallInt)},
                                   {"ub", DataType::decimal(20, 0)},
                                   {"f", DataType(TypeKind::Float)},
                                   {"d", DataType::double_precision()},
                                   {"de", DataType::decimal(20, 4)},
                                   {"c", DataType::character(5)},
                                   {"t", DataType::string()},
                                   {"bin", DataType::bytes()},
                                   {"da", DataType(TypeKind::Date)},
                                   {"tm", DataType::time(3)},
                                   {"dt", DataType::timestamp(6)},
                                   {"ts", DataType::timestamp(3)}});
  std::vector<int> all(schema->fields.size());
  for (std::size_t i = 0; i < all.size(); ++i) all[i] = static_cast<int>(i);
  Scan scan(describe_table("types", schema), {all, {}, {}});
  scan.start();
  std::string text;
  for (int i = 0; i < 500; ++i) text += "😀ä";
  CHECK(scan.read() ==
        "+I[1, true, true, -128, 32767, 18446744073709551615, 0.1, -1.5E300, -123.4567, ab, " +
            text +
            ", [0, -1], 1000-01-01, 23:59:59.999, 9999-12-31T23:59:59.999999, "
            "2024-02-29T12:34:56.789]\n"
            "+I[2, null, null, null, null, null, null, null, null, null, null, null, null, null, "
            "null, null]\n");
}

TEST_CASE("a zero date is an error, NULL or the year 1, as the URL says") {
  run_sql({"DROP TABLE IF EXISTS zero", "CREATE TABLE zero (d DATETIME)", "SET sql_mode = ''",
           "INSERT IGNORE INTO zero VALUES ('0000-00-00 00:00:00')"});
  const auto read = [](const std::string& parameter) -> std::string {
    auto table = describe_table("zero", make_schema({{"d", DataType::timestamp(3)}}));
    table.options.set("url", server_url() + parameter);
    Scan scan(table, {{0}, {}, {}});
    scan.start();
    try {
      return scan.read();
    } catch (const Error& error) {
      return error.message();
    }
  };
  CHECK(read("") == "Column 'd' of MySQL holds '0000-00-00 00:00:00', which is no date");
  CHECK(read("&zeroDateTimeBehavior=CONVERT_TO_NULL") == "+I[null]\n");
  CHECK(read("&zeroDateTimeBehavior=round") == "+I[0001-01-01T00:00]\n");
}

TEST_CASE("a value beyond its declared type is an error that names both") {
  make_numbers(1);
  run_sql({"UPDATE scanned SET id = 300"});
  Scan scan(describe_table("scanned", make_schema({{"id", DataType(TypeKind::TinyInt)}})),
            {{0}, {}, {}});
  scan.start();
  CHECK_THROWS_WITH_AS(scan.read(), "Column 'id' of MySQL holds 300, which does not fit TINYINT",
                       Error);
}

}  // namespace
}  // namespace streamsql
