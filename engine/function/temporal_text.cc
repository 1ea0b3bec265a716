#include <algorithm>
#include <fmt/format.h>

#include "engine/function/builtins.h"
#include "engine/function/kernel.h"
#include "engine/function/temporal.h"
#include "engine/type/date_pattern.h"

namespace streamsql {
namespace {

using Text = std::string_view;
using Long = std::int64_t;
using Int = std::int32_t;
using Arguments = std::span<const ColumnPtr>;
using kernel::row;

constexpr Text kDefaultPattern = "yyyy-MM-dd HH:mm:ss";

// The pattern of a row: prepared when constant, else the last one is kept.
class PatternArgument {
 public:
  PatternArgument(const FunctionContext& context, const Column* patterns, PatternDialect dialect)
      : constant_(static_cast<const DatePattern*>(context.prepared)),
        patterns_(patterns),
        dialect_(dialect) {}

  const DatePattern& operator[](std::size_t row) {
    if (constant_) return *constant_;
    const Text text = patterns_ ? patterns_->string(row) : kDefaultPattern;
    if (!last_ || text != last_text_) {
      last_.emplace(text, dialect_);
      last_text_ = text;
    }
    return *last_;
  }

 private:
  const DatePattern* constant_;
  const Column* patterns_;
  PatternDialect dialect_;
  std::optional<DatePattern> last_;
  std::string last_text_;
};

// Argument 1 is the pattern. A malformed constant fails when rows come, as in Flink.
template <PatternDialect dialect>
std::shared_ptr<const void> prepare_pattern(const PrepareInput& input) {
  if (input.constants.size() < 2 || !input.constants[1] || input.constants[1]->is_null(0)) {
    return nullptr;
  }
  try {
    return std::make_shared<const DatePattern>(input.constants[1]->string(0), dialect);
  } catch (const Error&) {
    return nullptr;
  }
}

const Column* pattern_column(Arguments arguments) {
  return arguments.size() > 1 ? arguments[1].get() : nullptr;
}

// ---- DATE_FORMAT and FROM_UNIXTIME

void date_format(const FunctionContext& context, Arguments arguments, Selection rows,
                 ColumnBuilder& out) {
  const TimeZone& zone = *context.evaluation.zone;
  const bool instant = arguments[0]->type().is(TypeKind::TimestampLtz);
  const LocalReader values(*arguments[0], zone);
  PatternArgument patterns(context, pattern_column(arguments), PatternDialect::Formatter);
  std::string text;
  for (const auto row : rows) {
    const Timestamp local = values[row];
    const Long utc = instant ? arguments[0]->value<Timestamp>(row).millis : local.millis;
    text.clear();
    patterns[row].format(local, local.millis - utc, text);
    out.set_string(row, text);
  }
}

void append_instant(const DatePattern& pattern, Timestamp instant, const TimeZone& zone,
                    std::string& out) {
  const Timestamp local = hybrid_to_local(zone, instant);
  pattern.format(local, local.millis - instant.millis, out);
}

// Text is read as 'yyyy-MM-dd HH:mm:ss' first.
void date_format_text(const FunctionContext& context, Arguments arguments, Selection rows,
                      ColumnBuilder& out) {
  const TimeZone& zone = *utc_time_zone();
  const DatePattern from(kDefaultPattern, PatternDialect::Simple);
  PatternArgument patterns(context, pattern_column(arguments), PatternDialect::Simple);
  std::string text;
  for (const auto row : rows) {
    const auto instant = from.parse_instant(arguments[0]->string(row), zone);
    if (!instant) {
      out.set_null(row);
      continue;
    }
    text.clear();
    append_instant(patterns[row], *instant, zone, text);
    out.set_string(row, text);
  }
}

void from_unixtime(const FunctionContext& context, Arguments arguments, Selection rows,
                   ColumnBuilder& out) {
  const ColumnReader<Long> seconds(*arguments[0]);
  PatternArgument patterns(context, pattern_column(arguments), PatternDialect::Simple);
  std::string text;
  for (const auto row : rows) {
    text.clear();
    append_instant(patterns[row], {seconds[row] * 1000, 0}, *context.evaluation.zone, text);
    out.set_string(row, text);
  }
}

// ---- UNIX_TIMESTAMP and CONVERT_TZ

// Text that cannot be read gives the least BIGINT, as in Flink.
void unix_timestamp(const FunctionContext& context, Arguments arguments, Selection rows,
                    ColumnBuilder& out) {
  PatternArgument patterns(context, pattern_column(arguments), PatternDialect::Simple);
  for (const auto row : rows) {
    const auto instant =
        patterns[row].parse_instant(arguments[0]->string(row), *context.evaluation.zone);
    out.set<Long>(row, instant ? instant->millis / 1000 : INT64_MIN);
  }
}

// java.util.TimeZone.getTimeZone: what it does not know is GMT.
TimeZonePtr lenient_time_zone(Text name) {
  if (name == "EST") return find_time_zone("GMT-05:00");
  if (name == "MST") return find_time_zone("GMT-07:00");
  if (name == "HST") return find_time_zone("GMT-10:00");
  static constexpr std::pair<Text, Text> kShort[] = {{"PST", "America/Los_Angeles"},
                                                     {"CST", "America/Chicago"},
                                                     {"JST", "Asia/Tokyo"},
                                                     {"IST", "Asia/Kolkata"},
                                                     {"CTT", "Asia/Shanghai"},
                                                     {"ECT", "Europe/Paris"},
                                                     {"AST", "America/Anchorage"},
                                                     {"EET", "EET"},
                                                     {"CET", "CET"}};
  for (const auto& [from, to] : kShort) {
    if (from == name) name = to;
  }
  if (name.starts_with('+') || name.starts_with('-')) return utc_time_zone();
  try {
    return find_time_zone(name);
  } catch (const Error&) {
    return utc_time_zone();
  }
}

bool convert_tz(Text text, Text from, Text to, std::string& out) {
  static const DatePattern pattern(kDefaultPattern, PatternDialect::Simple);
  const auto instant = pattern.parse_instant(text, *lenient_time_zone(from));
  if (!instant) return false;
  append_instant(pattern, *instant, *lenient_time_zone(to), out);
  return true;
}

// ---- TO_TIMESTAMP, TO_DATE and TO_TIMESTAMP_LTZ

bool take_number(Text& text, std::size_t most, Long& value) {
  std::size_t size = 0;
  value = 0;
  while (size < text.size() && size < most && text[size] >= '0' && text[size] <= '9') {
    value = value * 10 + (text[size++] - '0');
  }
  text.remove_prefix(size);
  return size > 0;
}

bool take_character(Text& text, char c) {
  if (!text.starts_with(c)) return false;
  text.remove_prefix(1);
  return true;
}

// java.sql.Date.valueOf: 'yyyy-[m]m-[d]d' with day 1 to 31, which rolls over.
std::optional<Long> sql_date(Text& text) {
  Long year = 0, month = 0, day = 0;
  const auto size = text.size();
  if (!take_number(text, 4, year) || size - text.size() != 4 || !take_character(text, '-')) {
    return std::nullopt;
  }
  if (!take_number(text, 2, month) || !take_character(text, '-') || !take_number(text, 2, day)) {
    return std::nullopt;
  }
  if (month < 1 || month > 12 || day < 1 || day > 31) return std::nullopt;
  return days_from_civil({static_cast<int>(year), static_cast<int>(month), 1}) + day - 1;
}

// java.sql.Timestamp.valueOf and Date.valueOf, which Flink tries where the pattern does not fit.
std::optional<Timestamp> sql_timestamp(Text text) {
  while (text.starts_with(' ')) text.remove_prefix(1);
  while (text.ends_with(' ')) text.remove_suffix(1);
  const auto days = sql_date(text);
  if (!days) return std::nullopt;
  if (text.empty()) return Timestamp{*days * kMillisPerDay, 0};
  Long hour = 0, minute = 0, second = 0, fraction = 0;
  if (!take_character(text, ' ') || !take_number(text, 9, hour) || !take_character(text, ':') ||
      !take_number(text, 9, minute) || !take_character(text, ':') ||
      !take_number(text, 9, second)) {
    return std::nullopt;
  }
  if (take_character(text, '.')) {
    const auto size = text.size();
    if (!take_number(text, 9, fraction)) return std::nullopt;
    for (auto digits = size - text.size(); digits < 9; ++digits) fraction *= 10;
  }
  if (!text.empty()) return std::nullopt;
  const Long millis = ((hour * 60 + minute) * 60 + second) * 1000 + fraction / 1'000'000;
  return Timestamp{*days * kMillisPerDay + millis, 0};
}

std::optional<Timestamp> to_timestamp(Text text) { return parse_timestamp(text, 3); }

void to_timestamp_pattern(const FunctionContext& context, Arguments arguments, Selection rows,
                          ColumnBuilder& out) {
  PatternArgument patterns(context, pattern_column(arguments), PatternDialect::Formatter);
  for (const auto row : rows) {
    const Text text = arguments[0]->string(row);
    std::optional<Timestamp> value;
    try {
      value = patterns[row].parse_local(text);
      if (!value) value = sql_timestamp(text);
    } catch (const Error&) {  // a pattern that cannot be read gives NULL
    }
    kernel::store(out, row, value ? std::optional(truncate(*value, 3)) : std::nullopt);
  }
}

std::optional<Int> to_date(Text text) { return parse_date(text); }

// Flink divides the least BIGINT by the day where the text does not fit the pattern; so do we.
void to_date_pattern(const FunctionContext& context, Arguments arguments, Selection rows,
                     ColumnBuilder& out) {
  PatternArgument patterns(context, pattern_column(arguments), PatternDialect::Simple);
  for (const auto row : rows) {
    const auto instant = patterns[row].parse_instant(arguments[0]->string(row), *utc_time_zone());
    const Long millis = instant ? instant->millis : INT64_MIN;
    const Long days = instant ? floor_divide(millis, kMillisPerDay) : millis / kMillisPerDay;
    out.set(row, static_cast<Int>(static_cast<std::uint32_t>(static_cast<std::uint64_t>(days))));
  }
}

// Instants before year 1 or behind 9999 are NULL.
std::optional<Timestamp> instant_of(Long millis) {
  constexpr Long kLeast = -62'135'596'800'000, kGreatest = 253'402'300'799'999;
  if (millis < kLeast || millis > kGreatest) return std::nullopt;
  return Timestamp{millis, 0};
}

void check_precision(Int precision) {
  if (precision == 0 || precision == 3) return;
  throw Error(ErrorCode::InvalidArgument,
              fmt::format("The precision value '{}' for function TO_TIMESTAMP_LTZ(numeric, "
                          "precision) is unsupported, the supported value is '0' for second or "
                          "'3' for millisecond.",
                          precision));
}

std::optional<Timestamp> to_timestamp_ltz(Long value, Int precision) {
  check_precision(precision);
  Long millis = value;
  if (precision == 0 && __builtin_mul_overflow(value, 1000, &millis)) return std::nullopt;
  return instant_of(millis);
}

std::optional<Timestamp> to_timestamp_ltz_double(double value, Int precision) {
  check_precision(precision);
  const double millis = precision == 0 ? value * 1000 : value;
  if (!(millis > -1e15 && millis < 1e15)) return std::nullopt;
  return instant_of(static_cast<Long>(millis));
}

std::optional<Timestamp> to_timestamp_ltz_millis(Long value) { return to_timestamp_ltz(value, 3); }

constexpr Nulls kPropagate = Nulls::Propagate;
constexpr auto kFormatter = prepare_pattern<PatternDialect::Formatter>;
constexpr auto kSimple = prepare_pattern<PatternDialect::Simple>;

const ScalarFunction kFunctions[] = {
    {"DATE_FORMAT(x TIMESTAMP, pattern STRING) -> STRING", date_format,
     "Writes a timestamp by a pattern of Java's DateTimeFormatter.",
     "DATE_FORMAT(TIMESTAMP '2021-09-27 12:34:56', 'dd.MM.yyyy HH:mm') = '27.09.2021 12:34'",
     kPropagate, nullptr, kFormatter},
    {"DATE_FORMAT(x TIMESTAMP_LTZ, pattern STRING) -> STRING", date_format,
     "Writes an instant in the session's zone by a pattern of Java's DateTimeFormatter.",
     "DATE_FORMAT(TO_TIMESTAMP_LTZ(0, 0), 'yyyy') = '1970'", kPropagate, nullptr, kFormatter},
    {"DATE_FORMAT(s STRING, pattern STRING) -> STRING NULL", date_format_text,
     "Writes a text 'yyyy-MM-dd HH:mm:ss' by another pattern of Java's SimpleDateFormat.",
     "DATE_FORMAT('2021-09-27 12:34:56', 'HH') = '12'", kPropagate, nullptr, kSimple},
    {"FROM_UNIXTIME(seconds BIGINT, [pattern STRING]) -> STRING", from_unixtime,
     "Seconds since 1970 as text in the session's zone, by default 'yyyy-MM-dd HH:mm:ss'.",
     "FROM_UNIXTIME(44) = '1970-01-01 00:00:44'", kPropagate, nullptr, kSimple},
    {"UNIX_TIMESTAMP(s STRING, [pattern STRING]) -> BIGINT", unix_timestamp,
     "The seconds since 1970 of a text in the session's zone, by default 'yyyy-MM-dd HH:mm:ss'.",
     "UNIX_TIMESTAMP('1970-01-02 00:00:00') = 86400", kPropagate, nullptr, kSimple},
    {"CONVERT_TZ(s STRING, from STRING, to STRING) -> STRING NULL", row<convert_tz>,
     "Moves a text 'yyyy-MM-dd HH:mm:ss' from one time zone to another.",
     "CONVERT_TZ('1970-01-01 00:00:00', 'UTC', 'Asia/Tokyo') = '1970-01-01 09:00:00'"},
    {"TO_TIMESTAMP(s STRING) -> TIMESTAMP(3) NULL", row<to_timestamp>,
     "The timestamp of a text 'yyyy-MM-dd HH:mm:ss[.fff]'; NULL where it is none.",
     "TO_TIMESTAMP('2021-09-27 12:34:56') = TIMESTAMP '2021-09-27 12:34:56'"},
    {"TO_TIMESTAMP(s STRING, pattern STRING) -> TIMESTAMP(3) NULL", to_timestamp_pattern,
     "The timestamp of a text by a pattern of Java's DateTimeFormatter.",
     "TO_TIMESTAMP('27.09.2021', 'dd.MM.yyyy') = TIMESTAMP '2021-09-27 00:00:00'", kPropagate,
     nullptr, kFormatter},
    {"TO_DATE(s STRING) -> DATE NULL", row<to_date>,
     "The date of a text 'yyyy-MM-dd'; NULL where it is none.",
     "TO_DATE('2021-09-27') = DATE '2021-09-27'"},
    {"TO_DATE(s STRING, pattern STRING) -> DATE NULL", to_date_pattern,
     "The date of a text by a pattern of Java's SimpleDateFormat.",
     "TO_DATE('27.09.2021', 'dd.MM.yyyy') = DATE '2021-09-27'", kPropagate, nullptr, kSimple},
    {"TO_TIMESTAMP_LTZ(value BIGINT, precision INT) -> TIMESTAMP_LTZ(3) NULL",
     row<to_timestamp_ltz>, "The instant of seconds (precision 0) or milliseconds (3) since 1970.",
     "CAST(TO_TIMESTAMP_LTZ(1, 0) AS STRING) = '1970-01-01 00:00:01.000'"},
    {"TO_TIMESTAMP_LTZ(value DOUBLE, precision INT) -> TIMESTAMP_LTZ(3) NULL",
     row<to_timestamp_ltz_double>,
     "The instant of seconds (precision 0) or milliseconds (3) since 1970.",
     "TO_TIMESTAMP_LTZ(1E0, 0) = TO_TIMESTAMP_LTZ(1000, 3)"},
    {"TO_TIMESTAMP_LTZ(value BIGINT) -> TIMESTAMP_LTZ(3) NULL", row<to_timestamp_ltz_millis>,
     "The instant of milliseconds since 1970.", "TO_TIMESTAMP_LTZ(1000) = TO_TIMESTAMP_LTZ(1, 0)"},
};

}  // namespace

std::span<const ScalarFunction> temporal_text_functions() { return kFunctions; }

}  // namespace streamsql
