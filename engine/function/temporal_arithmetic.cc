#include <algorithm>

#include "engine/function/builtins.h"
#include "engine/function/kernel.h"
#include "engine/function/temporal.h"
#include "engine/function/typed_kernel.h"

namespace streamsql {
namespace {

using Arguments = std::span<const ColumnPtr>;
using Long = std::int64_t;
using Int = std::int32_t;
using kernel::row;

// ---- dates and times plus or minus intervals

std::int64_t wrap_add(std::int64_t a, std::int64_t b) {
  return static_cast<std::int64_t>(static_cast<std::uint64_t>(a) + static_cast<std::uint64_t>(b));
}

// A DATE moves by whole days; what an interval has below a day is cut. A TIME stays in its day.
Int date_plus_millis(Int days, Long millis) {
  return static_cast<Int>(wrap_add(days, millis / kMillisPerDay));
}
Int time_plus_millis(Int time, Long millis) {
  const Long sum = time + millis % kMillisPerDay;
  return static_cast<Int>((sum + kMillisPerDay) % kMillisPerDay);
}
Timestamp plus_millis(Timestamp value, Long millis) {
  return {wrap_add(value.millis, millis), value.nanos};
}
Int date_plus_months(Int days, Int months) { return add_months(days, months); }
Timestamp plus_months(Timestamp value, Int months) { return add_months(value, months); }

Int date_minus_millis(Int days, Long millis) { return date_plus_millis(days, -millis); }
Int time_minus_millis(Int time, Long millis) { return time_plus_millis(time, -millis); }
Timestamp minus_millis(Timestamp value, Long millis) { return plus_millis(value, -millis); }
Int date_minus_months(Int days, Int months) { return add_months(days, -Long{months}); }
Timestamp minus_months(Timestamp value, Int months) { return add_months(value, -Long{months}); }

// INTERVAL + x
Int millis_plus_date(Long millis, Int days) { return date_plus_millis(days, millis); }
Int millis_plus_time(Long millis, Int time) { return time_plus_millis(time, millis); }
Timestamp millis_plus(Long millis, Timestamp value) { return plus_millis(value, millis); }
Int months_plus_date(Int months, Int days) { return add_months(days, months); }
Timestamp months_plus(Int months, Timestamp value) { return add_months(value, months); }

// (a - b) DAY: exact to the millisecond whatever the unit, whole months for YEAR and MONTH.
Long millis_between(Timestamp a, Timestamp b, Long) { return a.millis - b.millis; }
Long millis_between_dates(Int a, Int b, Long) { return (Long{a} - b) * kMillisPerDay; }
Int months_from(Timestamp a, Timestamp b, Int) { return static_cast<Int>(months_between(a, b)); }
Int months_between_dates(Int a, Int b, Int unit) {
  return months_from(at_midnight(a), at_midnight(b), unit);
}

// ---- intervals among themselves

template <typename T>
T sum(T a, T b) {
  return static_cast<T>(wrap_add(a, b));
}
template <typename T>
T difference(T a, T b) {
  return static_cast<T>(wrap_add(a, -Long{b}));
}
template <typename T>
T negative(T a) {
  return static_cast<T>(-Long{a});
}
template <typename T>
T times(T interval, Long factor) {
  return static_cast<T>(static_cast<std::uint64_t>(interval) * static_cast<std::uint64_t>(factor));
}
template <typename T>
T factor_times(Long factor, T interval) {
  return times(interval, factor);
}

// ---- TIMESTAMPADD and TIMESTAMPDIFF

Timestamp add_units(TimeUnit unit, Long count, Timestamp value) {
  if (const auto months = unit_months(unit); months > 0) return add_months(value, count * months);
  return plus_millis(value, count * unit_millis(unit));
}

void timestamp_add(const FunctionContext& context, Arguments arguments, Selection rows,
                   ColumnBuilder& out) {
  const TimeUnit unit = parse_time_unit(arguments[0]->string(rows.front()));
  const ColumnReader<Long> counts(*arguments[1]);
  // Instants are moved as such: adding months to one goes by UTC, as in Flink.
  const LocalReader values(*arguments[2], *utc_time_zone());
  for (const auto row : rows) {
    const Timestamp moved = add_units(unit, counts[row], values[row]);
    if (context.result_type.is(TypeKind::TimestampLtz)) {
      out.set(row, moved);
    } else {
      store_local(out, row, moved, *utc_time_zone());
    }
  }
}

// A DATE moved by a unit below a day becomes a timestamp.
DataType infer_timestamp_add(const InferInput& input) {
  const DataType type = input.types[2].with_time_attribute(TimeAttribute::None);
  if (!type.is(TypeKind::Date) || input.constants.empty() || !input.constants[0]) return type;
  const auto millis = unit_millis(parse_time_unit(input.constants[0]->string(0)));
  return millis > 0 && millis < kMillisPerDay ? DataType::timestamp(3) : type;
}

Long count_units(TimeUnit unit, Timestamp from, Timestamp to) {
  if (const auto months = unit_months(unit); months > 0) return months_between(to, from) / months;
  if (const auto millis = unit_millis(unit); millis > 0) return (to.millis - from.millis) / millis;
  throw Error(ErrorCode::InvalidArgument, "TIMESTAMPDIFF does not know this time unit")
      .hint("units are YEAR, QUARTER, MONTH, WEEK, DAY, HOUR, MINUTE and SECOND");
}

void timestamp_diff(const FunctionContext& context, Arguments arguments, Selection rows,
                    ColumnBuilder& out) {
  const TimeUnit unit = parse_time_unit(arguments[0]->string(rows.front()));
  const bool instants = arguments[1]->type().is(TypeKind::TimestampLtz) &&
                        arguments[2]->type().is(TypeKind::TimestampLtz);
  const TimeZone& zone = instants ? *utc_time_zone() : *context.evaluation.zone;
  const LocalReader from(*arguments[1], zone), to(*arguments[2], zone);
  for (const auto row : rows) {
    out.set(row, static_cast<Int>(count_units(unit, from[row], to[row])));
  }
}

// ---- OVERLAPS

// A three-valued truth; nothing is UNKNOWN.
using Truth = std::optional<bool>;
using Moment = std::optional<Timestamp>;

Truth at_least(const Moment& a, const Moment& b) {
  if (!a || !b) return std::nullopt;
  return *a >= *b;
}

Truth both(Truth a, Truth b) {
  if (a == false || b == false) return false;
  if (!a || !b) return std::nullopt;
  return true;
}

class Period {
 public:
  Period(const Column& begin, const Column& end, const TimeZone& zone)
      : begin_(begin), end_(end), local_begin_(begin, zone), local_end_(end, zone) {}

