// checkpoint_state('path', 'operator'): what a checkpoint holds, as a table.
#include <algorithm>
#include <doctest/doctest.h>
#include <fmt/format.h>
#include <fstream>
#include <numeric>

#include "engine/base/durable_file.h"
#include "engine/session/session.h"
#include "engine/sql/parser.h"
#include "engine/state/checkpoint_directory.h"
#include "engine/state/operator_record.h"
#include "engine/state/state_database.h"
#include "tests/checkpoints/packed.h"
#include "tests/checkpoints/sql_job.h"
#include "tools/streamsql/registries.h"

using namespace streamsql;
using namespace streamsql::checkpoints;

namespace {

namespace fs = std::filesystem;

// The rows of a query, sorted: "+I[…]", a line each.
std::string rows_of(const std::string& sql) {
  const auto registries = make_registries([](std::string_view, bool) {});
  Session session(session_environment(*registries));
  session.settings().set("table.local-time-zone", "UTC");
  std::string text;
  for (const auto& statement : parse(make_source_text("job.sql", sql))) {
    auto planned = std::get<PlannedJob>(session.execute(statement).value);
    MetricRegistry metrics;
    MemoryPool memory("job", 1ull << 30);
    planned.settings.metrics = &metrics;
    planned.settings.memory = &memory;
    planned.settings.collectors = {[&text](const Batch& batch) { text += batch.to_string(); }};
    const auto outcome = Job::compile(planned.plan, planned.settings)->run_stepwise(1);
    if (outcome.failure) throw *outcome.failure;
  }
  std::vector<std::string> lines;
  for (std::size_t begin = 0; begin < text.size();) {
    const auto end = text.find('\n', begin);
    lines.push_back(text.substr(begin, end - begin) + "\n");
    begin = end + 1;
  }
  std::sort(lines.begin(), lines.end());
  return std::accumulate(lines.begin(), lines.end(), std::string());
}

std::string call(const fs::path& path, const std::string& op) {
  std::string quoted;
  for (const char c : op) quoted += c == '\'' ? "''" : std::string(1, c);
  return fmt::format("checkpoint_state('{}', '{}')", path.string(), quoted);
}

// As rows of a query that has these columns.
std::string inserted(const std::string& sink_rows) {
  std::string out;
  for (std::size_t begin = 0; begin < sink_rows.size();) {
    const auto end = sink_rows.find('\n', begin);
    out += "+I" + sink_rows.substr(begin, end + 1 - begin);
    begin = end + 1;
  }
  return out;
}

// Of the kind that has no other operator of it behind.
std::string last_aggregation(const SqlJob& job) {
  std::string uid;
  for (const auto& op : read_manifest(job.newest()).operators) {
    if (op.name == "GroupAggregate") uid = op.uid;
  }
  return uid;
}

// "+I[a, 1, 2]" as "+I[a, 2]", of every line.
std::string without_second_column(const std::string& rows) {
  std::string out;
  for (std::size_t begin = 0; begin < rows.size();) {
    const auto end = rows.find('\n', begin) + 1, second = rows.find(", ", begin);
    out += rows.substr(begin, second - begin);
    const auto third = rows.find(", ", second + 2);
    out += rows.substr(third, end - third);
    begin = end;
  }
  return out;
}

std::size_t evicted_rows(const SqlJob& job) {
  const auto database = open_state_database({job.scratch() / "looked-at", job.newest() / "state"});
  std::size_t rows = 0;
  database->scan(Family::Rows, row_prefix(0, 0), row_prefix(UINT32_MAX, 128), [&](auto, auto) {
    ++rows;
    return true;
  });
  return rows;
}

std::string columns_of(const fs::path& path, const std::string& op) {
  const auto registries = make_registries([](std::string_view, bool) {});
  Session session(session_environment(*registries));
  const auto statements =
      parse(make_source_text("job.sql", fmt::format("SELECT * FROM {};", call(path, op))));
  const auto planned = std::get<PlannedJob>(session.execute(statements.front()).value);
  std::string out;
  for (const auto& field : planned.plan.roots.front()->schema->fields) {
    out += fmt::format("{}{} {}", out.empty() ? "" : ", ", field.name, field.type.to_sql());
  }
  return out;
}

Error error_of(const std::string& sql) {
  try {
    rows_of(sql);
  } catch (const Error& error) {
    return error;
  }
  FAIL("no error");
  return Error(ErrorCode::Internal, "");
}

std::vector<std::pair<fs::path, std::string>> bytes_below(const fs::path& path) {
  std::vector<std::pair<fs::path, std::string>> out;
  for (const auto& entry : fs::recursive_directory_iterator(path)) {
    out.emplace_back(entry.path(), entry.is_regular_file() ? read_file(entry.path()) : "");
  }
  std::sort(out.begin(), out.end());
  return out;
}

}  // namespace

