#include "engine/function/builtins.h"
#include "engine/function/kernel.h"
#include "engine/function/temporal.h"

namespace streamsql {
namespace {

using Int = std::int32_t;
using kernel::row;

Timestamp now(const FunctionContext& context) {
  return {context.evaluation.clock->wall_millis(), 0};
}
Timestamp local_now(const FunctionContext& context) {
  return context.evaluation.zone->to_local(now(context));
}
Int current_date(const FunctionContext& context) { return days_of(local_now(context)); }
// TIME(0): whole seconds.
Int current_time(const FunctionContext& context) {
  return millis_of_day(local_now(context)) / 1000 * 1000;
}
std::int64_t unix_timestamp(const FunctionContext& context) {
  return floor_divide(context.evaluation.clock->wall_millis(), 1000);
}

std::string current_database(const FunctionContext& context) {
  return context.evaluation.current_database;
}

void current_watermark(const FunctionContext& context, std::span<const ColumnPtr>, Selection rows,
                       ColumnBuilder& out) {
  const std::int64_t millis = context.evaluation.watermark_millis;
  for (const auto row : rows) {
    if (millis == INT64_MIN) {
      out.set_null(row);
    } else {
      out.set(row, Timestamp{millis, 0});
    }
  }
}

DataType watermark_type(const InferInput& input) {
  return input.types[0].is(TypeKind::TimestampLtz) ? DataType::timestamp_ltz(3)
                                                   : DataType::timestamp(3);
}

DataType proctime_type(const InferInput&) {
  return DataType::timestamp_ltz(3).with_time_attribute(TimeAttribute::Proctime);
}

constexpr Nulls kPropagate = Nulls::Propagate, kCustom = Nulls::Custom;
constexpr Determinism kPerRecord = Determinism::PerRecord;

const ScalarFunction kFunctions[] = {
    {"NOW() -> TIMESTAMP_LTZ(3) NOT NULL", row<now>, "The current instant.",
     "NOW() > TO_TIMESTAMP_LTZ(0, 0)", kPropagate, nullptr, nullptr, kPerRecord},
    {"CURRENT_TIMESTAMP() -> TIMESTAMP_LTZ(3) NOT NULL", row<now>, "The current instant.",
     "CURRENT_TIMESTAMP > TO_TIMESTAMP_LTZ(0, 0)", kPropagate, nullptr, nullptr, kPerRecord},
    {"CURRENT_ROW_TIMESTAMP() -> TIMESTAMP_LTZ(3) NOT NULL", row<now>,
     "The current instant, for every row.", "CURRENT_ROW_TIMESTAMP() > TO_TIMESTAMP_LTZ(0, 0)",
     kPropagate, nullptr, nullptr, kPerRecord},
    {"PROCTIME() -> TIMESTAMP_LTZ(3) NOT NULL", row<now>,
     "The current instant, as a processing-time attribute.", "PROCTIME() > TO_TIMESTAMP_LTZ(0, 0)",
     kPropagate, proctime_type, nullptr, kPerRecord},
    {"LOCALTIMESTAMP() -> TIMESTAMP(3) NOT NULL", row<local_now>,
     "The current date and time in the session's zone.",
     "LOCALTIMESTAMP > TIMESTAMP '2020-01-01 00:00:00'", kPropagate, nullptr, nullptr, kPerRecord},
    {"CURRENT_DATE() -> DATE NOT NULL", row<current_date>,
     "The current date in the session's zone.", "CURRENT_DATE > DATE '2020-01-01'", kPropagate,
     nullptr, nullptr, kPerRecord},
    {"CURRENT_TIME() -> TIME(0) NOT NULL", row<current_time>,
     "The current time in the session's zone.", "CURRENT_TIME >= TIME '00:00:00'", kPropagate,
     nullptr, nullptr, kPerRecord},
    {"LOCALTIME() -> TIME(0) NOT NULL", row<current_time>,
     "The current time in the session's zone.", "LOCALTIME >= TIME '00:00:00'", kPropagate, nullptr,
     nullptr, kPerRecord},
    {"UNIX_TIMESTAMP() -> BIGINT NOT NULL", row<unix_timestamp>, "The seconds since 1970 in UTC.",
     "UNIX_TIMESTAMP() > 0", kPropagate, nullptr, nullptr, kPerRecord},
    {"CURRENT_DATABASE() -> STRING NOT NULL", row<current_database>,
     "The database of names that name none.", "CURRENT_DATABASE() = 'default_database'"},
    {"CURRENT_WATERMARK(rowtime TEMPORAL) -> TIMESTAMP(3) NULL", current_watermark,
     "The watermark of the input, NULL before the first.",
     "CURRENT_WATERMARK(TIMESTAMP '2021-01-01 00:00:00') IS NULL", kCustom, watermark_type, nullptr,
     kPerRecord},
};

}  // namespace

std::span<const ScalarFunction> temporal_now_functions() { return kFunctions; }

}  // namespace streamsql
