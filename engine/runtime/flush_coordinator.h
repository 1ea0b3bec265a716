// FlushCoordinator: which barrier is in flight, who has acknowledged it, and the positions that may
// be committed then.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <set>
#include <vector>

#include "engine/runtime/task.h"

namespace streamsql {

// Any thread. One barrier is in flight at a time. A task that has finished counts as having
// acknowledged every later barrier, with the last positions it reported.
class FlushCoordinator final : public TaskListener {
 public:
  // `completed` runs on the thread whose acknowledgement completed the barrier.
  using Completed =
      std::function<void(CheckpointId, const std::map<int, std::vector<Split>>& positions)>;
  void set_tasks(std::set<int> tasks, Completed completed);

  // The next barrier; nothing while one is in flight or when every task has finished.
  std::optional<Barrier> begin(bool then_stop);
  void acknowledged(int task, CheckpointId id, std::vector<Split> positions) override;
  void finished(int task);

 private:
  void complete_if_all_have(std::unique_lock<std::mutex>& lock);

  std::mutex mutex_;
  Completed completed_;
  std::set<int> running_;
  std::set<int> missing_;
  std::map<int, std::vector<Split>> positions_;
  std::optional<CheckpointId> in_flight_;
  CheckpointId last_ = 0;
};

}  // namespace streamsql
