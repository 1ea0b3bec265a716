#include <fmt/format.h>

#include "engine/function/builtins.h"
#include "engine/function/kernel.h"
#include "engine/function/temporal.h"

namespace streamsql {
namespace {

using Arguments = std::span<const ColumnPtr>;

// ---- EXTRACT

std::int64_t iso_day_of_week(std::int32_t days) {  // Monday is 1
  return (days % 7 + 10) % 7 + 1;
}

std::int32_t first_of_year(int year) { return days_from_civil({year, 1, 1}); }

// ISO 8601: a week belongs to the year that has its Thursday.
struct IsoWeek {
  int year;
  std::int64_t week;
};
IsoWeek iso_week(std::int32_t days) {
  const auto thursday = static_cast<std::int32_t>(days + 4 - iso_day_of_week(days));
  const int year = civil_from_days(thursday).year;
  return {year, (thursday - first_of_year(year)) / 7 + 1};
}

std::int64_t date_field(TimeUnit unit, std::int32_t days) {
  const CivilDate date = civil_from_days(days);
  switch (unit) {
    case TimeUnit::Millennium: return floor_divide(date.year + 999, 1000);
    case TimeUnit::Century: return floor_divide(date.year + 99, 100);
    case TimeUnit::Decade: return floor_divide(date.year, 10);
    case TimeUnit::Year: return date.year;
    case TimeUnit::Quarter: return (date.month + 2) / 3;
    case TimeUnit::Month: return date.month;
    case TimeUnit::Week: return iso_week(days).week;
    case TimeUnit::Day: return date.day;
    case TimeUnit::DayOfYear: return days - first_of_year(date.year) + 1;
    case TimeUnit::DayOfWeek: return iso_day_of_week(days) % 7 + 1;
    case TimeUnit::IsoDayOfWeek: return iso_day_of_week(days);
    default: return iso_week(days).year;
  }
}

std::int64_t field_of(TimeUnit unit, Timestamp local) {
  const std::int64_t millis = millis_of_day(local);
  switch (unit) {
    case TimeUnit::Epoch: return floor_divide(local.millis, 1000);  // local, for instants too
    case TimeUnit::Hour: return millis / 3'600'000;
    case TimeUnit::Minute: return millis / 60'000 % 60;
    case TimeUnit::Second: return millis / 1000 % 60;
    case TimeUnit::Millisecond: return millis % 1000;
    case TimeUnit::Microsecond: return millis % 1000 * 1000 + local.nanos / 1000;
    case TimeUnit::Nanosecond: return millis % 1000 * 1'000'000 + local.nanos;
    default: return date_field(unit, days_of(local));
  }
}

void extract_unit(TimeUnit unit, const LocalReader& local, Selection rows, ColumnBuilder& out) {
  for (const auto row : rows) {
    out.set(row, field_of(unit, local[row]));
  }
}

// The unit is a constant: all rows have the first one.
void extract(const FunctionContext& context, Arguments arguments, Selection rows,
             ColumnBuilder& out) {
  const TimeUnit unit = parse_time_unit(arguments[0]->string(rows.front()));
  extract_unit(unit, LocalReader(*arguments[1], *context.evaluation.zone), rows, out);
}

template <TimeUnit unit>
void field(const FunctionContext& context, Arguments arguments, Selection rows,
           ColumnBuilder& out) {
  extract_unit(unit, LocalReader(*arguments[0], *context.evaluation.zone), rows, out);
}

// ---- FLOOR and CEIL to a unit

std::int32_t floor_date(TimeUnit unit, std::int32_t days) {
  const CivilDate date = civil_from_days(days);
  const auto floor_year = [&](int years) {
    return static_cast<int>(floor_divide(date.year - 1, years)) * years + 1;
  };
  switch (unit) {
    case TimeUnit::Millennium: return first_of_year(floor_year(1000));
    case TimeUnit::Century: return first_of_year(floor_year(100));
    case TimeUnit::Decade: return first_of_year(static_cast<int>(floor_divide(date.year, 10)) * 10);
    case TimeUnit::Year: return first_of_year(date.year);
    case TimeUnit::Quarter: return days_from_civil({date.year, (date.month - 1) / 3 * 3 + 1, 1});
    case TimeUnit::Month: return days_from_civil({date.year, date.month, 1});
    default:  // Week: Sunday begins it
      return static_cast<std::int32_t>(days - iso_day_of_week(days) % 7);
  }
}

Timestamp floor_local(TimeUnit unit, Timestamp local) {
  const std::int64_t millis = unit_millis(unit);
  if (millis > 0 && unit != TimeUnit::Week) {
    return {floor_divide(local.millis, millis) * millis, 0};
  }
  if (unit_months(unit) > 0 || unit == TimeUnit::Week) {
    return at_midnight(floor_date(unit, days_of(local)));
  }
  throw Error(ErrorCode::InvalidArgument, "FLOOR and CEIL do not know this time unit")
      .hint("units are MILLENNIUM to MILLISECOND");
}

// Weeks, months, quarters and years go by the date, whatever its time; from decades on the next one
// begins even at their beginning. Both are Flink's.
Timestamp ceil_local(TimeUnit unit, Timestamp local) {
  const std::int32_t months = unit_months(unit);
  const bool by_date = months > 0 || unit == TimeUnit::Week;
  const Timestamp floor = floor_local(unit, local);
  const Timestamp begin = by_date ? at_midnight(days_of(local)) : local;
  if (floor == begin && months <= unit_months(TimeUnit::Year)) return begin;
  if (months > 0) return add_months(floor, months);
  return {floor.millis + unit_millis(unit), 0};
}

// Flink takes a DATE to the next day even when it is at its beginning, which a date always is.
Timestamp ceil_date(TimeUnit unit, Timestamp local) {
  if (unit != TimeUnit::Day) return ceil_local(unit, local);
  return {local.millis + kMillisPerDay, 0};
}

using Round = Timestamp (*)(TimeUnit, Timestamp);

template <Round round>
void round_to_unit(const FunctionContext& context, Arguments arguments, Selection rows,
                   ColumnBuilder& out) {
  const TimeUnit unit = parse_time_unit(arguments[1]->string(rows.front()));
  const TimeZone& zone = *context.evaluation.zone;
  const LocalReader local(*arguments[0], zone);
  for (const auto row : rows) store_local(out, row, round(unit, local[row]), zone);
}

void ceil_to(const FunctionContext& context, Arguments arguments, Selection rows,
             ColumnBuilder& out) {
  const bool date = arguments[0]->type().is(TypeKind::Date);
  const auto round = date ? round_to_unit<ceil_date> : round_to_unit<ceil_local>;
  round(context, arguments, rows, out);
}

// ---- EXTRACT from intervals: every field has the interval's sign

[[noreturn]] void no_field(std::string_view interval, std::string_view units) {
  throw Error(ErrorCode::InvalidArgument,
              fmt::format("EXTRACT does not know this time unit of an {}", interval))
      .hint(fmt::format("units are {}", units));
}

std::int64_t field_of_millis(TimeUnit unit, std::int64_t millis) {
  switch (unit) {
    case TimeUnit::Day: return millis / kMillisPerDay;
    case TimeUnit::Hour: return millis % kMillisPerDay / 3'600'000;
    case TimeUnit::Minute: return millis % 3'600'000 / 60'000;
    case TimeUnit::Second: return millis % 60'000 / 1000;
    case TimeUnit::Millisecond: return millis % 1000;
    default: no_field("INTERVAL DAY TO SECOND", "DAY, HOUR, MINUTE, SECOND and MILLISECOND");
  }
}

std::int64_t field_of_months(TimeUnit unit, std::int32_t months) {
  switch (unit) {
    case TimeUnit::Year: return months / 12;
    case TimeUnit::Quarter: return (months % 12 - 1) / 3 + 1;
    case TimeUnit::Month: return months % 12;
    default: no_field("INTERVAL YEAR TO MONTH", "YEAR, QUARTER and MONTH");
  }
}

template <typename T, std::int64_t (*field_of)(TimeUnit, T)>
void extract_interval(const FunctionContext&, Arguments arguments, Selection rows,
                      ColumnBuilder& out) {
  const TimeUnit unit = parse_time_unit(arguments[0]->string(rows.front()));
  const ColumnReader<T> intervals(*arguments[1]);
  for (const auto row : rows) out.set(row, field_of(unit, intervals[row]));
}

DataType first_type(const InferInput& input) {
  return input.types[0].with_time_attribute(TimeAttribute::None);
}

constexpr Nulls kPropagate = Nulls::Propagate;

const ScalarFunction kFunctions[] = {
    {"EXTRACT(unit STRING, x TEMPORAL) -> BIGINT", extract,
     "A field of a date, time or timestamp; WEEK is ISO, DOW counts from Sunday = 1.",
     "EXTRACT(YEAR FROM DATE '2021-09-27') = 2021"},
    {"EXTRACT(unit STRING, i INTERVAL_SECOND) -> BIGINT",
     extract_interval<std::int64_t, field_of_millis>,
     "A field of an interval: DAY, HOUR, MINUTE, SECOND or MILLISECOND.",
     "EXTRACT(HOUR FROM INTERVAL '1 12' DAY TO HOUR) = 12"},
    {"EXTRACT(unit STRING, i INTERVAL_MONTH) -> BIGINT",
     extract_interval<std::int32_t, field_of_months>,
     "A field of an interval: YEAR, QUARTER or MONTH.",
     "EXTRACT(MONTH FROM INTERVAL '2-10' YEAR TO MONTH) = 10"},
    {"YEAR(x TEMPORAL) -> BIGINT", field<TimeUnit::Year>, "The year.",
     "YEAR(DATE '2021-09-27') = 2021"},
    {"QUARTER(x TEMPORAL) -> BIGINT", field<TimeUnit::Quarter>, "The quarter, 1 to 4.",
     "QUARTER(DATE '2021-09-27') = 3"},
    {"MONTH(x TEMPORAL) -> BIGINT", field<TimeUnit::Month>, "The month, 1 to 12.",
     "MONTH(DATE '2021-09-27') = 9"},
    {"WEEK(x TEMPORAL) -> BIGINT", field<TimeUnit::Week>, "The ISO week, 1 to 53.",
     "WEEK(DATE '2021-09-27') = 39"},
    {"DAYOFYEAR(x TEMPORAL) -> BIGINT", field<TimeUnit::DayOfYear>,
     "The day of the year, 1 to 366.", "DAYOFYEAR(DATE '2021-09-27') = 270"},
    {"DAYOFMONTH(x TEMPORAL) -> BIGINT", field<TimeUnit::Day>, "The day of the month, 1 to 31.",
     "DAYOFMONTH(DATE '2021-09-27') = 27"},
    {"DAYOFWEEK(x TEMPORAL) -> BIGINT", field<TimeUnit::DayOfWeek>,
     "The day of the week from Sunday = 1.", "DAYOFWEEK(DATE '2021-09-27') = 2"},
    {"HOUR(x TEMPORAL) -> BIGINT", field<TimeUnit::Hour>, "The hour, 0 to 23.",
     "HOUR(TIMESTAMP '2021-09-27 12:34:56') = 12"},
    {"MINUTE(x TEMPORAL) -> BIGINT", field<TimeUnit::Minute>, "The minute, 0 to 59.",
     "MINUTE(TIMESTAMP '2021-09-27 12:34:56') = 34"},
    {"SECOND(x TEMPORAL) -> BIGINT", field<TimeUnit::Second>, "The second, 0 to 59.",
     "SECOND(TIMESTAMP '2021-09-27 12:34:56') = 56"},
    {"FLOOR(x TEMPORAL, unit STRING) -> TIMESTAMP", round_to_unit<floor_local>,
     "The beginning of the unit of time that a value is in; weeks begin on Sunday.",
     "FLOOR(DATE '2021-09-27' TO MONTH) = DATE '2021-09-01'", kPropagate, first_type},
    {"CEIL(x TEMPORAL, unit STRING) -> TIMESTAMP", ceil_to,
     "The next beginning of a unit of time; weeks begin on Sunday.",
     "CEIL(DATE '2021-09-27' TO MONTH) = DATE '2021-10-01'", kPropagate, first_type},
    {"CEILING(x TEMPORAL, unit STRING) -> TIMESTAMP", ceil_to,
     "The next beginning of a unit of time; weeks begin on Sunday.",
     "CEILING(DATE '2021-09-27' TO YEAR) = DATE '2022-01-01'", kPropagate, first_type},
};

}  // namespace

std::span<const ScalarFunction> temporal_field_functions() { return kFunctions; }

}  // namespace streamsql
