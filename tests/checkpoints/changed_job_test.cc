// A job that goes on at another parallelism, or with other SQL.
#include <doctest/doctest.h>
#include <spdlog/sinks/ostream_sink.h>
#include <spdlog/spdlog.h>
#include <sstream>

#include "tests/checkpoints/sql_job.h"

using namespace streamsql;
using namespace streamsql::checkpoints;

namespace {

std::string undisturbed() {
  SqlJob job;
  CHECK(job.run().finished);
  return job.results();
}

// Without what is the same in every name.
std::string shorter(std::string text) {
  const std::string common = "default_catalog.default_database.";
  for (auto at = text.find(common); at != std::string::npos; at = text.find(common)) {
    text.erase(at, common.size());
  }
  return text;
}

const std::string kKeptSource = "  kept    TableSourceScan 'Source(orders)'\n";
const std::string kKeptTotals =
    "  kept    GroupAggregate 'GroupAggregate(by=[customer], calls=[COUNT(*), SUM(amount), "
    "MAX(amount)], from=[orders])' key (STRING), value (COUNT(), SUM(BIGINT), MAX(BIGINT))\n"
    "  kept    Sink 'Sink(totals)'\n";
const std::string kWindowState =
    "WindowAggregate 'WindowAggregate(by=[customer], calls=[COUNT(*), SUM(amount)], "
    "window=[TUMBLE(ts, size=[5 s])], from=[orders])' key (STRING), value (COUNT(), SUM(BIGINT)) "
    "by "
    "TUMBLE(slices, size=[5 s])";
const std::string kKeptWindows = "  kept    " + kWindowState + "\n  kept    Sink 'Sink(windows)'\n";
const std::string kKeptFirsts =
    "  kept    Deduplicate 'Deduplicate(by=[customer, amount], keep=[first], order=[p], "
    "from=[orders])' key (STRING, BIGINT), value (BIGINT, STRING, BIGINT, TIMESTAMP_LTZ(3))\n"
    "  kept    Sink 'Sink(firsts)'\n";

// What is logged while it lives.
class Logged {
 public:
  Logged() : before_(spdlog::default_logger()) {
    auto sink = std::make_shared<spdlog::sinks::ostream_sink_mt>(text_);
    sink->set_pattern("%v");
    spdlog::set_default_logger(std::make_shared<spdlog::logger>("test", sink));
  }
  ~Logged() { spdlog::set_default_logger(before_); }
  bool has(std::string_view text) const { return text_.str().find(text) != std::string::npos; }
  // Behind "the job has changed since:"; empty when that was not said.
  std::string changes() const {
    const auto text = text_.str();
    const auto begin = text.find("since:\n");
    return begin == std::string::npos ? "" : shorter(text.substr(begin + 7));
  }

 private:
  std::ostringstream text_;
  std::shared_ptr<spdlog::logger> before_;
};

}  // namespace

TEST_CASE("aggregates, windows and deduplication go on at any other parallelism") {
  const auto expected = undisturbed();
  const std::vector<std::vector<int>> ways{{1, 2, 4, 1}, {4, 1, 2}, {2, 4, 2, 1}, {1, 4}, {4, 2}};
  std::uint64_t seed = 0;
  for (const auto& way : ways) {
    SqlJob job;
    for (const int parallelism : way) {
      CAPTURE(parallelism);
      job.run_until(3, {.parallelism = parallelism, .seed = ++seed, .steps_per_barrier = 12});
    }
    const auto outcome = job.run({.parallelism = way.front()});
    CHECK_MESSAGE(outcome.finished, text_of(outcome));
    CHECK(job.results() == expected);
  }
}

TEST_CASE("a job that begins afresh says what it leaves behind, and not that it goes on") {
  SqlJob job;
  job.run_until(5);
  {
    const Logged log;
    job.run_until(2, {.wish = [](auto& wish) { wish.fresh = true; }});
    CHECK(log.has("begins afresh; checkpoint 5 with "));
    CHECK_FALSE(log.has("goes on from"));
  }
  const Logged log;
  CHECK(job.run().finished);
  CHECK(log.has("goes on from checkpoint 8 "));
}

