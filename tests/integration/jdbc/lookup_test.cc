#include <atomic>
#include <chrono>
#include <condition_variable>
#include <doctest/doctest.h>
#include <fmt/format.h>

#include "server.h"

namespace streamsql {
namespace {

using namespace test;

SchemaPtr device_schema() {
  return make_schema({{"pboxid", DataType::string()},
                      {"device_id", DataType::string()},
                      {"status", DataType::integer()}});
}

// Asks one question and waits for its answer.
class Lookup {
 public:
  explicit Lookup(const TableDescriptor& descriptor, LookupRequest request = {{0}, {0, 1}, {}})
      : schema_(descriptor.physical), request_(request) {
    table_ = jdbc_connector().make_lookup(descriptor);
    answer_ = table_->push_down(request);
    reader_ = table_->make_reader(test_.context);
  }

  // "0 +I[a, b]\n": the key's number and the row.
  std::string ask(const std::string& keys) {
    Schema key_schema;
    for (const auto key : request_.keys) {
      key_schema.fields.push_back(schema_->fields[static_cast<std::size_t>(key)]);
    }
    return ask_batch(Batch::parse(key_schema, keys));
  }

  std::string ask_batch(Batch keys) {
    std::string out;
    bool answered = false;
    std::mutex mutex;
    std::condition_variable wake;
    const auto finish = [&](std::string text) {
      const std::lock_guard lock(mutex);
      out = std::move(text);
      answered = true;
      wake.notify_all();
    };
    reader_->lookup(
        std::move(keys), [&](const LookupRows& rows) { finish(text_of(rows)); },
        [&](const Error& error) { finish(fmt::format("{}", error.message())); });
    std::unique_lock lock(mutex);
    wake.wait(lock, [&] { return answered; });
    return out;
  }

  static std::string text_of(const LookupRows& rows) {
    std::string out;
    const auto lines = rows.rows.to_string();
    std::size_t begin = 0;
    for (const auto key : rows.key_row) {
      const auto end = lines.find('\n', begin) + 1;
      out += fmt::format("{} {}", key, lines.substr(begin, end - begin));
      begin = end;
    }
    return out;
  }

  const ScanAnswer& answer() const { return answer_; }
  LookupReader& reader() { return *reader_; }
  LookupTable& table() { return *table_; }

