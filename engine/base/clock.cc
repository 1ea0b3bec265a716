#include "engine/base/clock.h"

#include <atomic>

namespace streamsql {
namespace {

class SystemClock final : public Clock {
 public:
  std::int64_t wall_micros() const override {
    return std::chrono::duration_cast<std::chrono::microseconds>(
               std::chrono::system_clock::now().time_since_epoch())
        .count();
  }
  std::int64_t monotonic_nanos() const override {
    return std::chrono::duration_cast<std::chrono::nanoseconds>(
               std::chrono::steady_clock::now().time_since_epoch())
        .count();
  }
};

constexpr std::int64_t kVirtualStartMicros = 1'704'067'200'000'000;

}  // namespace

const Clock& system_clock() {
  static const SystemClock clock;
  return clock;
}

struct VirtualClock::State {
  std::atomic<std::int64_t> elapsed_micros{0};
};

std::shared_ptr<VirtualClock::State> VirtualClock::new_state() { return std::make_shared<State>(); }

std::int64_t VirtualClock::wall_micros() const {
  return kVirtualStartMicros + state_->elapsed_micros.load();
}

std::int64_t VirtualClock::monotonic_nanos() const { return state_->elapsed_micros.load() * 1000; }

void VirtualClock::advance(std::chrono::microseconds by) { state_->elapsed_micros += by.count(); }

}  // namespace streamsql
