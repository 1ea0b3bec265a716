#include "engine/runtime/flush_coordinator.h"

#include <utility>

namespace streamsql {

void FlushCoordinator::set_tasks(std::set<int> tasks, Completed completed) {
  running_ = std::move(tasks);
  completed_ = std::move(completed);
}

std::optional<Barrier> FlushCoordinator::begin(bool then_stop) {
  const std::lock_guard lock(mutex_);
  if (in_flight_ || running_.empty()) return std::nullopt;
  in_flight_ = ++last_;
  missing_ = running_;
  positions_.clear();
  return Barrier{last_, then_stop};
}

void FlushCoordinator::acknowledged(int task, CheckpointId id, std::vector<Split> positions) {
  std::unique_lock lock(mutex_);
  if (in_flight_ != id) return;
  positions_[task] = std::move(positions);
  missing_.erase(task);
  complete_if_all_have(lock);
}

void FlushCoordinator::finished(int task) {
  std::unique_lock lock(mutex_);
  running_.erase(task);
  missing_.erase(task);
  complete_if_all_have(lock);
}

void FlushCoordinator::complete_if_all_have(std::unique_lock<std::mutex>& lock) {
  if (!in_flight_ || !missing_.empty()) return;
  const auto id = *std::exchange(in_flight_, std::nullopt);
  const auto positions = std::exchange(positions_, {});
  lock.unlock();
  completed_(id, positions);
}

}  // namespace streamsql