TEST_CASE("the state of an aggregation is what its sink has") {
  for (const int parallelism : {1, 4}) {
    SqlJob job;
    REQUIRE(job.run({.parallelism = parallelism}).finished);
    const auto state = call(job.newest(), "GroupAggregate");
    CHECK(columns_of(job.newest(), "GroupAggregate") ==
          "customer STRING, row_count BIGINT, COUNT(*) BIGINT, SUM(amount) BIGINT, "
          "MAX(amount) BIGINT");
    const auto columns = "SELECT customer, `COUNT(*)`, `SUM(amount)`, `MAX(amount)` FROM ";
    CHECK(rows_of(columns + state + ";") == inserted(job.sink("totals")));
    CHECK(rows_of(columns + ("TABLE(" + state + ");")) == inserted(job.sink("totals")));
    CHECK(rows_of("SELECT customer, row_count, t.`SUM(amount)`, `MAX(amount)` FROM " + state +
                  " AS t;") == inserted(job.sink("totals")));
  }
}

TEST_CASE("a kept row is shown with its columns, those of processing time last") {
  SqlJob job(300, 1);  // long names are quoted in files
  REQUIRE(job.run().finished);
  CHECK(columns_of(job.newest(), "Deduplicate") ==
        "id BIGINT, customer STRING, amount BIGINT, p TIMESTAMP_LTZ(3)");
  const auto rows = rows_of("SELECT CAST(id AS STRING) || ',' || customer FROM " +
                            call(job.newest(), "Deduplicate") + ";");
  std::string wanted;
  const auto firsts = job.sink("firsts");
  for (std::size_t begin = 0; begin < firsts.size();) {
    const auto end = firsts.find('\n', begin);
    wanted += "+I[" + firsts.substr(begin, end - begin) + "]\n";
    begin = end + 1;
  }
  CHECK(rows == wanted);
}

TEST_CASE("windows that are open have a part of time in front of their keys") {
  SqlJob job;
  job.run_until(3);
  CHECK(columns_of(job.newest(), "WindowAggregate") ==
        "part STRING, customer STRING, row_count BIGINT, COUNT(*) BIGINT, SUM(amount) BIGINT");
  const auto rows = rows_of("SELECT part, customer, row_count - `COUNT(*)` FROM " +
                            call(job.newest(), "WindowAggregate") + ";");
  CHECK(rows.starts_with("+I[part-17040"));
  CHECK(rows.find(", 0]\n") != std::string::npos);
}

TEST_CASE(
    "state that was taken back, distinct values and those of MAX with retractions are shown") {
  SqlJob job;
  job.inserts = {
      "INSERT INTO totals SELECT customer, COUNT(DISTINCT amount), SUM(total), MAX(total) FROM ("
      "SELECT customer, amount, SUM(amount) AS total FROM orders GROUP BY customer, amount) "
      "GROUP BY customer"};
  REQUIRE(job.run().finished);
  std::string uid;
  for (const auto& op : read_manifest(job.newest()).operators) {
    if (op.layout.ends_with("retractable")) uid = op.uid;
  }
  CHECK(rows_of("SELECT customer, `COUNT(DISTINCT amount)`, `SUM(total)`, `MAX(total)` FROM " +
                call(job.newest(), uid) + ";") == inserted(job.sink("totals")));
  const auto error = error_of("SELECT * FROM " + call(job.newest(), "GroupAggregate") + ";");
  CHECK(error.message() == "The checkpoint has 2 operators of the kind 'GroupAggregate'");
}

