// Casts from CHAR and VARCHAR: as lenient as Flink's BinaryStringDataUtil and DateTimeUtils.
#include <algorithm>
#include <limits>

#include "engine/base/ascii.h"
#include "engine/function/cast_job.h"
#include "engine/function/decimal_from_text.h"
#include "engine/function/typed_kernel.h"
#include "engine/type/number_text.h"

namespace streamsql {

namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Blanks only, no tabs.
std::string_view trim_blanks(std::string_view text) {
  while (text.starts_with(' ')) text.remove_prefix(1);
  while (text.ends_with(' ')) text.remove_suffix(1);
  return text;
}

std::optional<bool> parse_boolean(std::string_view text) {
  for (const std::string_view word : {"true", "t", "yes", "y", "1"}) {
    if (equals_ignoring_case(text, word)) return true;
  }
  for (const std::string_view word : {"false", "f", "no", "n", "0"}) {
    if (equals_ignoring_case(text, word)) return false;
  }
  return std::nullopt;
}

// [+-]digits[.digits], of which the fraction is cut; "." is 0. Counts down, since the negative
// range is one longer.
template <typename Int>
std::optional<Int> parse_integer(std::string_view text) {
  text = trim_blanks(text);
  if (text.empty()) return std::nullopt;
  const bool negative = text.front() == '-';
  if (negative || text.front() == '+') text.remove_prefix(1);
  if (text.empty()) return std::nullopt;
  const std::size_t point = std::min(text.find('.'), text.size());
  Int value = 0;
  for (const char c : text.substr(0, point)) {
    if (!is_digit(c) || __builtin_mul_overflow(value, 10, &value) ||
        __builtin_sub_overflow(value, c - '0', &value)) {
      return std::nullopt;
    }
  }
  const std::string_view fraction = text.substr(std::min(point + 1, text.size()));
  if (!std::all_of(fraction.begin(), fraction.end(), is_digit)) return std::nullopt;
  if (negative) return value;
  if (value == std::numeric_limits<Int>::min()) return std::nullopt;
  return static_cast<Int>(-value);
}

// Text such as 25:00:00 is no time, though its parser adds it up.
std::optional<std::int32_t> parse_time_of_day(std::string_view text) {
  const auto millis = parse_time(text);
  return millis && *millis >= 0 && *millis < kMillisPerDay ? millis : std::nullopt;
}

void parse_timestamps(const CastJob& job) {
  const int precision = job.to().precision();
  const TimeZone& zone = *job.target.context.zone;
  const bool instant = job.to().is(TypeKind::TimestampLtz);
  parse_values<std::string_view>(job, [&](std::string_view text) {
    auto value = parse_timestamp(text, precision);
    if (value && instant) value = zone.to_instant(*value);
    return value;
  });
}

void parse_numbers(const CastJob& job) {
  const DecimalSpec spec{job.to().precision(), job.to().scale()};
  switch (job.to().kind()) {
    case TypeKind::Float: return parse_values<std::string_view>(job, parse_java_float);
    case TypeKind::Double: return parse_values<std::string_view>(job, parse_java_double);
    case TypeKind::Decimal:
      return parse_values<std::string_view>(
          job, [spec](std::string_view text) { return decimal_from_text(text, spec); });
    default:
      return kernel::with_number_type(job.to().kind(), [&](auto zero) {
        if constexpr (std::is_signed_v<decltype(zero)> && std::is_integral_v<decltype(zero)>) {
          parse_values<std::string_view>(job, parse_integer<decltype(zero)>);
        }
      });
  }
}

}  // namespace

void cast_from_text(const CastJob& job) {
  if (job.to().is_numeric()) return parse_numbers(job);
  switch (job.to().kind()) {
    case TypeKind::Boolean: return parse_values<std::string_view>(job, parse_boolean);
    case TypeKind::Date: return parse_values<std::string_view>(job, parse_date);
    case TypeKind::Time: return parse_values<std::string_view>(job, parse_time_of_day);
    default: return parse_timestamps(job);
  }
}

}  // namespace streamsql
