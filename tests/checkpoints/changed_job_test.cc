// A job that goes on at another parallelism, with less memory, or with other SQL.
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

// What is logged while it lives.
class Logged {
 public:
  Logged() : before_(spdlog::default_logger()) {
    auto sink = std::make_shared<spdlog::sinks::ostream_sink_mt>(text_);
    sink->set_pattern("%v");
    spdlog::set_default_logger(std::make_shared<spdlog::logger>("test", sink));
  }
  ~Logged() { spdlog::set_default_logger(before_); }
  // Behind "the job has changed since:"; empty when that was not said.
  std::string changes() const {
    const auto text = text_.str();
    const auto begin = text.find("since:\n");
    return begin == std::string::npos ? "" : text.substr(begin + 7);
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
    for (const std::uint64_t memory : {std::uint64_t(1) << 30, (std::uint64_t(2) << 20) + 16384}) {
      SqlJob job;
      for (const int parallelism : way) {
        CAPTURE(parallelism);
        job.run_until(3, {.parallelism = parallelism, .seed = ++seed, .memory = memory});
      }
      const auto outcome = job.run({.parallelism = way.front(), .memory = memory});
      CHECK_MESSAGE(outcome.finished, text_of(outcome));
      CHECK(job.results() == expected);
    }
  }
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
  CHECK(log.changes() == "");
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
  CHECK(log.changes() == "");
}

TEST_CASE("state that the new SQL has no place for is not dropped silently") {
  SqlJob job;
  job.run_until(5);
  job.inserts = {kTotals, kFirsts};
  const auto refused = job.run();
  CHECK(text_of(refused) == "");
  const Logged log;
  const auto outcome = job.run({.wish = [](auto& wish) { wish.allow_dropped_state = true; }});
  CHECK_MESSAGE(outcome.finished, text_of(outcome));
  CHECK(log.changes() == "");
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
  CHECK(text_of(job.run()) == "");
}
