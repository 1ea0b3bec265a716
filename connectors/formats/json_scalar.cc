#include "connectors/formats/json_scalar.h"

#include <cmath>
#include <fmt/format.h>
#include <limits>

#include "connectors/formats/base64.h"
#include "connectors/formats/number_text.h"
#include "engine/base/ascii.h"
#include "engine/type/number_text.h"

namespace streamsql {
namespace {

// The text that Jackson's getText (or the tree's asText) gives.
std::string_view text_of(const JsonToken& token, const ScalarContext& context) {
  const bool rewrite = token.escaped || (context.options.tree && token.is_number());
  if (!rewrite && !token.is_container()) return token.text();
  context.scratch.clear();
  if (token.kind == JsonKind::String) {
    unescape_json(token.text(), context.scratch);
  } else {
    append_compact_json(token, context.scratch);
  }
  return context.scratch;
}

// Jackson turns a number with a fraction or exponent into a double and cuts it off.
template <typename T>
std::optional<T> integer_from_float(std::string_view text) {
  const auto value = parse_java_double(text);
  constexpr double kLow = static_cast<double>(std::numeric_limits<T>::min());
  if (!value || !(*value >= kLow) || !(*value < -kLow)) return std::nullopt;
  return static_cast<T>(*value);
}

template <typename T>
bool append_if(const std::optional<T>& value, ColumnBuilder& column) {
  if (!value) return false;
  column.append<T>(*value);
  return true;
}

// Byte and Short are read from the text, Int and Long as numbers: 1.0 is no TINYINT but an INT.
template <typename T>
bool append_integer(const JsonToken& token, const ScalarContext& context, ColumnBuilder& column) {
  if (token.kind == JsonKind::Integer) {
    return append_if(parse_java_integer<T>(token.text()), column);
  }
  if (token.kind == JsonKind::Float && sizeof(T) >= 4) {
    return append_if(integer_from_float<T>(token.text()), column);
  }
  return append_if(parse_java_integer<T>(trim_java(text_of(token, context))), column);
}

bool append_decimal(const JsonToken& token, const ScalarContext& context, ColumnBuilder& column) {
  const DecimalSpec spec{column.type().precision(), column.type().scale()};
  std::string_view text = token.text();
  if (const auto value = parse_short_decimal(text, spec)) {
    column.append<Decimal>(*value);
    return true;
  }
  if (!token.is_number()) {
    text = text_of(token, context);
    if (!context.options.tree) text = trim_java(text);
  }
  if (const auto value = parse_decimal(text, spec)) {
    column.append<Decimal>(*value);
    return true;
  }
  if (!token.is_number() && !is_decimal_text(text)) return false;
  column.append_null();
  return true;
}

template <typename T>
bool append_approximate(const JsonToken& token, const ScalarContext& context,
                        ColumnBuilder& column) {
  const auto text = trim_java(text_of(token, context));
  if constexpr (sizeof(T) == 4) {
    return append_if(parse_java_float(text), column);
  } else {
    return append_if(parse_java_double(text), column);
  }
}

bool append_boolean(const JsonToken& token, const ScalarContext& context, ColumnBuilder& column) {
  if (token.is_container() && !context.options.tree) return false;
  const auto word = trim_java(text_of(token, context));
  column.append<std::uint8_t>(equals_ignoring_case(word, "true"));
  return true;
}

bool append_text(const JsonToken& token, const ScalarContext& context, ColumnBuilder& column) {
  if (token.kind == JsonKind::String && !token.escaped && context.views) {
    column.append_view(token.text());
  } else {
    column.append_string(text_of(token, context));
  }
  return true;
}

bool append_bytes(const JsonToken& token, const ScalarContext& context, ColumnBuilder& column) {
  if (token.kind != JsonKind::String) return false;
  std::string bytes;
  if (!decode_base64(text_of(token, context), bytes)) return false;
  column.append_string(bytes);
  return true;
}

// A fraction longer than the type's is kept from TIMESTAMP(3) on, as Flink does.
template <typename Parse>
bool append_timestamp_value(std::string_view text, Parse parse, ColumnBuilder& column) {
  auto value = parse(text);
  if (!value) return false;
  if (column.type().precision() < 3) *value = floor(*value, column.type().precision());
  column.append<Timestamp>(*value);
  return true;
}

bool append_temporal(const JsonToken& token, const ScalarContext& context, ColumnBuilder& column) {
  const auto text = text_of(token, context);
  const auto standard = context.options.standard;
  switch (column.type().kind()) {
    case TypeKind::Date: return append_if(parse_iso_date(text), column);
    case TypeKind::Time: return append_if(parse_sql_time(text), column);
    case TypeKind::Timestamp:
      return append_timestamp_value(
          text, [&](std::string_view t) { return parse_local(t, standard); }, column);
    default:
      return append_timestamp_value(
          text, [&](std::string_view t) { return parse_instant(t, standard); }, column);
  }
}

template <typename T>
std::string integer_range() {
  return fmt::format("an integer from {} to {}", std::numeric_limits<T>::min(),
                     std::numeric_limits<T>::max());
}

}  // namespace

bool append_json_scalar(const JsonToken& token, const ScalarContext& context,
                        ColumnBuilder& column) {
  switch (column.type().kind()) {
    case TypeKind::Char:
    case TypeKind::Varchar: return append_text(token, context, column);
    case TypeKind::Decimal: return append_decimal(token, context, column);
    case TypeKind::TinyInt: return append_integer<std::int8_t>(token, context, column);
    case TypeKind::SmallInt: return append_integer<std::int16_t>(token, context, column);
    case TypeKind::Int:
    case TypeKind::IntervalMonth: return append_integer<std::int32_t>(token, context, column);
    case TypeKind::BigInt:
    case TypeKind::IntervalMillis: return append_integer<std::int64_t>(token, context, column);
    case TypeKind::Float: return append_approximate<float>(token, context, column);
    case TypeKind::Double: return append_approximate<double>(token, context, column);
    case TypeKind::Boolean: return append_boolean(token, context, column);
    case TypeKind::Binary:
    case TypeKind::Varbinary: return append_bytes(token, context, column);
    case TypeKind::Null: column.append_null(); return true;
    default: return append_temporal(token, context, column);
  }
}

std::string expected_json(const DataType& type, TimestampStandard standard) {
  const char separator = standard == TimestampStandard::Sql ? ' ' : 'T';
  switch (type.kind()) {
    case TypeKind::TinyInt: return integer_range<std::int8_t>();
    case TypeKind::SmallInt: return integer_range<std::int16_t>();
    case TypeKind::Int:
    case TypeKind::IntervalMonth: return integer_range<std::int32_t>();
    case TypeKind::BigInt:
    case TypeKind::IntervalMillis: return integer_range<std::int64_t>();
    case TypeKind::Boolean: return "true or false";
    case TypeKind::Binary:
    case TypeKind::Varbinary: return "base64 text";
    case TypeKind::Date: return "a date like \"2024-06-10\"";
    case TypeKind::Time: return "a time like \"06:13:20\"";
    case TypeKind::Timestamp:
      return fmt::format("a timestamp like \"2024-06-10{}06:13:20.001\"", separator);
    case TypeKind::TimestampLtz:
      return fmt::format("an instant like \"2024-06-10{}06:13:20.001Z\"", separator);
    case TypeKind::Array: return "an array";
    case TypeKind::Map:
    case TypeKind::Multiset:
    case TypeKind::Row: return "an object";
    default: return "a number";
  }
}

}  // namespace streamsql