// COUNT(*) first, so that the state has the sink's columns behind row_count.
constexpr const char* kCalls =
    "customer, COUNT(*), COUNT(DISTINCT amount), SUM(amount), AVG(amount), MIN(amount), "
    "MAX(DISTINCT amount), FIRST_VALUE(amount), LAST_VALUE(amount), VAR_POP(amount), "
    "LISTAGG(text, ';')";
constexpr const char* kMany =
    "CREATE TABLE many (customer STRING, a BIGINT, b BIGINT, c BIGINT, d BIGINT, e BIGINT, "
    "f BIGINT, g BIGINT, h BIGINT, i BIGINT, j STRING, PRIMARY KEY (customer) NOT ENFORCED) WITH ("
    "'connector' = 'jdbc', 'url' = 'jdbc:mysql://database/db', 'table-name' = 'many');\n";

TEST_CASE("every aggregate shows its result, over columns with and without NULL and updates") {
  for (const std::string rows :
       {"SELECT *, CAST(id AS STRING) AS text FROM orders",
        "SELECT customer, COALESCE(amount, 0) AS amount, COALESCE(customer, '') AS text FROM "
        "orders",
        "SELECT customer, SUM(amount) AS amount, MAX(customer) AS text FROM orders "
        "GROUP BY customer, id / 50"}) {
    CAPTURE(rows);
    SqlJob job;
    job.tables = kMany;
    job.inserts = {
        fmt::format("INSERT INTO many SELECT {} FROM ({}) GROUP BY customer", kCalls, rows)};
    REQUIRE(job.run().finished);
    const auto uid = last_aggregation(job);
    auto columns = columns_of(job.newest(), uid);
    CHECK(columns.starts_with("customer STRING, row_count BIGINT, COUNT(*) BIGINT, "));
    const auto shown = rows_of("SELECT * FROM " + call(job.newest(), uid) + ";");
    CHECK(without_second_column(shown) == inserted(job.sink("many")));
  }
}

TEST_CASE("groups without calls are counted, and so are all rows without groups") {
  SqlJob job;
  job.tables = kMany;
  job.inserts = {
      "INSERT INTO totals SELECT customer, 1, 1, 1 FROM (SELECT DISTINCT customer FROM orders)",
      "INSERT INTO many (customer, a) SELECT 'all', SUM(amount) FROM orders"};
  REQUIRE(job.run().finished);
  std::string shown;
  for (const auto& op : read_manifest(job.newest()).operators) {
    if (op.name != "GroupAggregate") continue;
    const auto state = call(job.newest(), op.uid);
    shown += columns_of(job.newest(), op.uid) + "\n" +
             rows_of("SELECT MAX(row_count) FROM " + state + " WHERE row_count > 14;");
  }
  CHECK(shown ==
        "row_count BIGINT, SUM(amount) BIGINT\n+I[300]\n"
        "customer STRING, row_count BIGINT\n");
}

TEST_CASE("keys that had to leave memory are shown") {
  SqlJob job(3500, 100);
  job.inserts = {
      "INSERT INTO totals SELECT customer || CAST(id AS STRING), COUNT(*), SUM(amount), "
      "MAX(amount) FROM orders GROUP BY customer || CAST(id AS STRING)"};
  job.store.set_batch_rows(500);
  const auto outcome = job.run({.memory = 1 << 20});
  REQUIRE_MESSAGE(outcome.finished, text_of(outcome));
  CHECK(evicted_rows(job) > 0);
  CHECK(without_second_column(rows_of("SELECT * FROM " + call(job.newest(), "GroupAggregate") +
                                      ";")) == inserted(job.sink("totals")));
}

