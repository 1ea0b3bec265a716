#include "engine/base/interruption.h"

namespace streamsql {

void Interruption::request() {
  const std::lock_guard lock(mutex_);
  requested_ = true;
  changed_.notify_all();
}

bool Interruption::requested() const {
  const std::lock_guard lock(mutex_);
  return requested_;
}

void Interruption::check() const {
  if (requested()) throw JobCancelled();
}

void Interruption::sleep(std::chrono::milliseconds time) const {
  std::unique_lock lock(mutex_);
  if (changed_.wait_for(lock, time, [this] { return requested_; })) throw JobCancelled();
}

}  // namespace streamsql
