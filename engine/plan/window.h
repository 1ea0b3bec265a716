// Windows: how rows are assigned to windows in time, as data.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/type/data_type.h"

namespace streamsql {

enum class WindowKind : std::uint8_t { Tumble, Hop, Cumulate, Session };

// Lengths are positive and in milliseconds. Windows are [start, end), aligned to the epoch plus the
// offset; those over TIMESTAMP_LTZ are aligned in the session time zone.
struct Window {
  WindowKind kind = WindowKind::Tumble;
  std::int64_t size_ms = 0;    // Session: the gap
  std::int64_t step_ms = 0;    // Hop: the slide; Cumulate: the step; else equal to the size
  std::int64_t offset_ms = 0;  // may be negative and beyond the size
  // What the rows are told apart by: the type of the time column, with its time attribute. Proctime
  // windows take the clock's time when a row is processed and ignore the column's value.
  DataType time_type{};
  bool is_event_time() const { return time_type.time_attribute() == TimeAttribute::Rowtime; }
  // Whether starts and ends are computed in the session time zone.
  bool is_local_time() const { return time_type.is(TypeKind::TimestampLtz); }
  friend bool operator==(const Window&, const Window&) = default;
};

// What an aggregation by windows tells about each window, as columns behind its aggregates.
enum class WindowProperty : std::uint8_t {
  Start,    // TIMESTAMP(3): in the session time zone where the time column is TIMESTAMP_LTZ
  End,      // TIMESTAMP(3), exclusive
  Rowtime,  // end - 1 ms, in the type of the time column: a rowtime attribute
  Proctime  // a proctime attribute: the time at which the row is emitted
};

// Where an aggregation finds the window of a row.
struct WindowSource {
  // The windowing table function and the aggregation are one: the column that the rows are assigned
  // by. Absent: the rows carry their window already.
  std::optional<int> time_column = {};
  // TIMESTAMP(3) columns of the input; set when time_column is not.
  std::optional<int> start_column = {}, end_column = {};
  friend bool operator==(const WindowSource&, const WindowSource&) = default;
};

// "TUMBLE(…, size=[10 min])": Flink's words; `first` says where the window comes from.
std::string to_string(const Window& window, const std::string& first);
// "10 min", "1 d", "1500 ms": the largest unit that has no rest.
std::string duration_text(std::int64_t millis);

}  // namespace streamsql
