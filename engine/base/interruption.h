// Interruption: how whoever waits for an outside system hears that its job has been cancelled.
#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>

namespace streamsql {

// Thrown through whatever waits when its job is cancelled; never reported.
struct JobCancelled {};

// One per job. Waiting in slices of kSlice and a check() between them serves clients that cannot be
// woken up.
class Interruption {
 public:
  static constexpr std::chrono::milliseconds kSlice{500};

  void request();  // any thread; for good
  bool requested() const;
  void check() const;  // throws JobCancelled once it was requested
  // Any thread: waits that long, or throws JobCancelled.
  void sleep(std::chrono::milliseconds time) const;

 private:
  mutable std::mutex mutex_;
  mutable std::condition_variable changed_;
  bool requested_ = false;
};

}  // namespace streamsql
