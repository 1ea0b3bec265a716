// Job: a physical plan at work: executed by tasks, on threads or step by step, and supervised.
#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/base/error.h"
#include "engine/operator/operator.h"
#include "engine/plan/physical.h"
#include "engine/runtime/chain.h"
#include "engine/runtime/checkpoint_settings.h"

namespace streamsql {

// Of run_stepwise, for tests.
struct StepwiseSettings {
  std::uint64_t steps_per_barrier = 0;  // 0: barriers come with the clock
  // With checkpoints: the execution is dropped without a goodbye after each one, and, as the seed
  // decides, before some of them; another begins with the last one decided.
  bool crashes = false;
  bool runs = false;  // run_stepwise sets it
};

struct JobSettings {
  std::string name;
  int parallelism = 1;
  // Without checkpoints: how often sinks are flushed and source positions committed; nothing: only
  // at the end.
  std::optional<std::chrono::milliseconds> flush_interval;
  std::optional<CheckpointSettings> checkpoints;  // nothing: none are taken
  RestartSettings restart;
  StepwiseSettings stepwise;
  TimeZonePtr zone = utc_time_zone();
  const Clock* clock = &system_clock();
  VirtualClock* virtual_clock = nullptr;  // the clock, when run_stepwise is to move it
  MetricRegistry* metrics = nullptr;      // outlives the job
  MemoryPool* memory = nullptr;           // outlives the job
  // Without checkpoints: where state goes that does not fit into memory; empty: nowhere.
  std::filesystem::path spill_directory;
  const Interruption* interruption = nullptr;  // the job's own
  bool commits = true;                         // false: positions are never committed (preview)
  std::function<void()> on_locked;             // the job directory is this job's; may be empty
  // Per root of the plan that is a Collect; called one at a time per root.
  std::vector<Collector> collectors;
};

struct JobOutcome {
  bool finished = false;         // bounded input read to its end, or stopped
  std::optional<Error> failure;  // the one that no restart could cure
};

// Owns executions: after a failure all threads and handles of one are torn down, and, as the
// restart settings say, another begins with the last decided checkpoint. Starting a job again, in
// another process too, goes the same way. Thread-safe where noted; otherwise for the thread that
// made it.
class Job {
 public:
  // Connects to nothing yet, and opens no file.
  static std::unique_ptr<Job> compile(const physical::Plan& plan, JobSettings settings);
  virtual ~Job() = default;

  virtual void start() = 0;  // one thread per task
  // The same tasks on this thread, in an order that the seed decides, until all have finished.
  // A virtual clock moves only when every task waits.
  virtual JobOutcome run_stepwise(std::uint64_t seed) = 0;
  // Any thread, also from a signal-watching one: sources stop, everything in flight is delivered,
  // positions are committed; with checkpoints the last one is taken, decided and applied.
  virtual void stop() = 0;
  virtual void cancel() = 0;  // any thread: as fast as possible, nothing more is committed
  // Any thread. Takes a checkpoint at once and copies it below `directory` (empty: where the
  // settings say, else "savepoints" in the job directory); returns its path when it is decided and
  // durable. Throws what came in between.
  virtual std::filesystem::path savepoint(const std::filesystem::path& directory,
                                          bool then_stop) = 0;
  // Any thread: what the job is doing and waits for, a line each.
  virtual std::string why() = 0;
  virtual JobOutcome wait() = 0;
  virtual bool wait_for(std::chrono::milliseconds timeout) = 0;  // true when it has ended
};

}  // namespace streamsql
