// Date patterns: java.time.DateTimeFormatter and java.text.SimpleDateFormat patterns (locale US).
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/type/time_zone.h"

namespace streamsql {

// The two Java classes that Flink uses, which differ in letters, in leniency and in their calendar.
enum class PatternDialect : std::uint8_t {
  Formatter,  // DateTimeFormatter: DATE_FORMAT of timestamps, TO_TIMESTAMP
  Simple      // SimpleDateFormat: texts, seconds and dates; lenient; Julian before October 1582
};

// A pattern split into letter runs and literal text. Immutable.
class DatePattern {
 public:
  // Throws InvalidArgument for letters that the dialect does not have.
  DatePattern(std::string_view pattern, PatternDialect dialect);

  struct Item {
    char letter = 0;  // 0: literal text
    int count = 0;
    std::string text;
  };
  const std::vector<Item>& items() const { return items_; }
  PatternDialect dialect() const { return dialect_; }

  // `offset_millis` is the zone's offset, for the letters X, x and Z.
  void format(Timestamp local, std::int64_t offset_millis, std::string& out) const;

  // Formatter: the whole text must fit, day 30 of February becomes its last. Missing fields come
  // from 1970-01-01T00:00.
  std::optional<Timestamp> parse_local(std::string_view text) const;
  // Simple: reads a prefix, numbers roll over ("month 13"); an offset in the text wins over `zone`.
  std::optional<Timestamp> parse_instant(std::string_view text, const TimeZone& zone) const;

 private:
  std::vector<Item> items_;
  PatternDialect dialect_;
};

// SimpleDateFormat's calendar: Julian before 1582-10-15.
std::int64_t days_from_hybrid(std::int64_t year, std::int64_t month, std::int64_t day);
CivilDate hybrid_from_days(std::int32_t days);

// What java.util.TimeZone knows: no local mean time, the offset of 1900 holds before it.
Timestamp hybrid_to_local(const TimeZone& zone, Timestamp instant);
Timestamp hybrid_to_instant(const TimeZone& zone, Timestamp local);

inline constexpr std::string_view kMonthNames[] = {"January",   "February", "March",    "April",
                                                   "May",       "June",     "July",     "August",
                                                   "September", "October",  "November", "December"};
inline constexpr std::string_view kDayNames[] = {"Monday", "Tuesday",  "Wednesday", "Thursday",
                                                 "Friday", "Saturday", "Sunday"};

}  // namespace streamsql
