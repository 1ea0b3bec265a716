// Timestamp: a point on the proleptic Gregorian calendar; dates, times and their text.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace streamsql {

// TIMESTAMP(p) is a local date and time, TIMESTAMP_LTZ(p) an instant; both count from
// 1970-01-01T00:00:00 (UTC for instants). 0 <= nanos < 1,000,000 is the part below a millisecond.
// Sixteen bytes, so that years 0000 to 9999 keep nanoseconds, as in Flink.
struct Timestamp {
  std::int64_t millis = 0;
  std::int32_t nanos = 0;

  friend auto operator<=>(const Timestamp&, const Timestamp&) = default;
};

// A DATE is days since 1970-01-01 (int32), a TIME milliseconds of the day (int32).
inline constexpr std::int64_t kMillisPerDay = 86'400'000;

struct CivilDate {
  int year, month, day;
};
CivilDate civil_from_days(std::int32_t days);
std::int32_t days_from_civil(CivilDate date);  // the date must be valid
bool is_valid_date(CivilDate date);

// Text as SQL casts it. Parsers return nothing for text that Flink's CAST refuses; they are lenient
// exactly as Flink is (tests/flink/cast).
std::optional<std::int32_t> parse_date(std::string_view text);
std::optional<std::int32_t> parse_time(std::string_view text);
std::optional<Timestamp> parse_timestamp(std::string_view text, int precision);

void append_date(std::int32_t days, std::string& out);                    // 2021-09-24
void append_time(std::int32_t millis, int precision, std::string& out);   // 12:34:56[.f]
void append_timestamp(Timestamp value, int precision, std::string& out);  // 2021-09-24 12:34:56.123

// Text as java.time prints it, which is what print tables show (flink-sql.md 7.1).
void append_java_date(std::int32_t days, std::string& out);
void append_java_time(std::int32_t millis, std::string& out);         // 12:22 | 12:22:35.120
void append_java_local_date_time(Timestamp value, std::string& out);  // 2020-10-10T00:00
void append_java_instant(Timestamp value, std::string& out);          // 1970-01-01T00:00:01Z

// Cut to `precision` fraction digits (0 to 9): truncate() as Flink casts, which before 1970 is
// towards 1970 when less than milliseconds remain; floor() towards the past.
Timestamp truncate(Timestamp value, int precision);
Timestamp floor(Timestamp value, int precision);

}  // namespace streamsql
