// Execution: one run of a job's tasks, from a start point to its end, failure or crash.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <future>
#include <memory>
#include <mutex>
#include <optional>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "engine/runtime/checkpoint_coordinator.h"
#include "engine/runtime/epoch_committer.h"
#include "engine/runtime/job_builder.h"
#include "engine/runtime/split_discovery.h"

namespace streamsql {

// Threads: one per task, the coordinator's (splits, barriers), the checkpoint thread (epochs that
// all tasks have passed). Destroying it ends them all and closes every reader and writer without a
// goodbye: nothing is flushed or committed.
// A savepoint that somebody waits for.
struct SavepointOrder {
  std::filesystem::path directory;
  bool then_stop = false;
  std::promise<std::filesystem::path> path;
};

class Execution {
 public:
  // All outlive it. Without checkpoints everything but the first two is null.
  struct Parts {
    const physical::Plan& plan;
    const JobSettings& settings;
    JobStore* store = nullptr;
    JobSinks* sinks = nullptr;
    StateBackend* state = nullptr;
    const StartPoint* start = nullptr;
    std::filesystem::path work;
  };
  struct End {
    bool finished = false;  // or stopped
    bool crashed = false;   // stepwise, as the settings asked for
    std::optional<Error> failure;
  };

  explicit Execution(const Parts& parts);
  ~Execution();

  void start();
  // Whether every task has opened: what the job needs outside could be reached. Any thread.
  bool has_opened() const { return opened_ == job_.tasks.size(); }
  // Joins all threads, then decides what came behind the last barrier.
  End wait();
  End run_stepwise(std::mt19937_64& random);
  void stop();    // any thread
  void cancel();  // any thread
  // Any thread. The promise is kept with the next checkpoint, or broken with the execution.
  void order(std::shared_ptr<SavepointOrder> order);
  std::string why();  // any thread

 private:
  // On task threads.
  void run(Task& task);
  bool advance(Task& task);
  bool wait_in(Task& task, const char* metric);
  void finish(Task& task);
  void fail(const Error& error);

  // On the coordinator's thread.
  void coordinate();
  void tick();
  bool inject(bool then_stop);
  void check_timeout(std::int64_t now);
  // Orders whose savepoint the barrier now going out will be; whether one wants the job to stop.
  bool has_orders();
  void order_barrier();
  void fulfil_orders();
  std::string waited_for() const;

  // On the checkpoint thread.
  void write_epochs();
  void take(Epoch epoch);
  void commit(Epoch epoch);
  void commit_sources(const Epoch& epoch);

  bool step_barriers(std::mt19937_64& random, std::uint64_t step);
  void advance_time(const std::vector<Task*>& tasks);
  void join();
  End conclude();
  void commit_rest();

  const Parts parts_;
  const JobSettings& settings_;
  CheckpointCoordinator coordinator_;
  JobParts job_;
  std::optional<SplitDiscovery> discovery_;
  std::optional<EpochCommitter> committer_;
  std::vector<std::thread> threads_;
  std::thread coordinator_thread_, checkpoint_thread_;

  std::mutex mutex_;
  std::condition_variable changed_;
  int running_ = 0;
  std::atomic<std::size_t> opened_{0};  // tasks
  std::optional<Error> failure_;
  std::optional<Epoch> pending_;  // passed by all tasks, not committed yet
  std::atomic<bool> cancelled_{false}, stop_wanted_{false};
  bool stopping_ = false, stopped_ = false, concluded_ = false;
  std::atomic<std::int64_t> next_barrier_{0};  // monotonic milliseconds
  std::atomic<std::int64_t> barrier_began_{0};
  std::vector<std::shared_ptr<SavepointOrder>> orders_, taken_orders_;
};

// How often a barrier goes through the job; nothing: only at its end.
std::optional<std::chrono::milliseconds> barrier_interval(const JobSettings& settings);

}  // namespace streamsql
