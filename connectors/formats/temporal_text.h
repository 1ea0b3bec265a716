// Dates and times as Flink's json and csv formats read and write them (java.time formatters).
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "engine/type/timestamp.h"

namespace streamsql {

// 'timestamp-format.standard'.
enum class TimestampStandard : std::uint8_t { Sql, Iso8601 };

// yyyy-MM-dd; the day must exist.
std::optional<std::int32_t> parse_iso_date(std::string_view text);
// HH:mm:ss with up to nine fraction digits, which are dropped as Flink does.
std::optional<std::int32_t> parse_sql_time(std::string_view text);
// Seconds may be left out (java.time.LocalTime.parse).
std::optional<std::int32_t> parse_iso_time(std::string_view text);
// Sql: "yyyy-MM-dd HH:mm:ss[.f]", a day beyond the month's last means the last, 24:00:00 the next
// day. Iso8601: "yyyy-MM-ddTHH:mm[:ss[.f]]", strictly.
std::optional<Timestamp> parse_local(std::string_view text, TimestampStandard standard);
// The same with a 'Z' behind.
std::optional<Timestamp> parse_instant(std::string_view text, TimestampStandard standard);

// A fraction without trailing zeros, none when it is zero.
void append_local(Timestamp value, TimestampStandard standard, std::string& out);
void append_seconds_of_day(std::int32_t millis, std::string& out);      // 12:34:56
void append_time_with_fraction(std::int32_t millis, std::string& out);  // 12:34:56.5

}  // namespace streamsql
