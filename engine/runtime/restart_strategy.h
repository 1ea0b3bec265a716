// RestartStrategy: whether a failed job is started again, and when.
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>

#include "engine/base/error.h"
#include "engine/runtime/checkpoint_settings.h"

namespace streamsql {

// One thread. Flink's strategies; times are milliseconds of a monotonic clock.
class RestartStrategy {
 public:
  virtual ~RestartStrategy() = default;
  // The job has failed now: how long to wait before it starts again; nothing: it has failed for
  // good.
  virtual std::optional<std::chrono::milliseconds> after_failure(std::int64_t now_millis) = 0;
};

// `seed` decides the jitter of exponential delays.
std::unique_ptr<RestartStrategy> make_restart_strategy(const RestartSettings& settings,
                                                       std::uint64_t seed);

// Whether starting again may help at all. Under the default strategy only what waiting can cure
// counts; one that the user chose restarts after everything, as in Flink, but for refusals.
bool may_restart(const Error& failure, const RestartSettings& settings);

}  // namespace streamsql
