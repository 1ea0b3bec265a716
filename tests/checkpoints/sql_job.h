// SqlJob: a job with keyed state over embedded tables, that is broken off and taken up again.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "connectors/embedded/register.h"
#include "engine/base/temporary_directory.h"
#include "engine/runtime/job.h"

namespace streamsql::checkpoints {

struct RunOptions {
  int parallelism = 1;
  std::uint64_t seed = 1, steps_per_barrier = 24;
  std::string fail_points = {};                        // armed while it runs
  int restarts = 0;                                    // without delay
  std::uint64_t memory = 1 << 30;                      // of state
  std::function<void(CheckpointSettings&)> wish = {};  // may be empty
};

// The outside world of one job: its topic of orders, the sinks `totals` (a database table with a
// key), `windows` and `firsts` (files), and its job directory. One thread.
class SqlJob {
  TemporaryDirectory temporary_{"checkpoints"};

 public:
  // Customers have names of up to three times this length.
  explicit SqlJob(int orders = 300, std::size_t name_length = 90);

  // Runs a script with these tables to its end, or until it fails. Throws what is wrong with it.
  JobOutcome run(const RunOptions& options = {});
  // Runs it until `checkpoints` were decided, applied, and tidied up after.
  void run_until(int checkpoints, RunOptions options = {});
  // What all sinks hold: a line per row, by sink, sorted.
  std::string results() const;
  std::string sink(const std::string& name) const;
  // The checkpoint that DECIDED names.
  std::filesystem::path newest() const;

  // INSERTs of one statement set, and further tables in front of it.
  std::vector<std::string> inserts;
  std::string tables;
  EmbeddedStore store;
  std::filesystem::path directory;  // of the job
  std::filesystem::path files() const { return temporary_.path() / "files"; }
  std::filesystem::path scratch() const { return temporary_.path(); }
  MetricRegistry metrics;

 private:
  std::string script() const;
};

inline constexpr const char* kTotals =
    "INSERT INTO totals SELECT customer, COUNT(*), SUM(amount), MAX(amount) FROM orders "
    "GROUP BY customer";
inline constexpr const char* kWindows =
    "INSERT INTO windows SELECT customer, CAST(window_start AS STRING), COUNT(*), SUM(amount) "
    "FROM TABLE(TUMBLE(TABLE orders, DESCRIPTOR(ts), INTERVAL '5' SECOND)) "
    "GROUP BY customer, window_start, window_end";
inline constexpr const char* kFirsts =
    "INSERT INTO firsts SELECT id, customer FROM (SELECT id, customer, ROW_NUMBER() OVER "
    "(PARTITION BY customer, amount ORDER BY p) AS n FROM orders) WHERE n = 1";

// Rendered, for tests that pin it.
std::string text_of(const JobOutcome& outcome);

}  // namespace streamsql::checkpoints
