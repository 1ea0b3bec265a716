// Order codec: values as bytes that sort, compared as unsigned bytes, as the values do.
#pragma once

#include <string>

#include "engine/batch/column.h"

namespace streamsql {

struct SortOrder {
  bool descending = false;
  bool nulls_first = true;  // Flink's default: NULL is the least value, so last when descending
};

// One value, appended. Several columns: one behind the other, the most significant first; no
// value's bytes are the beginning of another's, so the next column decides only between equals.
//
//   NULL                 0 when NULLs come first, else 2; a value is 1, then
//   integers, dates, ..  big endian, sign bit flipped
//   FLOAT, DOUBLE        IEEE bits made monotonic; -0.0 as 0.0, every NaN above all numbers
//   DECIMAL              16 bytes as an integer, for the scale belongs to the type
//   TIMESTAMP            millis, then nanos, as integers
//   strings, binaries    0x00 becomes 0x00 0xFF; 0x00 0x00 ends them
//   ARRAY, MAP           1 before each element, 0 behind the last; ROW: its fields
// All bytes but the first are inverted when descending.
void append_order(const Column& column, std::size_t row, SortOrder order, std::string& out);

}  // namespace streamsql
