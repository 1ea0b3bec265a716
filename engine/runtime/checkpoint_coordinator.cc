#include "engine/runtime/checkpoint_coordinator.h"

#include <iterator>
#include <utility>

namespace streamsql {
namespace {

template <typename T>
void move_all(std::vector<T>& from, std::vector<T>& to) {
  to.insert(to.end(), std::make_move_iterator(from.begin()), std::make_move_iterator(from.end()));
}

}  // namespace

void CheckpointCoordinator::set_tasks(std::set<int> tasks, CheckpointId last, Completed completed) {
  running_ = std::move(tasks);
  last_ = last;
  completed_ = std::move(completed);
}

std::optional<Barrier> CheckpointCoordinator::begin(
    bool then_stop, std::map<std::string, std::string> enumerators) {
  const std::lock_guard lock(mutex_);
  if (in_flight_ || completing_ || running_.empty()) return std::nullopt;
  in_flight_ = true;
  missing_ = running_;
  current_.id = ++last_;
  current_.then_stop = then_stop;
  current_.enumerators = std::move(enumerators);
  return Barrier{last_, then_stop};
}

void CheckpointCoordinator::acknowledged(int task, CheckpointId id, TaskSnapshot snapshot) {
  std::unique_lock lock(mutex_);
  if (!in_flight_ || current_.id != id) return;
  add(task, std::move(snapshot), current_);
  missing_.erase(task);
  complete_if_all_have(lock);
}

// A task that ends between its barrier and the completion of the epoch would put what came behind
// its barrier into the epoch; such leftovers wait in the next one.
void CheckpointCoordinator::finished(int task, TaskSnapshot last) {
  std::unique_lock lock(mutex_);
  if (running_.erase(task) == 0) return;
  const bool passed = in_flight_ && !missing_.contains(task);
  add(task, std::move(last), passed ? next_ : current_);
  missing_.erase(task);
  complete_if_all_have(lock);
}

void CheckpointCoordinator::add(int task, TaskSnapshot snapshot, Epoch& epoch) {
  epoch.splits[task] = std::move(snapshot.splits);
  epoch.watermarks[task] = snapshot.watermark;
  move_all(snapshot.cuts, epoch.cuts);
  move_all(snapshot.redo, epoch.redo);
  move_all(snapshot.collected, epoch.collected);
}

void CheckpointCoordinator::complete_if_all_have(std::unique_lock<std::mutex>& lock) {
  if (!in_flight_ || !missing_.empty()) return;
  in_flight_ = false;
  completing_ = true;
  auto epoch = std::exchange(current_, std::exchange(next_, {}));
  for (const auto& [task, splits] : epoch.splits) current_.splits.try_emplace(task, splits);
  for (const auto& [task, millis] : epoch.watermarks) {
    current_.watermarks.try_emplace(task, millis);
  }
  lock.unlock();
  completed_(std::move(epoch));
}

void CheckpointCoordinator::done() {
  const std::lock_guard lock(mutex_);
  completing_ = false;
}

void CheckpointCoordinator::abandon() {
  const std::lock_guard lock(mutex_);
  running_.clear();
  missing_.clear();
  in_flight_ = false;
  current_ = {};
  next_ = {};
}

Epoch CheckpointCoordinator::rest(std::map<std::string, std::string> enumerators) {
  const std::lock_guard lock(mutex_);
  auto epoch = std::exchange(current_, {});
  epoch.id = ++last_;
  epoch.enumerators = std::move(enumerators);
  return epoch;
}

bool CheckpointCoordinator::is_awaited(int task) {
  const std::lock_guard lock(mutex_);
  return in_flight_ && missing_.contains(task);
}

bool CheckpointCoordinator::in_flight() const {
  const std::lock_guard lock(mutex_);
  return in_flight_ || completing_;
}

std::vector<int> CheckpointCoordinator::missing() const {
  const std::lock_guard lock(mutex_);
  return {missing_.begin(), missing_.end()};
}

}  // namespace streamsql
