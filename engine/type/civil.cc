#include "engine/type/civil.h"

#include <array>

namespace streamsql {

namespace {
constexpr std::int64_t kDaysPerEra = 146'097;          // 400 years
constexpr std::int64_t kDaysToMarchOfYear0 = 719'468;  // from 0000-03-01 to 1970-01-01
}  // namespace

// Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms",
// https://howardhinnant.github.io/date_algorithms.html. Years begin in March there, so that the
// leap day is the last day of a year.
CivilDate civil_from_day_number(std::int64_t days) {
  days += kDaysToMarchOfYear0;
  const std::int64_t era = floor_divide(days, kDaysPerEra);
  const auto day_of_era = static_cast<unsigned>(days - era * kDaysPerEra);
  const unsigned year_of_era =
      (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
  const unsigned day_of_year =
      day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  const unsigned month_index = (5 * day_of_year + 2) / 153;
  const int day = static_cast<int>(day_of_year - (153 * month_index + 2) / 5 + 1);
  const int month = static_cast<int>(month_index < 10 ? month_index + 3 : month_index - 9);
  const std::int64_t year = static_cast<std::int64_t>(year_of_era) + era * 400 + (month <= 2);
  return {static_cast<int>(year), month, day};
}

std::int64_t day_number_from_civil(CivilDate date) {
  const std::int64_t year = std::int64_t{date.year} - (date.month <= 2);
  const std::int64_t era = floor_divide(year, 400);
  const std::int64_t year_of_era = year - era * 400;
  const int month_index = date.month > 2 ? date.month - 3 : date.month + 9;
  const std::int64_t day_of_year = (153 * month_index + 2) / 5 + date.day - 1;
  const std::int64_t day_of_era =
      year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
  return era * kDaysPerEra + day_of_era - kDaysToMarchOfYear0;
}

bool is_leap_year(int year) { return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0); }

int days_in_month(int year, int month) {
  constexpr std::array kDays{31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  return month == 2 && is_leap_year(year) ? 29 : kDays[static_cast<std::size_t>(month - 1)];
}

CivilDate civil_from_days(std::int32_t days) { return civil_from_day_number(days); }

std::int32_t days_from_civil(CivilDate date) {
  return static_cast<std::int32_t>(day_number_from_civil(date));
}

bool is_valid_date(CivilDate date) {
  return date.year >= 0 && date.year <= 9999 && date.month >= 1 && date.month <= 12 &&
         date.day >= 1 && date.day <= days_in_month(date.year, date.month);
}

namespace {
constexpr std::array kFractionUnits{1000, 100, 10, 1, 100'000, 10'000, 1000, 100, 10, 1};

int unit_of(int precision) {
  return kFractionUnits[static_cast<std::size_t>(precision < 9 ? precision : 9)];
}
}  // namespace

Timestamp truncate(Timestamp value, int precision) {
  const int unit = unit_of(precision);
  if (precision > 3) return {value.millis, value.nanos - value.nanos % unit};
  return {value.millis - value.millis % unit, 0};
}

Timestamp floor(Timestamp value, int precision) {
  const int unit = unit_of(precision);
  if (precision > 3) return {value.millis, value.nanos - value.nanos % unit};
  return {value.millis - floor_modulo(value.millis, unit), 0};
}

}  // namespace streamsql
