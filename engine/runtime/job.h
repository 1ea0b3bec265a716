// Job: a physical plan at work: compiled into tasks, run on threads or step by step.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/base/error.h"
#include "engine/operator/operator.h"
#include "engine/plan/physical.h"
#include "engine/runtime/chain.h"

namespace streamsql {

struct JobSettings {
  std::string name;
  int parallelism = 1;
  // How often sinks are flushed and source positions committed; nothing: only at the end.
  std::optional<std::chrono::milliseconds> flush_interval;
  TimeZonePtr zone = utc_time_zone();
  const Clock* clock = &system_clock();
  VirtualClock* virtual_clock = nullptr;  // the clock, when run_stepwise is to move it
  MetricRegistry* metrics = nullptr;      // outlives the job
  MemoryPool* memory = nullptr;           // outlives the job
  bool commits = true;                    // false: positions are never committed (preview)
  // Per root of the plan that is a Collect; called one at a time per root.
  std::vector<Collector> collectors;
};

struct JobOutcome {
  bool finished = false;         // bounded input read to its end, or stopped
  std::optional<Error> failure;  // the first one
};

// Thread-safe where noted; otherwise for the thread that made it.
class Job {
 public:
  // Connects to nothing yet.
  static std::unique_ptr<Job> compile(const physical::Plan& plan, JobSettings settings);
  virtual ~Job() = default;

  virtual void start() = 0;  // one thread per task
  // The same tasks on this thread, in an order that the seed decides, until all have finished.
  // A virtual clock moves only when every task waits.
  virtual JobOutcome run_stepwise(std::uint64_t seed) = 0;
  // Any thread, also from a signal-watching one: sources stop, everything in flight is delivered,
  // positions are committed.
  virtual void stop() = 0;
  virtual void cancel() = 0;  // any thread: as fast as possible, nothing more is committed
  virtual JobOutcome wait() = 0;
  virtual bool wait_for(std::chrono::milliseconds timeout) = 0;  // true when it has ended
};

}  // namespace streamsql
