#include "engine/planner/literal_binder.h"

#include <algorithm>
#include <charconv>
#include <fmt/format.h>

#include "engine/planner/expression_factory.h"
#include "engine/sql/unparse.h"

namespace streamsql {
namespace {

template <typename T>
ExpressionPtr constant(DataType type, T value, SourceSpan span) {
  ColumnBuilder builder(type.not_null());
  builder.append(value);
  return make_literal(builder.finish_constant(1), span);
}

Error bad_literal(std::string message, SourceSpan span) {
  return Error(ErrorCode::InvalidArgument, std::move(message)).at(span);
}

ExpressionPtr bind_decimal(const std::string& text, bool negative, SourceSpan span) {
  const auto digits = static_cast<int>(text.size()) - 1;
  const auto scale = static_cast<int>(text.size() - text.find('.')) - 1;
  const int precision = std::max(digits, 1);
  const auto value = precision > DataType::kMaxDecimalPrecision
                         ? std::nullopt
                         : parse_decimal(text, {precision, scale});
  if (!value) throw bad_literal(fmt::format("Numeric literal '{}' out of range", text), span);
  return constant(DataType::decimal(precision, scale), negative ? -*value : *value, span);
}

ExpressionPtr bind_integer(const std::string& text, bool negative, SourceSpan span) {
  const auto signed_text = (negative ? "-" : "") + text;
  std::int64_t value = 0;
  const auto* end = signed_text.data() + signed_text.size();
  const auto result = std::from_chars(signed_text.data(), end, value);
  if (result.ec != std::errc() || result.ptr != end) {
    throw bad_literal(fmt::format("Numeric literal '{}' out of range", signed_text), span)
        .hint("write it as text and cast it to DECIMAL");
  }
  if (value >= INT32_MIN && value <= INT32_MAX) {
    return constant(DataType::integer(), static_cast<std::int32_t>(value), span);
  }
  return constant(DataType::bigint(), value, span);
}

int fraction_digits(const std::string& text) {
  const auto dot = text.find('.');
  return dot == std::string::npos
             ? 0
             : static_cast<int>(std::min<std::size_t>(9, text.size() - dot - 1));
}

Error bad_temporal(std::string_view kind, const std::string& text, std::string_view format,
                   SourceSpan span) {
  return bad_literal(fmt::format("Illegal {} literal '{}': not in format '{}'", kind, text, format),
                     span);
}

// ---- intervals

// What stands between a unit and the next smaller one.
struct IntervalField {
  ast::TimeUnit unit;
  std::int64_t length;  // in months or milliseconds
  char separator;       // behind it
};
constexpr IntervalField kMonthFields[] = {{ast::TimeUnit::Year, 12, '-'},
                                          {ast::TimeUnit::Month, 1, 0}};
constexpr IntervalField kTimeFields[] = {{ast::TimeUnit::Day, kMillisPerDay, ' '},
                                         {ast::TimeUnit::Hour, 3'600'000, ':'},
                                         {ast::TimeUnit::Minute, 60'000, ':'},
                                         {ast::TimeUnit::Second, 1000, 0}};

std::span<const IntervalField> fields_of(ast::TimeUnit unit) {
  const auto has = [unit](const IntervalField& field) { return field.unit == unit; };
  if (std::any_of(std::begin(kMonthFields), std::end(kMonthFields), has)) return kMonthFields;
  if (std::any_of(std::begin(kTimeFields), std::end(kTimeFields), has)) return kTimeFields;
  return {};
}

// Reads digits; false when there are none or too many.
bool take_number(std::string_view& text, std::int64_t& value) {
  const auto result = std::from_chars(text.data(), text.data() + text.size(), value);
  if (result.ec != std::errc() || value < 0 || result.ptr == text.data()) return false;
  text.remove_prefix(static_cast<std::size_t>(result.ptr - text.data()));
  return true;
}

// ".4" and ".004" of a second, in milliseconds; further digits are cut.
bool take_fraction(std::string_view& text, std::int64_t& millis) {
  if (text.empty() || text.front() != '.') return true;
  text.remove_prefix(1);
  std::int64_t unit = 100;
  if (text.empty()) return false;
  while (!text.empty() && text.front() >= '0' && text.front() <= '9') {
    millis += (text.front() - '0') * unit;
    unit /= 10;
    text.remove_prefix(1);
  }
  return true;
}

bool add_scaled(std::int64_t& sum, std::int64_t value, std::int64_t length) {
  std::int64_t product = 0;
  return !__builtin_mul_overflow(value, length, &product) &&
         !__builtin_add_overflow(sum, product, &sum);
}

// The text between the signs, as a number of months or milliseconds.
std::optional<std::int64_t> parse_fields(std::string_view text, ast::TimeUnit start,
                                         ast::TimeUnit end) {
  const auto fields = fields_of(start);
  std::int64_t sum = 0;
  bool inside = false;
  for (const auto& field : fields) {
    if (field.unit == start) inside = true;
    if (!inside) continue;
    std::int64_t value = 0;
    if (!take_number(text, value) || !add_scaled(sum, value, field.length)) return std::nullopt;
    if (field.unit == ast::TimeUnit::Second && !take_fraction(text, sum)) return std::nullopt;
    if (field.unit == end) return text.empty() ? std::optional(sum) : std::nullopt;
    if (text.empty() || text.front() != field.separator) return std::nullopt;
    text.remove_prefix(1);
  }
  return std::nullopt;
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

std::optional<std::int64_t> parse_interval(std::string_view text, const ast::IntervalQualifier& q) {
  text = trimmed(text);
  const bool negative = text.starts_with('-');
  if (negative || text.starts_with('+')) text.remove_prefix(1);
  std::optional<std::int64_t> value;
  if (!fields_of(q.start).empty()) {
    value = parse_fields(text, q.start, q.end.value_or(q.start));
  } else if (const auto unit = unit_length(q.start); unit && !q.end) {
    std::int64_t number = 0, sum = 0;
    if (take_number(text, number) && text.empty() && add_scaled(sum, number, unit->amount)) {
      value = sum;
    }
  }
  return value && negative ? -*value : value;
}

}  // namespace

std::optional<UnitLength> unit_length(ast::TimeUnit unit) {
  switch (unit) {
    case ast::TimeUnit::Year: return UnitLength{true, 12};
    case ast::TimeUnit::Quarter: return UnitLength{true, 3};
    case ast::TimeUnit::Month: return UnitLength{true, 1};
    case ast::TimeUnit::Week: return UnitLength{false, 7 * kMillisPerDay};
    case ast::TimeUnit::Day: return UnitLength{false, kMillisPerDay};
    case ast::TimeUnit::Hour: return UnitLength{false, 3'600'000};
    case ast::TimeUnit::Minute: return UnitLength{false, 60'000};
    case ast::TimeUnit::Second: return UnitLength{false, 1000};
    case ast::TimeUnit::Millisecond: return UnitLength{false, 1};
    default: return std::nullopt;
  }
}

ExpressionPtr make_interval(UnitLength length, SourceSpan span) {
  if (length.months) {
    return constant(DataType(TypeKind::IntervalMonth), static_cast<std::int32_t>(length.amount),
                    span);
  }
  return constant(DataType(TypeKind::IntervalMillis), length.amount, span);
}

ExpressionPtr bind_literal(const ast::NumericLiteral& literal, bool negative, SourceSpan span) {
  if (literal.approximate) {
    double value = 0;
    std::from_chars(literal.text.data(), literal.text.data() + literal.text.size(), value);
    return constant(DataType::double_precision(), negative ? -value : value, span);
  }
  const auto dot = literal.text.find('.');
  if (dot == std::string::npos) return bind_integer(literal.text, negative, span);
  if (dot + 1 == literal.text.size()) {
    return bind_integer(literal.text.substr(0, dot), negative, span);
  }
  return bind_decimal(literal.text, negative, span);
}

ExpressionPtr bind_literal(const ast::BooleanLiteral& literal, SourceSpan span) {
  return literal.value ? make_boolean(*literal.value, span) : make_null(DataType::boolean(), span);
}

ExpressionPtr bind_literal(const ast::BinaryLiteral& literal, SourceSpan span) {
  ColumnBuilder builder(
      DataType::binary(static_cast<std::int32_t>(literal.bytes.size())).not_null());
  builder.append_string(literal.bytes);
  return make_literal(builder.finish_constant(1), span);
}

ExpressionPtr bind_literal(const ast::TemporalLiteral& literal, SourceSpan span) {
  const auto& text = literal.text;
  if (literal.kind == TypeKind::Date) {
    const auto days = parse_date(text);
    if (!days) throw bad_temporal("DATE", text, "yyyy-MM-dd", span);
    return constant(DataType(TypeKind::Date), *days, span);
  }
  const int precision = fraction_digits(text);
  if (literal.kind == TypeKind::Time) {
    const auto millis = parse_time(text);
    if (!millis) throw bad_temporal("TIME", text, "HH:mm:ss", span);
    return constant(DataType::time(precision), *millis, span);
  }
  const auto value = parse_timestamp(text, precision);
  if (!value) throw bad_temporal("TIMESTAMP", text, "yyyy-MM-dd HH:mm:ss", span);
  return constant(DataType::timestamp(precision), *value, span);
}

ExpressionPtr bind_literal(const ast::IntervalLiteral& literal, SourceSpan span) {
  const auto unit = unit_length(literal.qualifier.start);
  auto value = parse_interval(literal.text, literal.qualifier);
  if (!unit || !value || (unit->months && (*value > INT32_MAX || *value < INT32_MIN))) {
    throw bad_literal(fmt::format("Illegal interval literal format '{}' for INTERVAL {}",
                                  literal.text, unparse(literal.qualifier)),
                      span);
  }
  return make_interval({unit->months, literal.negative ? -*value : *value}, span);
}

}  // namespace streamsql
