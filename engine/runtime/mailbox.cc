#include "engine/runtime/mailbox.h"

#include <chrono>

namespace streamsql {

void TaskSignal::ring() {
  {
    const std::lock_guard lock(mutex_);
    rung_ = true;
  }
  condition_.notify_one();
  const std::lock_guard lock(wake_mutex_);
  if (wake_) wake_();
}

void TaskSignal::on_ring(std::function<void()> wake) {
  const std::lock_guard lock(wake_mutex_);
  wake_ = std::move(wake);
}

void TaskSignal::wait(std::optional<std::int64_t> monotonic_millis) {
  std::unique_lock lock(mutex_);
  const auto is_rung = [this] { return rung_; };
  if (monotonic_millis) {
    const std::chrono::steady_clock::time_point until{std::chrono::milliseconds(*monotonic_millis)};
    condition_.wait_until(lock, until, is_rung);
  } else {
    condition_.wait(lock, is_rung);
  }
  rung_ = false;
}

void TaskMailbox::post(std::function<void()> work) {
  {
    const std::lock_guard lock(mutex_);
    work_.push_back(std::move(work));
  }
  signal_.ring();
}

// One item at a time: an item that waits (a barrier that drains lookups) must find those behind it.
bool TaskMailbox::run_posted() {
  bool any = false;
  while (auto item = take()) {
    item();
    any = true;
  }
  return any;
}

std::function<void()> TaskMailbox::take() {
  const std::lock_guard lock(mutex_);
  if (work_.empty()) return nullptr;
  auto item = std::move(work_.front());
  work_.pop_front();
  return item;
}

void TaskMailbox::wait(std::optional<std::int64_t> monotonic_millis) {
  if (cancelled_) throw JobCancelled();
  if (run_posted()) return;
  signal_.wait(monotonic_millis);
  if (cancelled_) throw JobCancelled();
  run_posted();
}

void TaskMailbox::cancel() {
  cancelled_ = true;
  signal_.ring();
}

}  // namespace streamsql
