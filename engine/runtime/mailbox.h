// TaskSignal and TaskMailbox: how other threads wake a task and hand it work.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>

#include "engine/base/interruption.h"
#include "engine/operator/operator.h"

namespace streamsql {

// A task waits here when it can do nothing; channels, the mailbox and the job ring it. A ring
// before the wait is not lost.
class TaskSignal {
 public:
  void ring();  // any thread
  // Until rung, or until a time of the system's monotonic clock in milliseconds.
  void wait(std::optional<std::int64_t> monotonic_millis);
  // Called with every ring, on the ringing thread: wakes a source that blocks in poll. Once this
  // returns, what was set before is not called any more. Any thread.
  void on_ring(std::function<void()> wake);

 private:
  std::mutex wake_mutex_;
  std::mutex mutex_;
  std::condition_variable condition_;
  bool rung_ = false;
  std::function<void()> wake_;
};

class TaskMailbox final : public Mailbox {
 public:
  explicit TaskMailbox(TaskSignal& signal) : signal_(signal) {}
  void post(std::function<void()> work) override;
  bool run_posted() override;
  void wait(std::optional<std::int64_t> monotonic_millis) override;
  void cancel();  // any thread: wait() throws JobCancelled from now on

 private:
  std::function<void()> take();

  TaskSignal& signal_;
  std::mutex mutex_;
  std::deque<std::function<void()>> work_;
  std::atomic<bool> cancelled_{false};
};

}  // namespace streamsql
