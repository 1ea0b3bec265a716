#include <doctest/doctest.h>
#include <fmt/format.h>
#include <thread>

#include "server.h"

namespace streamsql {
namespace {

using namespace test;

SchemaPtr row_schema(std::vector<int> key) {
  return make_schema({{"id", DataType::integer()}, {"name", DataType::string()}}, std::move(key));
}

class Sink {
 public:
  explicit Sink(SchemaPtr schema, Options options = {}) : schema_(std::move(schema)) {
    table_ = jdbc_connector().make_sink(describe_table("written", schema_, std::move(options)));
    writer_ = table_->make_writer(test_.context);
  }
  void write(std::string_view rows) { writer_->write(Batch::parse(*schema_, rows)); }
  SinkWriter& writer() { return *writer_; }
  TableSink& table() { return *table_; }
  VirtualClock& clock() { return test_.clock; }
  MetricRegistry& metrics() { return test_.registry; }

 private:
  TestContext test_;
  SchemaPtr schema_;
  std::unique_ptr<TableSink> table_;
  std::unique_ptr<SinkWriter> writer_;
};

void make_table(const std::string& columns = "id INT PRIMARY KEY, name VARCHAR(10)") {
  run_sql({"DROP TABLE IF EXISTS written", "CREATE TABLE written (" + columns + ")"});
}

std::string written() {
  return query_sql("SELECT CONCAT(id, '=', COALESCE(name, 'NULL')) FROM written ORDER BY id, name");
}

TEST_CASE("changes of a key are reduced to the last, and upserted or deleted") {
  make_table();
  run_sql({"INSERT INTO written VALUES (3, 'old'), (4, 'old')"});
  Sink sink(row_schema({0}));
  sink.write(
      "+I[1, a]\n-U[1, a]\n+U[1, b]\n+I[2, x]\n-D[2, x]\n+I[3, new]\n-D[4, old]\n+I[5, null]");
  sink.writer().flush();
  CHECK(written() == "1=b,3=new,5=NULL");
}

TEST_CASE("without a key every row is inserted") {
  make_table("id INT, name VARCHAR(10)");
  Sink sink(row_schema({}));
  sink.write("+I[1, a]\n+I[1, a]\n+I[2, ä😀]");
  sink.writer().flush();
  CHECK(written() == "1=a,1=a,2=ä😀");
}

TEST_CASE("a query with updates is refused without a key, in Flink's words") {
  make_table();
  Sink sink(row_schema({}));
  CHECK_THROWS_WITH_AS(
      sink.table().accepts(ChangelogMode::all()),
      "please declare primary key for sink table when query contains update/delete record.", Error);
  CHECK(sink.table().accepts({}).insert);
}

TEST_CASE("rows are sent when there are enough, when their time has come, and when asked") {
  make_table();
  Options options;
  options.set("sink.buffer-flush.max-rows", "2");
  Sink sink(row_schema({0}), options);
  sink.write("+I[1, a]");
  CHECK(written() == "");
  CHECK(sink.writer().deadline() == sink.clock().monotonic_millis() + 1000);
  sink.write("+I[1, b]");
  CHECK(written() == "");
  sink.write("+I[2, c]\n+I[3, d]");
  CHECK(written() == "1=b,2=c");
  sink.clock().advance(std::chrono::seconds(1));
  sink.writer().on_idle();
  CHECK(written() == "1=b,2=c,3=d");
  CHECK_FALSE(sink.writer().deadline().has_value());
}

TEST_CASE("the interval may be another, or none") {
  make_table();
  Options options;
  options.set("sink.buffer-flush.interval", "5 s");
  Sink sink(row_schema({0}), options);
  sink.write("+I[1, a]");
  CHECK(sink.writer().deadline() == sink.clock().monotonic_millis() + 5000);
  options.set("sink.buffer-flush.interval", "0");
  Sink patient(row_schema({0}), options);
  patient.write("+I[1, a]");
  CHECK_FALSE(patient.writer().deadline().has_value());
}

TEST_CASE("without retries the first lost connection fails the job") {
  make_table();
  Options options;
  options.set("sink.max-retries", "0");
  Sink sink(row_schema({0}), options);
  sink.write("+I[1, a]");
  run_sql({"KILL " + query_sql("SELECT MAX(id) FROM information_schema.processlist WHERE "
                               "command = 'Sleep' AND db = DATABASE()")});
  try {
    sink.writer().flush();
    FAIL("must throw");
  } catch (const Error& error) {
    CHECK(error.message().find("Writing to table 'written' failed after 1 attempts: ") == 0);
  }
}

TEST_CASE("a trickle is written when the input idles, but not row by row in quick succession") {
  make_table();
  Sink sink(row_schema({0}));
  sink.write("+I[1, a]");
  sink.writer().on_idle();
  CHECK(written() == "1=a");
  sink.write("+I[2, b]");
  sink.writer().on_idle();
  CHECK(written() == "1=a");
  CHECK(sink.writer().deadline() == sink.clock().monotonic_millis() + 50);
  sink.clock().advance(std::chrono::milliseconds(50));
  sink.writer().on_idle();
  CHECK(written() == "1=a,2=b");
}

TEST_CASE("big batches are written in statements that the server takes") {
  make_table("id INT PRIMARY KEY, name LONGTEXT");
  Options options;
  options.set("sink.buffer-flush.max-rows", "0");
  Sink sink(row_schema({0}), options);
  BatchBuilder rows(*row_schema({0}));
  const std::string text(20'000, 'x');
  for (std::int32_t i = 0; i < 3000; ++i) {
    rows.column(0).append(i);
    rows.column(1).append_string(text);
    rows.end_row();
  }
  sink.writer().write(rows.finish());
  sink.writer().flush();
  CHECK(query_sql("SELECT CONCAT(COUNT(*), ' ', SUM(LENGTH(name))) FROM written") ==
        "3000 60000000");
}

TEST_CASE("a key of several columns is deleted by all of them") {
  make_table("id INT, name VARCHAR(10), PRIMARY KEY (id, name)");
  run_sql({"INSERT INTO written VALUES (1, 'a'), (1, 'b'), (2, 'a')"});
  Sink sink(row_schema({0, 1}));
  sink.write("-D[1, a]\n-D[2, a]\n+I[3, c]");
  sink.writer().flush();
  CHECK(written() == "1=b,3=c");
}

TEST_CASE("a row that the table refuses is named with the column, and nothing is written") {
  make_table();
  const auto message = [](const std::string& rows, SchemaPtr schema) -> std::string {
    Sink sink(std::move(schema));
    sink.write(rows);
    try {
      sink.writer().flush();
      return "";
    } catch (const Error& error) {
      CHECK(error.code() == ErrorCode::MalformedRecord);
      return error.message();
    }
  };
  const auto contains = [](const std::string& text, const std::string& part) {
    INFO(text);
    CHECK(text.find(part) != std::string::npos);
  };
  auto text = message("+I[1, a]\n+I[2, much too long a name]\n+I[3, c]", row_schema({0}));
  contains(text, "Row +I[2, much too long a name] cannot be written to table 'written': ");
  contains(text, "Data too long for column 'name'");
  CHECK(written() == "");
  text = message("+I[1, a]\n+I[1, b]", row_schema({}));
  contains(text, "Row +I[1, b] cannot be written");
  contains(text, "Duplicate entry '1'");
  CHECK(written() == "");
  make_table("id TINYINT PRIMARY KEY, name VARCHAR(10) NOT NULL");
  contains(message("+I[1000, a]", row_schema({0})), "Out of range value for column 'id'");
  contains(message("+I[1, null]", row_schema({0})), "Column 'name' cannot be null");
}

TEST_CASE("a killed connection is made again and the rows are written once") {
  make_table("id INT, name VARCHAR(10)");
  Sink sink(row_schema({}));
  sink.write("+I[1, a]");
  sink.writer().flush();
  run_sql({"KILL " + query_sql("SELECT MAX(id) FROM information_schema.processlist WHERE "
                               "command = 'Sleep' AND db = DATABASE()")});
  sink.write("+I[2, b]");
  sink.writer().flush();
  CHECK(written() == "1=a,2=b");
  CHECK(sink.metrics().total("sink_retries_total") == 1);
}

TEST_CASE("the loser of a deadlock writes again") {
  make_table();
  run_sql({"INSERT INTO written VALUES (1, 'a'), (2, 'a')"});
  mysql::Connection other(server_settings());
  other.execute("START TRANSACTION");
  other.execute("UPDATE written SET name = 'x' WHERE id = 2");
  // Many changed rows make the other transaction the costlier victim.
  other.execute("INSERT INTO written SELECT seq, 'y' FROM seq_100_to_200");
  std::thread rival([&other] {
    // Wait until the sink holds row 1.
    mysql::Connection watch(server_settings());
    try {
      while (true) watch.query_text("SELECT id FROM written WHERE id = 1 FOR UPDATE NOWAIT");
    } catch (const mysql::ServerError& error) {
      CHECK(error.is_transient_conflict());
    }
    other.execute("UPDATE written SET name = 'x' WHERE id = 1");
    other.execute("COMMIT");
  });
  Sink sink(row_schema({0}));
  sink.write("+I[1, mine]\n+I[2, mine]");
  sink.writer().flush();
  rival.join();
  CHECK(query_sql("SELECT name FROM written WHERE id < 3 ORDER BY id") == "mine,mine");
  CHECK(sink.metrics().total("sink_retries_total") == 1);
}

TEST_CASE("every type is written as it is read") {
  make_table(
      "id INT PRIMARY KEY, b BOOLEAN, ti TINYINT, bi BIGINT, f FLOAT, d DOUBLE, de DECIMAL(20,4), "
      "t TEXT, bin VARBINARY(9), da DATE, tm TIME(3), dt DATETIME(6)");
  const auto schema = make_schema({{"id", DataType::integer()},
                                   {"b", DataType::boolean()},
                                   {"ti", DataType(TypeKind::TinyInt)},
                                   {"bi", DataType::bigint()},
                                   {"f", DataType(TypeKind::Float)},
                                   {"d", DataType::double_precision()},
                                   {"de", DataType::decimal(20, 4)},
                                   {"t", DataType::string()},
                                   {"bin", DataType::bytes()},
                                   {"da", DataType(TypeKind::Date)},
                                   {"tm", DataType::time(3)},
                                   {"dt", DataType::timestamp(6)}},
                                  {0});
  const std::string rows =
      "+I[1, true, -128, -9223372036854775808, 0.1, 1.5E300, -123.4567, 😀, [0, -1], 1000-01-01, "
      "23:59:59.999, 9999-12-31T23:59:59.999999]\n"
      "+I[2, null, null, null, null, null, null, null, null, null, null, null]\n";
  Sink sink(schema);
  sink.write(rows);
  sink.writer().flush();
  const auto source = jdbc_connector().make_source(describe_table("written", schema));
  source->push_down({{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11}, {}, {}});
  TestContext test;
  const auto reader = source->make_reader(test.context);
  reader->add_splits(source->make_enumerator(test.context)->discover());
  std::optional<SplitBatch> out;
  while (!out) reader->poll(std::chrono::milliseconds(100), out);
  CHECK(out->rows.to_string() == rows);
}

TEST_CASE("a dead database is one clear error, without the password") {
  auto table = describe_table("written", row_schema({0}));
  table.options.set("url", "jdbc:mysql://127.0.0.1:1/db?user=u&password=secret");
  const auto sink = jdbc_connector().make_sink(table);
  TestContext test;
  try {
    sink->make_writer(test.context);
    FAIL("must throw");
  } catch (const Error& error) {
    CHECK(error.code() == ErrorCode::ExternalSystemUnavailable);
    CHECK(error.message().find("Cannot connect to MySQL at 127.0.0.1:1/db: ") == 0);
    CHECK(render(error).find("secret") == std::string::npos);
  }
}

TEST_CASE("a wrong password is an authentication failure") {
  auto table = describe_table("written", row_schema({0}));
  table.options.set("username", "streamsql");
  table.options.set("password", "not the one");
  TestContext test;
  try {
    jdbc_connector().make_sink(table)->make_writer(test.context);
    FAIL("must throw");
  } catch (const Error& error) {
    CHECK(error.code() == ErrorCode::AuthenticationFailed);
    CHECK(render(error).find("not the one") == std::string::npos);
  }
}

}  // namespace
}  // namespace streamsql