TEST_CASE("a column behind the aggregate and a further sink keep all state") {
  SqlJob job;
  job.run_until(5);
  job.tables =
      "CREATE TABLE copies (customer STRING, n BIGINT, total BIGINT, most BIGINT, half BIGINT, "
      "PRIMARY KEY (customer) NOT ENFORCED) WITH ('connector' = 'jdbc', "
      "'url' = 'jdbc:mysql://database/db', 'table-name' = 'copies');\n";
  job.inserts.push_back(
      "INSERT INTO copies SELECT customer, COUNT(*), SUM(amount), MAX(amount), SUM(amount) / 2 "
      "FROM orders GROUP BY customer");
  const Logged log;
  const auto outcome = job.run();
  CHECK_MESSAGE(outcome.finished, text_of(outcome));
  CHECK(job.results() == undisturbed());
  CHECK(log.changes() == kKeptSource + kKeptTotals + kKeptWindows + kKeptFirsts +
                             "  new     Sink 'Sink(copies)'\n\n");
}

TEST_CASE("a further aggregate begins empty, and the others keep their state") {
  SqlJob job;
  job.run_until(5);
  job.tables =
      "CREATE TABLE least (amount BIGINT, customer STRING, PRIMARY KEY (amount) NOT ENFORCED) WITH "
      "('connector' = 'jdbc', 'url' = 'jdbc:mysql://database/db', 'table-name' = 'least');\n";
  job.inserts.push_back(
      "INSERT INTO least SELECT amount, MIN(customer) FROM orders GROUP BY amount");
  const Logged log;
  const auto outcome = job.run();
  CHECK_MESSAGE(outcome.finished, text_of(outcome));
  CHECK(job.results() == undisturbed());
  CHECK(log.changes() ==
        kKeptSource + kKeptTotals + kKeptWindows + kKeptFirsts +
            "  new     GroupAggregate 'GroupAggregate(by=[amount], calls=[MIN(customer)], "
            "from=[orders])' key (BIGINT), value (MIN(STRING))\n"
            "  new     Sink 'Sink(least)'\n\n");
}

TEST_CASE("state that the new SQL has no place for is not dropped silently") {
  SqlJob job;
  job.run_until(5);
  job.inserts = {kTotals, kFirsts};
  const auto change = kKeptSource + kKeptTotals + kKeptFirsts + "  dropped " + kWindowState +
                      ": no operator of the job takes it\n";
  CHECK(shorter(text_of(job.run())) ==
        "error[E6003]: Checkpoint 5 holds state that this job would lose:\n" + change +
            "\nhint: run the SQL that wrote it, or accept the loss with --allow-dropped-state, or "
            "begin anew with --fresh");
  const Logged log;
  const auto outcome = job.run({.wish = [](auto& wish) { wish.allow_dropped_state = true; }});
  CHECK_MESSAGE(outcome.finished, text_of(outcome));
  CHECK(log.changes() == change + "\n");
  CHECK(job.sink("totals") == [] {
    SqlJob whole;
    CHECK(whole.run().finished);
    return whole.sink("totals");
  }());
}

TEST_CASE("an aggregate with a further function is another one") {
  SqlJob job;
  job.run_until(5);
  job.inserts[0] =
      "INSERT INTO totals SELECT customer, COUNT(DISTINCT id), SUM(amount), MAX(amount) FROM "
      "orders "
      "GROUP BY customer";
  const auto refused = job.run();
  REQUIRE(refused.failure);
  const auto text = shorter(text_of(refused));
  CHECK(text.find("  new     GroupAggregate 'GroupAggregate(by=[customer], "
                  "calls=[COUNT(DISTINCT id), SUM(amount), MAX(amount)], from=[orders])'") !=
        std::string::npos);
  CHECK(text.find("  dropped GroupAggregate 'GroupAggregate(by=[customer], "
                  "calls=[COUNT(*), SUM(amount), MAX(amount)], from=[orders])'") !=
        std::string::npos);
}