  // The ends in order; with an unknown order they are swapped, as Calcite's CASE does.
  std::pair<Moment, Moment> operator[](std::size_t row) const {
    const Moment begin = begin_.is_null(row) ? Moment() : local_begin_[row];
    const Moment end = end_of(row, begin);
    return at_least(end, begin) == true ? std::pair(begin, end) : std::pair(end, begin);
  }

 private:
  Moment end_of(std::size_t row, const Moment& begin) const {
    if (end_.is_null(row)) return std::nullopt;
    if (!end_.type().is_interval()) return local_end_[row];
    if (!begin) return std::nullopt;
    if (end_.type().is(TypeKind::IntervalMonth)) return add_months(*begin, end_.value<Int>(row));
    return plus_millis(*begin, end_.value<Long>(row));
  }

  const Column& begin_;
  const Column& end_;
  LocalReader local_begin_, local_end_;
};

void overlaps(const FunctionContext& context, Arguments arguments, Selection rows,
              ColumnBuilder& out) {
  const TimeZone& zone = *context.evaluation.zone;
  const Period first(*arguments[0], *arguments[1], zone),
      second(*arguments[2], *arguments[3], zone);
  for (const auto row : rows) {
    const auto [a, b] = first[row];
    const auto [c, d] = second[row];
    kernel::store(out, row, both(at_least(b, c), at_least(d, a)));
  }
}

DataType temporal_type(const InferInput& input) {
  const std::size_t index = input.types[0].is_interval() ? 1 : 0;
  return input.types[index].with_time_attribute(TimeAttribute::None);
}

constexpr Nulls kPropagate = Nulls::Propagate;

const ScalarFunction kFunctions[] = {
    {"+(x DATE, i INTERVAL_SECOND) -> DATE", row<date_plus_millis>, "Moves a date forward.",
     "DATE '2021-01-31' + INTERVAL '1' DAY = DATE '2021-02-01'"},
    {"+(x DATE, i INTERVAL_MONTH) -> DATE", row<date_plus_months>, "Moves a date forward.",
     "DATE '2021-01-31' + INTERVAL '1' MONTH = DATE '2021-02-28'"},
    {"+(x TIME, i INTERVAL_SECOND) -> TIME", row<time_plus_millis>, "Moves a time forward.",
     "TIME '23:00:00' + INTERVAL '2' HOUR = TIME '01:00:00'", kPropagate, temporal_type},
    {"+(x TIMESTAMP, i INTERVAL_SECOND) -> TIMESTAMP", row<plus_millis>,
     "Moves a timestamp forward.",
     "TIMESTAMP '2021-01-01 00:00:00' + INTERVAL '1' SECOND = TIMESTAMP '2021-01-01 00:00:01'",
     kPropagate, temporal_type},
    {"+(x TIMESTAMP, i INTERVAL_MONTH) -> TIMESTAMP", row<plus_months>,
     "Moves a timestamp forward.",
     "TIMESTAMP '2021-01-31 00:00:00' + INTERVAL '1' YEAR = TIMESTAMP '2022-01-31 00:00:00'",
     kPropagate, temporal_type},
    {"+(x TIMESTAMP_LTZ, i INTERVAL_SECOND) -> TIMESTAMP_LTZ", row<plus_millis>,
     "Moves an instant forward.",
     "TO_TIMESTAMP_LTZ(0, 0) + INTERVAL '1' SECOND = TO_TIMESTAMP_LTZ(1, 0)", kPropagate,
     temporal_type},
    {"+(x TIMESTAMP_LTZ, i INTERVAL_MONTH) -> TIMESTAMP_LTZ", row<plus_months>,
     "Moves an instant forward.",
     "TO_TIMESTAMP_LTZ(0, 0) + INTERVAL '1' MONTH = TO_TIMESTAMP_LTZ(2678400, 0)", kPropagate,
     temporal_type},
    {"+(i INTERVAL_SECOND, x DATE) -> DATE", row<millis_plus_date>, "Moves a date forward.",
     "INTERVAL '1' DAY + DATE '2021-01-31' = DATE '2021-02-01'"},
    {"+(i INTERVAL_MONTH, x DATE) -> DATE", row<months_plus_date>, "Moves a date forward.",
     "INTERVAL '1' MONTH + DATE '2021-01-31' = DATE '2021-02-28'"},
    {"+(i INTERVAL_SECOND, x TIME) -> TIME", row<millis_plus_time>, "Moves a time forward.",
     "INTERVAL '2' HOUR + TIME '23:00:00' = TIME '01:00:00'", kPropagate, temporal_type},
    {"+(i INTERVAL_SECOND, x TIMESTAMP) -> TIMESTAMP", row<millis_plus>,
     "Moves a timestamp forward.",
     "INTERVAL '1' SECOND + TIMESTAMP '2021-01-01 00:00:00' = TIMESTAMP '2021-01-01 00:00:01'",
     kPropagate, temporal_type},
    {"+(i INTERVAL_MONTH, x TIMESTAMP) -> TIMESTAMP", row<months_plus>,
     "Moves a timestamp forward.",
     "INTERVAL '1' YEAR + TIMESTAMP '2021-01-31 00:00:00' = TIMESTAMP '2022-01-31 00:00:00'",
     kPropagate, temporal_type},
    {"+(i INTERVAL_SECOND, x TIMESTAMP_LTZ) -> TIMESTAMP_LTZ", row<millis_plus>,
     "Moves an instant forward.",
     "INTERVAL '1' SECOND + TO_TIMESTAMP_LTZ(0, 0) = TO_TIMESTAMP_LTZ(1, 0)", kPropagate,
     temporal_type},
    {"+(i INTERVAL_MONTH, x TIMESTAMP_LTZ) -> TIMESTAMP_LTZ", row<months_plus>,
     "Moves an instant forward.",
     "INTERVAL '1' MONTH + TO_TIMESTAMP_LTZ(0, 0) = TO_TIMESTAMP_LTZ(2678400, 0)", kPropagate,
     temporal_type},
    {"+(a INTERVAL_SECOND, b INTERVAL_SECOND) -> INTERVAL_SECOND", row<sum<Long>>,
     "Adds intervals.", "INTERVAL '1' DAY + INTERVAL '1' HOUR = INTERVAL '25' HOUR"},
    {"+(a INTERVAL_MONTH, b INTERVAL_MONTH) -> INTERVAL_MONTH", row<sum<Int>>, "Adds intervals.",
     "INTERVAL '1' YEAR + INTERVAL '1' MONTH = INTERVAL '13' MONTH"},
    {"-(x DATE, i INTERVAL_SECOND) -> DATE", row<date_minus_millis>, "Moves a date back.",
     "DATE '2021-02-01' - INTERVAL '1' DAY = DATE '2021-01-31'"},
    {"-(x DATE, i INTERVAL_MONTH) -> DATE", row<date_minus_months>, "Moves a date back.",
     "DATE '2021-03-31' - INTERVAL '1' MONTH = DATE '2021-02-28'"},
    {"-(x TIME, i INTERVAL_SECOND) -> TIME", row<time_minus_millis>, "Moves a time back.",
     "TIME '01:00:00' - INTERVAL '2' HOUR = TIME '23:00:00'", kPropagate, temporal_type},
    {"-(x TIMESTAMP, i INTERVAL_SECOND) -> TIMESTAMP", row<minus_millis>, "Moves a timestamp back.",
     "TIMESTAMP '2021-01-01 00:00:01' - INTERVAL '1' SECOND = TIMESTAMP '2021-01-01 00:00:00'",
     kPropagate, temporal_type},
    {"-(x TIMESTAMP, i INTERVAL_MONTH) -> TIMESTAMP", row<minus_months>, "Moves a timestamp back.",
     "TIMESTAMP '2022-01-31 00:00:00' - INTERVAL '1' YEAR = TIMESTAMP '2021-01-31 00:00:00'",
     kPropagate, temporal_type},
    {"-(x TIMESTAMP_LTZ, i INTERVAL_SECOND) -> TIMESTAMP_LTZ", row<minus_millis>,
     "Moves an instant back.",
     "TO_TIMESTAMP_LTZ(1, 0) - INTERVAL '1' SECOND = TO_TIMESTAMP_LTZ(0, 0)", kPropagate,
     temporal_type},
    {"-(x TIMESTAMP_LTZ, i INTERVAL_MONTH) -> TIMESTAMP_LTZ", row<minus_months>,
     "Moves an instant back.",
     "TO_TIMESTAMP_LTZ(2678400, 0) - INTERVAL '1' MONTH = TO_TIMESTAMP_LTZ(0, 0)", kPropagate,
     temporal_type},
    {"-(a DATE, b DATE, unit INTERVAL_SECOND) -> INTERVAL_SECOND", row<millis_between_dates>,
     "How long it is from one date to another.",
     "(DATE '2021-02-01' - DATE '2021-01-31') DAY = INTERVAL '1' DAY"},
    {"-(a DATE, b DATE, unit INTERVAL_MONTH) -> INTERVAL_MONTH", row<months_between_dates>,
     "How many whole months it is from one date to another.",
     "(DATE '2021-02-28' - DATE '2020-01-31') MONTH = INTERVAL '13' MONTH"},
    {"-(a TIMESTAMP, b TIMESTAMP, unit INTERVAL_SECOND) -> INTERVAL_SECOND", row<millis_between>,
     "How long it is from one timestamp to another.",
     "CAST((TIMESTAMP '2021-01-02 00:00:01' - TIMESTAMP '2021-01-01 00:00:00') DAY AS STRING) = "
     "'+1 00:00:01.000'"},
    {"-(a TIMESTAMP, b TIMESTAMP, unit INTERVAL_MONTH) -> INTERVAL_MONTH", row<months_from>,
     "How many whole months it is from one timestamp to another.",
     "(TIMESTAMP '2021-03-01 00:00:00' - TIMESTAMP '2021-02-01 00:00:01') MONTH = "
     "INTERVAL '0' MONTH"},
    {"-(a TIMESTAMP_LTZ, b TIMESTAMP_LTZ, unit INTERVAL_SECOND) -> INTERVAL_SECOND",
     row<millis_between>, "How long it is from one instant to another.",
     "(TO_TIMESTAMP_LTZ(60, 0) - TO_TIMESTAMP_LTZ(0, 0)) SECOND + TIME '00:00:00' = "
     "TIME '00:01:00'"},
    {"-(a TIMESTAMP_LTZ, b TIMESTAMP_LTZ, unit INTERVAL_MONTH) -> INTERVAL_MONTH", row<months_from>,
     "How many whole months it is from one instant to another, in UTC.",
     "(TO_TIMESTAMP_LTZ(2678400, 0) - TO_TIMESTAMP_LTZ(0, 0)) MONTH = INTERVAL '1' MONTH"},
    {"-(a INTERVAL_SECOND, b INTERVAL_SECOND) -> INTERVAL_SECOND", row<difference<Long>>,
     "Subtracts intervals.", "INTERVAL '1' DAY - INTERVAL '1' HOUR = INTERVAL '23' HOUR"},
    {"-(a INTERVAL_MONTH, b INTERVAL_MONTH) -> INTERVAL_MONTH", row<difference<Int>>,
     "Subtracts intervals.", "INTERVAL '1' YEAR - INTERVAL '1' MONTH = INTERVAL '11' MONTH"},
    {"-(a INTERVAL_SECOND) -> INTERVAL_SECOND", row<negative<Long>>, "Turns an interval around.",
     "-(INTERVAL '1' DAY) = INTERVAL '-1' DAY"},
    {"-(a INTERVAL_MONTH) -> INTERVAL_MONTH", row<negative<Int>>, "Turns an interval around.",
     "-(INTERVAL '1' MONTH) = INTERVAL '-1' MONTH"},
    {"*(a INTERVAL_SECOND, n BIGINT) -> INTERVAL_SECOND", row<times<Long>>,
     "Multiplies an interval.", "INTERVAL '1' DAY * 2 = INTERVAL '2' DAY"},
    {"*(a INTERVAL_MONTH, n BIGINT) -> INTERVAL_MONTH", row<times<Int>>, "Multiplies an interval.",
     "INTERVAL '1' MONTH * 2 = INTERVAL '2' MONTH"},
    {"*(n BIGINT, a INTERVAL_SECOND) -> INTERVAL_SECOND", row<factor_times<Long>>,
     "Multiplies an interval.", "2 * INTERVAL '1' DAY = INTERVAL '2' DAY"},
    {"*(n BIGINT, a INTERVAL_MONTH) -> INTERVAL_MONTH", row<factor_times<Int>>,
     "Multiplies an interval.", "2 * INTERVAL '1' MONTH = INTERVAL '2' MONTH"},
    {"TIMESTAMPADD(unit STRING, n BIGINT, x TEMPORAL) -> TIMESTAMP", timestamp_add,
     "Moves a date or timestamp by a number of units.",
     "TIMESTAMPADD(MONTH, 1, DATE '2021-01-31') = DATE '2021-02-28'", kPropagate,
     infer_timestamp_add},
    {"TIMESTAMPDIFF(unit STRING, from TEMPORAL, to TEMPORAL) -> INT", timestamp_diff,
     "How many whole units there are between two dates or timestamps.",
     "TIMESTAMPDIFF(DAY, DATE '2021-01-01', DATE '2021-02-01') = 31"},
    {"OVERLAPS(a TEMPORAL, b COMPARABLE, c TEMPORAL, d COMPARABLE) -> BOOLEAN", overlaps,
     "Whether two periods, each from a beginning to an end or with a length, overlap.",
     "(TIME '02:55:00', INTERVAL '1' HOUR) OVERLAPS (TIME '03:30:00', INTERVAL '2' HOUR)",
     Nulls::Custom},
};

}  // namespace

std::span<const ScalarFunction> temporal_arithmetic_functions() { return kFunctions; }

}  // namespace streamsql
