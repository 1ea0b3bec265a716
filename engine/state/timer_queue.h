// TimerQueue: what a keyed operator wants to be woken for, in event and in processing time.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "engine/batch/key_group.h"
#include "engine/state/ordered_table.h"

namespace streamsql {

enum class TimeDomain : std::uint8_t { Event, Processing };

// One operator subtask's, one thread; lives in the operator's state and survives a restart. A timer
// is a time and a key; adding it twice is adding it once.
class TimerQueue {
 public:
  virtual ~TimerQueue() = default;
  virtual void add(TimeDomain domain, std::int64_t millis, const KeyRef& key) = 0;
  virtual void remove(TimeDomain domain, std::int64_t millis, const KeyRef& key) = 0;
  // The earliest; nothing without timers.
  virtual std::optional<std::int64_t> next(TimeDomain domain) const = 0;
  // Removes every timer at or before `millis` and calls `fire` for each, in order of time, then of
  // key group and key. `fire` may add timers, which fire in the same call when they are due.
  virtual void advance(TimeDomain domain, std::int64_t millis,
                       const std::function<void(std::int64_t millis, const KeyRef&)>& fire) = 0;
};

// Over a table of its own, which may hold timers already.
std::unique_ptr<TimerQueue> make_timer_queue(OrderedTable& table, KeyGroupRange groups);

}  // namespace streamsql
