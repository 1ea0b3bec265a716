// Civil: days of the proleptic Gregorian calendar, for any day an int64 of milliseconds can name.
#pragma once

#include <cstdint>

#include "engine/type/timestamp.h"

namespace streamsql {

// Rounds towards the past; divisor > 0.
inline std::int64_t floor_divide(std::int64_t value, std::int64_t divisor) {
  return value / divisor - (value % divisor < 0 ? 1 : 0);
}
inline std::int64_t floor_modulo(std::int64_t value, std::int64_t divisor) {
  const std::int64_t rest = value % divisor;
  return rest < 0 ? rest + divisor : rest;
}

// Of a local date and time: days since 1970-01-01, and 0 to 86,399,999 milliseconds.
inline std::int32_t days_of(Timestamp local) {
  return static_cast<std::int32_t>(floor_divide(local.millis, kMillisPerDay));
}
inline std::int32_t millis_of_day(Timestamp local) {
  return static_cast<std::int32_t>(floor_modulo(local.millis, kMillisPerDay));
}

CivilDate civil_from_day_number(std::int64_t days);
std::int64_t day_number_from_civil(CivilDate date);

bool is_leap_year(int year);
int days_in_month(int year, int month);

}  // namespace streamsql
