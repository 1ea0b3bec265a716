// CheckpointCoordinator: which barrier is in flight, and what its tasks have left at it.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "engine/batch/batch.h"
#include "engine/connector/source.h"
#include "engine/runtime/redo_log.h"
#include "engine/state/state_backend.h"

namespace streamsql {

// What one task leaves at a barrier, or at its end.
struct TaskSnapshot {
  struct SplitState {
    Split split;
    std::int64_t watermark = INT64_MIN;
  };
  struct SinkRedo {
    std::string sink;  // its uid
    RedoPart part;
  };
  struct CollectedRows {
    std::size_t root;
    Batch rows;
  };

  std::vector<SplitState> splits;      // of a source
  std::int64_t watermark = INT64_MIN;  // that the task has passed on
  std::vector<std::unique_ptr<StateCut>> cuts;
  std::vector<SinkRedo> redo;
  std::vector<CollectedRows> collected;
};

// Everything that epoch `id` consists of, once every task has passed its barrier.
struct Epoch {
  CheckpointId id = 0;
  bool then_stop = false;
  // The last of each task: those that had finished before say again where they ended.
  std::map<int, std::vector<TaskSnapshot::SplitState>> splits;
  std::map<int, std::int64_t> watermarks;
  std::map<std::string, std::string> enumerators;  // source uid -> state
  std::vector<std::unique_ptr<StateCut>> cuts;
  std::vector<TaskSnapshot::SinkRedo> redo;
  std::vector<TaskSnapshot::CollectedRows> collected;
};

// How a task tells its job what it has done. Called on the task's thread.
class TaskListener {
 public:
  virtual ~TaskListener() = default;
  // Everything before barrier `id` is behind the task.
  virtual void acknowledged(int task, CheckpointId id, TaskSnapshot snapshot) = 0;
  // A redo log has grown beyond its bound: a barrier is wanted before the interval is over.
  virtual void wants_barrier() {}
  // Whether a barrier is on its way to the task: only it can empty a redo log that is full.
  virtual bool is_awaited(int) { return true; }
};

// Any thread. One epoch is in flight at a time, from begin() to done(). A task that has finished
// counts as having passed every later barrier: what it left at its end (state, redo) belongs to the
// epoch that is open then, its positions to every later one.
class CheckpointCoordinator final : public TaskListener {
 public:
  // `completed` runs on the thread whose word completed the epoch.
  using Completed = std::function<void(Epoch)>;
  void set_tasks(std::set<int> tasks, CheckpointId last, Completed completed);

  // The next barrier; nothing while one is in flight or when every task has finished.
  std::optional<Barrier> begin(bool then_stop, std::map<std::string, std::string> enumerators);
  void acknowledged(int task, CheckpointId id, TaskSnapshot snapshot) override;
  void wants_barrier() override { wanted_ = true; }
  bool is_awaited(int task) override;
  void finished(int task, TaskSnapshot last);
  void done();  // the completed epoch is dealt with
  // Nothing will be completed any more. What tasks have left is given up, so that none waits for
  // its last cut to be written.
  void abandon();
  // What came behind the last barrier, when all tasks have finished; a new epoch.
  Epoch rest(std::map<std::string, std::string> enumerators);

  bool in_flight() const;
  bool take_wanted() { return wanted_.exchange(false); }
  std::vector<int> missing() const;  // tasks that have not passed the barrier in flight

 private:
  void add(int task, TaskSnapshot snapshot, Epoch& epoch);
  void complete_if_all_have(std::unique_lock<std::mutex>& lock);

  mutable std::mutex mutex_;
  Completed completed_;
  std::set<int> running_, missing_;
  Epoch current_;  // in flight, or what finished tasks have left for the next
  Epoch next_;     // left behind the barrier in flight
  bool in_flight_ = false, completing_ = false;
  CheckpointId last_ = 0;
  std::atomic<bool> wanted_{false};
};

}  // namespace streamsql
