#include "engine/function/temporal.h"

#include <algorithm>
#include <fmt/format.h>

namespace streamsql {

TimeUnit parse_time_unit(std::string_view name) {
  static constexpr std::pair<std::string_view, TimeUnit> kNames[] = {
      {"MILLENNIUM", TimeUnit::Millennium},
      {"CENTURY", TimeUnit::Century},
      {"DECADE", TimeUnit::Decade},
      {"YEAR", TimeUnit::Year},
      {"QUARTER", TimeUnit::Quarter},
      {"MONTH", TimeUnit::Month},
      {"WEEK", TimeUnit::Week},
      {"DAY", TimeUnit::Day},
      {"DAYOFMONTH", TimeUnit::Day},
      {"HOUR", TimeUnit::Hour},
      {"MINUTE", TimeUnit::Minute},
      {"SECOND", TimeUnit::Second},
      {"MILLISECOND", TimeUnit::Millisecond},
      {"MICROSECOND", TimeUnit::Microsecond},
      {"NANOSECOND", TimeUnit::Nanosecond},
      {"DOY", TimeUnit::DayOfYear},
      {"DAYOFYEAR", TimeUnit::DayOfYear},
      {"DOW", TimeUnit::DayOfWeek},
      {"DAYOFWEEK", TimeUnit::DayOfWeek},
      {"ISODOW", TimeUnit::IsoDayOfWeek},
      {"ISOYEAR", TimeUnit::IsoYear},
      {"EPOCH", TimeUnit::Epoch}};
  for (const auto& [known, unit] : kNames) {
    if (known == name) return unit;
  }
  // Plural words, as in INTERVAL '2' DAYS and SQL_TSI_DAY of the JDBC escapes.
  if (name.size() > 1 && name.ends_with('S'))
    return parse_time_unit(name.substr(0, name.size() - 1));
  if (name.starts_with("SQL_TSI_")) return parse_time_unit(name.substr(8));
  throw Error(ErrorCode::InvalidArgument, fmt::format("'{}' is not a valid time unit", name))
      .hint("units are YEAR, QUARTER, MONTH, WEEK, DAY, HOUR, MINUTE, SECOND and others");
}

std::int64_t unit_millis(TimeUnit unit) {
  switch (unit) {
    case TimeUnit::Week: return 7 * kMillisPerDay;
    case TimeUnit::Day: return kMillisPerDay;
    case TimeUnit::Hour: return 3'600'000;
    case TimeUnit::Minute: return 60'000;
    case TimeUnit::Second: return 1000;
    case TimeUnit::Millisecond: return 1;
    default: return 0;
  }
}

std::int32_t unit_months(TimeUnit unit) {
  switch (unit) {
    case TimeUnit::Millennium: return 12'000;
    case TimeUnit::Century: return 1200;
    case TimeUnit::Decade: return 120;
    case TimeUnit::Year: return 12;
    case TimeUnit::Quarter: return 3;
    case TimeUnit::Month: return 1;
    default: return 0;
  }
}

Timestamp at_midnight(std::int32_t days) { return {days * kMillisPerDay, 0}; }

std::int32_t add_months(std::int32_t days, std::int64_t months) {
  CivilDate date = civil_from_days(days);
  const std::int64_t total = std::int64_t{date.year} * 12 + date.month - 1 + months;
  date.year = static_cast<int>(floor_divide(total, 12));
  date.month = static_cast<int>(total - floor_divide(total, 12) * 12) + 1;
  date.day = std::min(date.day, days_in_month(date.year, date.month));
  return days_from_civil(date);
}

Timestamp add_months(Timestamp local, std::int64_t months) {
  const std::int32_t days = add_months(days_of(local), months);
  return {days * kMillisPerDay + millis_of_day(local), local.nanos};
}

namespace {

std::int64_t months_between_days(std::int32_t a, std::int32_t b) {
  if (a < b) return -months_between_days(b, a);
  std::int64_t months = (a - b) / 31;  // at most the answer
  while (add_months(b, months + 1) <= a) ++months;
  return months;
}

}  // namespace

std::int64_t months_between(Timestamp a, Timestamp b) {
  const std::int64_t months = months_between_days(days_of(a), days_of(b));
  const bool short_of_time =
      add_months(days_of(b), months) == days_of(a) && millis_of_day(a) < millis_of_day(b);
  return months - short_of_time;
}

Timestamp LocalReader::operator[](std::size_t row) const {
  switch (kind_) {
    case TypeKind::Date: return at_midnight(column_.value<std::int32_t>(row));
    case TypeKind::Time: return {column_.value<std::int32_t>(row), 0};
    case TypeKind::TimestampLtz: return zone_.to_local(column_.value<Timestamp>(row));
    default: return column_.value<Timestamp>(row);
  }
}

void store_local(ColumnBuilder& out, std::size_t row, Timestamp local, const TimeZone& zone) {
  switch (out.type().kind()) {
    case TypeKind::Date: return out.set<std::int32_t>(row, days_of(local));
    case TypeKind::Time: return out.set<std::int32_t>(row, millis_of_day(local));
    case TypeKind::TimestampLtz: return out.set(row, zone.to_instant(local));
    default: return out.set(row, local);
  }
}

}  // namespace streamsql
