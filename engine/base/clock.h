// Clock: wall time and monotonic time behind a seam, so that tests need no sleeping.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>

namespace streamsql {

// Safe from any thread.
class Clock {
 public:
  virtual ~Clock() = default;
  // Microseconds since 1970-01-01T00:00:00Z.
  virtual std::int64_t wall_micros() const = 0;
  // Nanoseconds from an arbitrary start; never goes back.
  virtual std::int64_t monotonic_nanos() const = 0;

  std::int64_t wall_millis() const { return wall_micros() / 1000; }
  std::int64_t monotonic_millis() const { return monotonic_nanos() / 1'000'000; }
};

const Clock& system_clock();

// Stands still until told to move. Starts at 2024-01-01T00:00:00Z.
class VirtualClock : public Clock {
 public:
  std::int64_t wall_micros() const override;
  std::int64_t monotonic_nanos() const override;
  void advance(std::chrono::microseconds by);

 private:
  struct State;
  static std::shared_ptr<State> new_state();
  std::shared_ptr<State> state_ = new_state();
};

}  // namespace streamsql