TEST_CASE("what had expired when the checkpoint was taken is not shown, what has since then is") {
  SqlJob job;
  job.inserts = {kTotals};
  job.tables = "SET 'table.exec.state.ttl' = '1 h';\n";
  REQUIRE(job.run().finished);
  const auto query = "SELECT customer, `COUNT(*)`, `SUM(amount)`, `MAX(amount)` FROM " +
                     call(job.newest(), "GroupAggregate") + ";";
  CHECK(rows_of(query) == inserted(job.sink("totals")));
}

TEST_CASE("it can be looked at while another process runs the job, and nothing is changed") {
  SqlJob job;
  job.run_until(4);
  const CheckpointDirectory locked(job.directory);
  const auto before = bytes_below(job.directory);
  CHECK_FALSE(rows_of("SELECT * FROM " + call(job.directory, "GroupAggregate") + ";").empty());
  CHECK(bytes_below(job.directory) == before);
}

TEST_CASE("an unknown operator lists those with state, and the one that is meant") {
  SqlJob job;
  job.run_until(2);
  const auto error = error_of("SELECT * FROM " + call(job.newest(), "GroupAgregate") + ";");
  CHECK(error.code() == ErrorCode::InvalidArgument);
  CHECK(error.message() == "The checkpoint has no state of an operator 'GroupAgregate'");
  CHECK(error.hint_text().starts_with(
      "did you mean 'GroupAggregate'? Operators with state: GroupAggregate(by=[customer], "));
  CHECK(error.hint_text().find("Sink(") == std::string::npos);
}

TEST_CASE("what checkpoint_state is asked with is checked") {
  SqlJob job;
  job.run_until(2);
  CHECK(error_of("SELECT * FROM checkpoint_state('x');").message() ==
        "checkpoint_state takes a path and an operator");
  CHECK(error_of("SELECT * FROM checkpoint_state('x', 1);").message() ==
        "The arguments of CHECKPOINT_STATE are texts in quotes");
  CHECK(error_of("SELECT * FROM checkpoint_state('/no/such/job', 'x');").message() ==
        "There is no job directory '/no/such/job'");
  const auto removed = error_of("SELECT * FROM checkpoint_state('job/chk-1-u', 'x');");
  CHECK(removed.message() == "There is no checkpoint 'job/chk-1-u'");
  CHECK(removed.hint_text() ==
        "a job removes older ones while it runs: its name stands for the newest, and "
        "'streamsql savepoint' copies one");
  const auto nobody = std::string(400, 'x');  // longer than a file can be called
  CHECK(error_of("SELECT * FROM checkpoint_state('" + nobody + "', 'x');").message() ==
        "There is no job directory '" + nobody + "'");
}

TEST_CASE("a damaged checkpoint is not shown") {
  SqlJob job;
  job.run_until(3);
  fs::path victim;
  for (const auto& entry : fs::directory_iterator(job.newest() / "state")) {
    if (entry.path().extension() == ".sst") victim = entry.path();
  }
  auto bytes = read_file(victim);
  bytes[bytes.size() / 2] ^= 1;
  std::ofstream(victim, std::ios::binary) << bytes;
  const auto error = error_of("SELECT * FROM " + call(job.newest(), "GroupAggregate") + ";");
  CHECK(error.code() == ErrorCode::CheckpointDamaged);
  CHECK(error.message() == fmt::format("'{}' is damaged:\n  state/{}: its bytes have changed",
                                       job.newest().string(), victim.filename().string()));
}

TEST_CASE("checkpoints without names of columns are shown with numbers of keys") {
  SqlJob job;
  const auto checkpoint = job.scratch() / "golden";
  unpack(read_file(fs::path(STREAMSQL_CHECKPOINTS_DIR) / "golden" / "1" / "checkpoint"),
         checkpoint);
  CHECK(columns_of(checkpoint, "GroupAggregate") ==
        "key_1 STRING, row_count BIGINT, COUNT(DISTINCT BIGINT) BIGINT, SUM(BIGINT) BIGINT, "
        "MAX(BIGINT) BIGINT");
  CHECK(columns_of(checkpoint, "Deduplicate") == "key_1 STRING, key_2 BIGINT");
  CHECK_FALSE(rows_of("SELECT * FROM " + call(checkpoint, "GroupAggregate") + ";").empty());
}
