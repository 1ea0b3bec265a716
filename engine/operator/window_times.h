// WindowTimes: the arithmetic of windows: which ones a time belongs to, and of which slices they
// are made. Times are local milliseconds: those of TIMESTAMP as they are, those of TIMESTAMP_LTZ in
// the session time zone.
#pragma once

#include <cstdint>

#include "engine/plan/window.h"
#include "engine/type/time_zone.h"

namespace streamsql {

// Windows are named by their ends; the start follows. A slice is a part of time that no window
// begins or ends within, so that windows are put together from slices (Flink's SliceAssigners,
// after Krishnamurthy et al., "On-the-fly sharing for streamed aggregation", SIGMOD 2006).
// Immutable.
class WindowTimes {
 public:
  WindowTimes(const Window& window, TimeZonePtr zone);

  std::int64_t to_local(std::int64_t millis) const;
  // The watermark, or the wall clock's time, at which nothing more can come into a window: one
  // millisecond before its end.
  std::int64_t last_instant(std::int64_t window_end) const;

  // Calls visit(end) for the windows of a time, in Flink's order: HOP from the latest, CUMULATE
  // from the shortest.
  template <typename F>
  void windows_of(std::int64_t time, F&& visit) const {
    if (window_.kind == WindowKind::Cumulate) {
      const auto last = start_of_size(time) + window_.size_ms;
      for (auto end = slice_end(time); end <= last; end += window_.step_ms) visit(end);
      return;
    }
    const auto step = window_.kind == WindowKind::Hop ? window_.step_ms : window_.size_ms;
    for (auto start = floor_to(time, step); start > time - window_.size_ms; start -= step) {
      visit(start + window_.size_ms);
    }
  }
  std::int64_t window_start(std::int64_t window_end) const {
    if (window_.kind == WindowKind::Cumulate) return start_of_size(window_end - 1);
    return window_end - window_.size_ms;
  }

  // The end of the slice of a time.
  std::int64_t slice_end(std::int64_t time) const { return floor_to(time, slice_ms_) + slice_ms_; }
  std::int64_t slice_size() const { return slice_ms_; }
  // Whether a slice is a window of its own.
  bool slices_are_windows() const { return window_.kind == WindowKind::Tumble; }
  bool cumulates() const { return window_.kind == WindowKind::Cumulate; }

 private:
  std::int64_t floor_to(std::int64_t time, std::int64_t step) const;
  std::int64_t start_of_size(std::int64_t time) const { return floor_to(time, window_.size_ms); }

  Window window_;
  TimeZonePtr zone_;
  bool utc_;
  std::int64_t slice_ms_;
};

}  // namespace streamsql
