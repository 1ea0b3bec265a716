// JobRunner: starts planned jobs, watches over them, and says at the end how they went.
#pragma once

#include <atomic>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "engine/base/memory_pool.h"
#include "engine/runtime/job.h"
#include "engine/session/session.h"
#include "tools/streamsql/alerts.h"
#include "tools/streamsql/control_socket.h"

namespace streamsql {

// A job at work. Owned by its runner.
struct RunningJob {
  std::string name;
  physical::Plan plan;
  MetricRegistry metrics;
  AlertMonitor alerts;
  std::unique_ptr<Job> job;
  std::unique_ptr<ControlSocket> control;  // from the time the directory is the job's, to its end
  std::int64_t began_millis = 0, ended_millis = 0;  // monotonic
  std::optional<JobOutcome> outcome;                // when it has ended

  RunningJob(std::string job_name, physical::Plan job_plan, const AlertThresholds& thresholds)
      : name(std::move(job_name)), plan(std::move(job_plan)), alerts(thresholds, system_clock()) {}
};

// For one thread, except where noted.
class JobRunner {
 public:
  using Render = std::function<std::string(const Error&)>;

  // `render` makes the text of a failure. A live line is shown when stderr is a terminal and the
  // jobs do not print rows to it.
  JobRunner(std::uint64_t memory_bytes, Render render);
  ~JobRunner();

  // Compiles and starts. The plan's Collect roots give their rows to `collectors`.
  RunningJob& start(PlannedJob planned, const AlertThresholds& alerts,
                    std::vector<Collector> collectors);
  // Cancels the job as soon as `enough` says so.
  void wait(RunningJob& job, const std::function<bool()>& enough = {});
  void wait_all();

  // Any thread. 1: every job stops cleanly, and none is started any more; 2: they are cancelled;
  // more: the process ends at once.
  void interrupt(int count);
  // Any thread. Nobody reads the output any more: as the first interrupt, once.
  void output_closed();
  bool interrupted() const;
  bool any_failed() const;
  void hide_live_line() { live_ = false; }  // any thread

  std::string summary() const;       // of the jobs that have ended
  std::string metrics_text() const;  // any thread; for Prometheus

 private:
  void conclude_ended();
  void conclude(RunningJob& job);
  void watch();

  Render render_;
  MemoryPool memory_;
  std::atomic<bool> live_ = true;
  std::int64_t began_millis_, last_look_millis_ = 0;
  Figures last_figures_;
  mutable std::mutex mutex_;  // of what follows
  std::list<RunningJob> jobs_;
  int interrupts_ = 0;
};

}  // namespace streamsql
