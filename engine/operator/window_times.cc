#include "engine/operator/window_times.h"

#include <numeric>

namespace streamsql {
namespace {

std::int64_t slice_of(const Window& window) {
  switch (window.kind) {
    case WindowKind::Hop: return std::gcd(window.size_ms, window.step_ms);
    case WindowKind::Cumulate: return window.step_ms;
    default: return window.size_ms;
  }
}

}  // namespace

WindowTimes::WindowTimes(const Window& window, TimeZonePtr zone)
    : window_(window),
      zone_(std::move(zone)),
      utc_(!window.is_local_time() || zone_->name() == "UTC"),
      slice_ms_(slice_of(window)) {}

std::int64_t WindowTimes::to_local(std::int64_t millis) const {
  return utc_ ? millis : zone_->to_local({millis, 0}).millis;
}

std::int64_t WindowTimes::last_instant(std::int64_t window_end) const {
  return utc_ ? window_end - 1 : zone_->to_instant({window_end - 1, 0}).millis;
}

std::int64_t WindowTimes::floor_to(std::int64_t time, std::int64_t step) const {
  const auto rest = (time - window_.offset_ms % step) % step;
  return time - (rest < 0 ? rest + step : rest);
}

}  // namespace streamsql
