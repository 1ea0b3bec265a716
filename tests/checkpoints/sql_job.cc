#include "tests/checkpoints/sql_job.h"

#include <algorithm>
#include <doctest/doctest.h>
#include <fmt/format.h>
#include <map>

#include "engine/base/durable_file.h"
#include "engine/base/fail_point.h"
#include "engine/session/session.h"
#include "engine/sql/parser.h"
#include "engine/state/checkpoint_directory.h"
#include "tools/streamsql/registries.h"

namespace streamsql::checkpoints {
namespace {

namespace fs = std::filesystem;

constexpr int kCustomers = 23;

constexpr const char* kTables = R"(
CREATE TABLE orders (id BIGINT, customer STRING, amount BIGINT, ts TIMESTAMP(3), p AS PROCTIME(),
  WATERMARK FOR ts AS ts - INTERVAL '2' SECOND) WITH ('connector' = 'kafka', 'topic' = 'orders',
  'properties.bootstrap.servers' = 'broker:9092', 'scan.startup.mode' = 'earliest-offset',
  'format' = 'json');
CREATE TABLE totals (customer STRING, n BIGINT, total BIGINT, most BIGINT,
  PRIMARY KEY (customer) NOT ENFORCED) WITH ('connector' = 'jdbc',
  'url' = 'jdbc:mysql://database/db', 'table-name' = 'totals');
CREATE TABLE windows (customer STRING, opened STRING, n BIGINT, total BIGINT) WITH (
  'connector' = 'filesystem', 'path' = '{0}/windows', 'format' = 'csv');
CREATE TABLE firsts (id BIGINT, customer STRING) WITH (
  'connector' = 'filesystem', 'path' = '{0}/firsts', 'format' = 'csv');
)";

std::vector<TopicRecord> make_orders(int count, std::size_t name_length) {
  std::vector<TopicRecord> out;
  for (int i = 0; i < count; ++i) {
    const int customer = i * 7 % kCustomers;
    out.push_back(
        {std::nullopt,
         fmt::format(R"({{"id":{},"customer":"{}{}","amount":{},"ts":"2024-01-01 )"
                     R"(00:{:02}:{:02}"}})",
                     i, std::string(static_cast<std::size_t>(customer % 4) * name_length, 'c'),
                     customer, i * 13 % 17, i / 60, i % 60),
         0,
         {}});
  }
  return out;
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> out;
  for (std::size_t begin = 0; begin < text.size();) {
    const auto end = std::min(text.find('\n', begin), text.size());
    out.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return out;
}

// Visible files below a directory, all lines.
std::vector<std::string> rows_of_files(const fs::path& directory) {
  std::vector<std::string> out;
  if (!fs::exists(directory)) return out;
  for (const auto& entry : fs::directory_iterator(directory)) {
    if (entry.path().filename().string().starts_with('.')) continue;
    for (auto& line : lines_of(read_file(entry.path()))) out.push_back(std::move(line));
  }
  return out;
}

// A table with a key, its first column, from the changes that it was given: "+U[key, …]".
std::vector<std::string> rows_of_changes(const std::string& changes) {
  std::map<std::string, std::string> rows;
  for (const auto& line : lines_of(changes)) {
    const auto row = line.substr(2);
    const auto key = row.substr(0, row.find(','));
    line.starts_with("-") ? void(rows.erase(key)) : void(rows[key] = row);
  }
  std::vector<std::string> out;
  for (auto& [key, row] : rows) out.push_back(std::move(row));
  return out;
}

}  // namespace

SqlJob::SqlJob(int orders, std::size_t name_length)
    : inserts{kTotals, kWindows, kFirsts}, directory(temporary_.path() / "job") {
  store.add_records("orders", make_orders(orders, name_length));
  store.set_batch_rows(4);
}

std::string SqlJob::script() const {
  std::string out = fmt::format(fmt::runtime(kTables), files().string()) + tables;
  out += "EXECUTE STATEMENT SET BEGIN\n";
  for (const auto& insert : inserts) out += insert + ";\n";
  return out + "END;\n";
}

JobOutcome SqlJob::run(const RunOptions& options) {
  const auto registries = make_registries([](std::string_view, bool) {}, &store);
  VirtualClock clock;
  MemoryPool memory("test", options.memory);
  Session session(SessionEnvironment{registries->connectors, builtin_functions(), clock, &clock});
  session.settings().set("table.local-time-zone", "UTC");
  session.settings().set("parallelism.default", std::to_string(options.parallelism));
  JobOutcome outcome;
  for (const auto& statement : parse(make_source_text("job.sql", script()))) {
    auto result = session.execute(statement);
    auto* planned = std::get_if<PlannedJob>(&result.value);
    if (!planned) continue;
    auto settings = planned->settings;
    settings.name = "job";
    settings.metrics = &metrics;
    settings.memory = &memory;
    settings.checkpoints = planned->checkpoints.value_or(CheckpointSettings{});
    settings.checkpoints->directory = directory;
    settings.checkpoints->job_name = "job";
    settings.stepwise.steps_per_barrier = options.steps_per_barrier;
    settings.restart.kind = RestartSettings::Kind::FixedDelay;
    settings.restart.chosen = true;
    settings.restart.attempts = options.restarts;
    settings.restart.delay = std::chrono::milliseconds(0);
    if (options.wish) options.wish(*settings.checkpoints);
    arm_fail_points(options.fail_points);
    outcome = Job::compile(planned->plan, std::move(settings))->run_stepwise(options.seed);
    arm_fail_points("");
  }
  return outcome;
}

void SqlJob::run_until(int checkpoints, RunOptions options) {
  options.fail_points = fmt::format("after_gc:{}=error", checkpoints);
  const auto outcome = run(options);
  REQUIRE_MESSAGE(outcome.failure, "it came to its end before");
  REQUIRE_MESSAGE(outcome.failure->code() == ErrorCode::Injected, text_of(outcome));
}

std::string SqlJob::sink(const std::string& name) const {
  const auto written = store.written();
  const auto changes = written.find(name);
  auto rows =
      changes == written.end() ? rows_of_files(files() / name) : rows_of_changes(changes->second);
  std::sort(rows.begin(), rows.end());
  std::string out;
  for (const auto& row : rows) out += row + "\n";
  return out;
}

std::string SqlJob::results() const {
  return fmt::format("totals\n{}windows\n{}firsts\n{}", sink("totals"), sink("windows"),
                     sink("firsts"));
}

fs::path SqlJob::newest() const {
  const auto decided = read_decided(directory);
  REQUIRE(decided);
  return checkpoint_path(directory, *decided);
}

std::string text_of(const JobOutcome& outcome) {
  return outcome.failure ? render(*outcome.failure) : "";
}

}  // namespace streamsql::checkpoints