 private:
  TestContext test_;
  SchemaPtr schema_;
  LookupRequest request_;
  ScanAnswer answer_;
  std::unique_ptr<LookupTable> table_;
  std::unique_ptr<LookupReader> reader_;
};

void make_devices(const std::string& type) {
  run_sql(
      {"DROP TABLE IF EXISTS device",
       "CREATE TABLE device (pboxid " + type + ", device_id VARCHAR(64), status INT, KEY (pboxid))",
       "INSERT INTO device VALUES ('a', 'd1', 1), ('b', 'd2', 0), ('b', 'd3', 1), "
       "('c ', 'd4', NULL)"});
}

TEST_CASE("each row comes with the key it answers, in the order of the keys") {
  make_devices("VARCHAR(20)");
  Lookup lookup(describe_table("device", device_schema()));
  CHECK(lookup.ask("+I[b]\n+I[x]\n+I[a]") == "0 +I[b, d2]\n0 +I[b, d3]\n2 +I[a, d1]\n");
}

TEST_CASE("the server's collation decides what a key matches") {
  make_devices("VARCHAR(20)");
  Lookup lookup(describe_table("device", device_schema()));
  CHECK(lookup.ask("+I[A]\n+I[a]\n+I[c]") == "0 +I[a, d1]\n1 +I[a, d1]\n2 +I[c , d4]\n");
  make_devices("VARCHAR(20) COLLATE utf8mb4_bin");
  CHECK(lookup.ask("+I[A]\n+I[a]") == "1 +I[a, d1]\n");
}

TEST_CASE("a key that the column's character set does not have matches nothing") {
  for (const auto* set : {"latin1", "utf8mb3", "ascii"}) {
    make_devices(fmt::format("VARCHAR(20) CHARACTER SET {}", set));
    Lookup lookup(describe_table("device", device_schema()));
    CHECK(lookup.ask("+I[b]\n+I[😀]\n+I[a]\n+I[中]\n+I[A]") ==
          "0 +I[b, d2]\n0 +I[b, d3]\n2 +I[a, d1]\n4 +I[a, d1]\n");
    CHECK(lookup.ask("+I[😀]") == "");
  }
}

TEST_CASE("without an index the order is still that of the keys") {
  make_devices("VARCHAR(20)");
  run_sql({"ALTER TABLE device DROP KEY pboxid"});
  Lookup lookup(describe_table("device", device_schema()));
  CHECK(lookup.ask("+I[c]\n+I[b]\n+I[a]") ==
        "0 +I[c , d4]\n1 +I[b, d2]\n1 +I[b, d3]\n2 +I[a, d1]\n");
}

TEST_CASE("constant predicates go into the query") {
  make_devices("VARCHAR(20)");
  ColumnBuilder one(DataType::integer());
  one.append<std::int32_t>(1);
  for (const bool async : {true, false}) {
    Options options;
    options.set("lookup.async", async ? "true" : "false");
    Lookup lookup(describe_table("device", device_schema(), options),
                  {{0}, {1}, {{PushedPredicate::Op::Equal, 2, one.finish_constant(1)}}});
    CHECK(lookup.answer().accepted == std::vector<bool>{true});
    CHECK(lookup.ask("+I[b]") == "0 +I[d3]\n");
    if (async) CHECK(lookup.ask("+I[b]\n+I[a]\n+I[c]") == "0 +I[d3]\n1 +I[d1]\n");
    one.append<std::int32_t>(1);
  }
}

TEST_CASE("several key columns must all match") {
  make_devices("VARCHAR(20)");
  Lookup lookup(describe_table("device", device_schema()), {{0, 2}, {1, 2}, {}});
  CHECK(lookup.ask("+I[b, 1]\n+I[b, 0]\n+I[a, 0]") == "0 +I[d3, 1]\n1 +I[d2, 0]\n");
}

TEST_CASE("more keys than one query takes are answered") {
  run_sql({"DROP TABLE IF EXISTS numbers", "CREATE TABLE numbers (id BIGINT PRIMARY KEY, v INT)",
           "INSERT INTO numbers SELECT seq, seq * 2 FROM seq_1_to_1000"});
  Lookup lookup(describe_table(
      "numbers", make_schema({{"id", DataType::bigint()}, {"v", DataType::integer()}})));
  std::string keys, expected;
  for (int i = 0; i < 150; ++i) {
    keys += fmt::format("+I[{}]\n", i * 7);
    if (i > 0 && i * 7 <= 1000) expected += fmt::format("{} +I[{}, {}]\n", i, i * 7, i * 14);
  }
  CHECK(lookup.ask(keys) == expected);
}

TEST_CASE("the options say how many keys a question has and how many questions are in flight") {
  make_devices("VARCHAR(20)");
  Options options;
  options.set("lookup.keys-per-query", "2");
  options.set("lookup.connections", "3");
  Lookup lookup(describe_table("device", device_schema(), options));
  CHECK(lookup.reader().keys_per_question() == 2);
  CHECK(lookup.reader().capacity() == 6);
  CHECK(lookup.ask("+I[b]\n+I[a]") == "0 +I[b, d2]\n0 +I[b, d3]\n1 +I[a, d1]\n");
  options.set("lookup.async", "false");
  Lookup in_order(describe_table("device", device_schema(), options));
  CHECK(in_order.reader().keys_per_question() == 1);
  CHECK(in_order.reader().capacity() == 1);
}

TEST_CASE("a query that lasts longer than lookup.timeout is given up") {
  make_devices("VARCHAR(20)");
  run_sql({"DROP VIEW IF EXISTS slow",
           "CREATE VIEW slow AS SELECT pboxid, device_id, status FROM device WHERE SLEEP(20) = 0"});
  Options options;
  options.set("lookup.timeout", "1 s");
  Lookup lookup(describe_table("slow", device_schema(), options));
  const auto started = std::chrono::steady_clock::now();
  CHECK(lookup.ask("+I[a]").find("MySQL") != std::string::npos);
  CHECK(std::chrono::steady_clock::now() - started < std::chrono::seconds(15));
}

TEST_CASE("a killed connection is made again") {
  make_devices("VARCHAR(20)");
  Options options;
  options.set("lookup.async", "false");
  Lookup lookup(describe_table("device", device_schema(), options));
  CHECK(lookup.ask("+I[a]") == "0 +I[a, d1]\n");
  const auto id = query_sql(
      "SELECT id FROM information_schema.processlist WHERE command = 'Sleep' AND db = DATABASE() "
      "ORDER BY id DESC LIMIT 1");
  run_sql({"KILL " + id});
  CHECK(lookup.ask("+I[a]") == "0 +I[a, d1]\n");
}

TEST_CASE("a missing table or column is said when the reader is made") {
  run_sql({"DROP TABLE IF EXISTS missing"});
  const auto message = [](const TableDescriptor& table) -> std::string {
    try {
      Lookup lookup(table);
      return "";
    } catch (const Error& error) {
      CHECK(error.code() == ErrorCode::ExternalSystemRefused);
      return error.message();
    }
  };
  CHECK(message(describe_table("missing", device_schema())).find("doesn't exist") !=
        std::string::npos);
  make_devices("VARCHAR(20)");
  const auto other = make_schema({{"pboxid", DataType::string()}, {"nope", DataType::string()}});
  CHECK(message(describe_table("device", other)).find("Unknown column 't.nope'") !=
        std::string::npos);
}

TEST_CASE("closing does not wait for queries in flight, and each is answered") {
  make_devices("VARCHAR(20)");
  // The view makes every query last.
  run_sql({"DROP VIEW IF EXISTS slow",
           "CREATE VIEW slow AS SELECT pboxid, device_id, status FROM device WHERE SLEEP(20) = 0"});
  std::atomic<int> answers = 0;
  const auto started = std::chrono::steady_clock::now();
  {
    Lookup lookup(describe_table("slow", device_schema()));
    for (int i = 0; i < 12; ++i) {
      lookup.reader().lookup(
          Batch::parse({{{"pboxid", DataType::string()}}}, "+I[a]"), [&](auto) { ++answers; },
          [&](const Error& error) {
            CHECK(error.code() == ErrorCode::ExternalSystemUnavailable);
            ++answers;
          });
    }
  }
  CHECK(answers == 12);
  CHECK(std::chrono::steady_clock::now() - started < std::chrono::seconds(15));
}

}  // namespace
}  // namespace streamsql
