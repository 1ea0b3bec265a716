// Temporal values: dates, times, timestamps and instants seen as local dates and times.
#pragma once

#include <optional>
#include <string_view>

#include "engine/function/function.h"
#include "engine/type/civil.h"

namespace streamsql {

enum class TimeUnit : std::uint8_t {
  Millennium,
  Century,
  Decade,
  Year,
  Quarter,
  Month,
  Week,
  Day,
  Hour,
  Minute,
  Second,
  Millisecond,
  Microsecond,
  Nanosecond,
  DayOfYear,
  DayOfWeek,
  IsoDayOfWeek,
  IsoYear,
  Epoch
};

// "YEAR", "DAYOFWEEK", "DOW", …; throws InvalidArgument for other names.
TimeUnit parse_time_unit(std::string_view name);

// Milliseconds of Week and smaller units; 0 for others.
std::int64_t unit_millis(TimeUnit unit);
// Months of Month and larger units; 0 for others.
std::int32_t unit_months(TimeUnit unit);

Timestamp at_midnight(std::int32_t days);
// The day stays inside the month: 31 January + 1 month is the last of February.
Timestamp add_months(Timestamp local, std::int64_t months);
std::int32_t add_months(std::int32_t days, std::int64_t months);
// Whole months from b to a, as Calcite counts them.
std::int64_t months_between(Timestamp a, Timestamp b);

// Reads a DATE, TIME, TIMESTAMP or TIMESTAMP_LTZ column as local date and time.
class LocalReader {
 public:
  LocalReader(const Column& column, const TimeZone& zone)
      : column_(column), zone_(zone), kind_(column.type().kind()) {}
  Timestamp operator[](std::size_t row) const;

 private:
  const Column& column_;
  const TimeZone& zone_;
  const TypeKind kind_;
};

// Writes a local date and time to a column of one of these types.
void store_local(ColumnBuilder& out, std::size_t row, Timestamp local, const TimeZone& zone);

}  // namespace streamsql
