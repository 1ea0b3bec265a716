// ZoneFile: the offsets of a region over time, read from a compiled zone file (TZif, RFC 8536).
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace streamsql {

// At `instant` (seconds since 1970 in UTC) the offset from UTC changes, in seconds.
struct OffsetChange {
  std::int64_t instant;
  std::int32_t before, after;
};

// The changes in ascending order. Where a rule goes on for ever, they are listed for more than 400
// years: the calendar, weekdays included, repeats after that.
struct ZoneOffsets {
  std::int32_t initial = 0;  // before the first change
  std::vector<OffsetChange> changes;
  bool repeats = false;
};

// Seconds of 400 years.
inline constexpr std::int64_t kCalendarCycle = std::int64_t{146'097} * 86'400;

// Nothing when `bytes` are no zone file of version 2 or later.
std::optional<ZoneOffsets> parse_zone_file(std::string_view bytes);

}  // namespace streamsql
