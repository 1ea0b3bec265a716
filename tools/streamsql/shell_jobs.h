// ShellJobs: the jobs that a shell has started: one in front that it waits for, others behind it.
#pragma once

#include <atomic>
#include <filesystem>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "engine/base/memory_pool.h"
#include "engine/base/metrics.h"
#include "engine/session/session.h"
#include "tools/streamsql/control_socket.h"

namespace streamsql {

struct ShellJob {
  std::string id;  // 32 hexadecimal digits, as Flink's
  std::string name;
  std::function<std::string(const Error&)> render;  // a failure in its statement's text
  physical::Plan plan;
  MetricRegistry metrics;
  std::unique_ptr<Job> job;
  std::unique_ptr<ControlSocket> control;  // from the time the directory is the job's, to its end
  // Of a job without a name of its own: nobody starts it again once it has ended.
  std::filesystem::path own_directory;
  std::int64_t began_wall_millis = 0;
  bool stopped = false;  // by the user
  std::optional<JobOutcome> outcome;

  bool failed() const { return outcome && outcome->failure && !stopped; }
  std::string status() const;  // RUNNING, FINISHED, CANCELED, FAILED: Flink's words
};

// For the shell's thread, except where noted.
class ShellJobs {
 public:
  explicit ShellJobs(std::uint64_t memory_bytes) : memory_("process", memory_bytes) {}
  ~ShellJobs();

  using Render = std::function<std::string(const Error&)>;
  ShellJob& start(PlannedJob planned, Render render, std::vector<Collector> collectors);
  // Until it ends; meanwhile interrupt() goes to it. `by_cancel`: nothing that is in flight needs
  // to be delivered (a query).
  void wait(ShellJob& job, bool by_cancel);
  // Any thread. Stops the job in front, cancels it the second time. False when there is none.
  bool interrupt();

  // Jobs behind the shell that have ended since the last call.
  std::vector<const ShellJob*> take_ended();
  // Throws InvalidArgument for an id that is not known.
  void stop(const std::string& id);
  ResultTable show() const;
  ResultTable describe(const std::string& id) const;

  std::size_t running();
  void stop_all();  // any thread: asks all to stop cleanly
  void wait_all();  // those that run
  bool any_failed() const;

 private:
  ShellJob& find(const std::string& id);
  bool look(ShellJob& job, std::chrono::milliseconds timeout);

  MemoryPool memory_;
  mutable std::mutex mutex_;  // of the list and of what follows
  std::list<ShellJob> jobs_;
  ShellJob* front_ = nullptr;
  bool front_by_cancel_ = false;
  std::vector<const ShellJob*> told_;
};

}  // namespace streamsql
