// Batch::parse: reads the text that append_row_text writes.
#include <charconv>
#include <fmt/format.h>

#include "engine/base/error.h"
#include "engine/batch/batch.h"
#include "engine/batch/batch_builder.h"
#include "engine/type/number_text.h"

namespace streamsql {
namespace {

[[noreturn]] void refuse(std::string_view text, const DataType& type) {
  throw Error(ErrorCode::InvalidArgument,
              fmt::format("'{}' is no value of type {}", text, type.to_sql()));
}

bool has_brackets(const DataType& type) { return type.is_nested() || type.is_binary(); }

// The size of a bracketed value at the front of `text`: up to the bracket that closes the first.
std::size_t bracketed_size(std::string_view text) {
  int depth = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '[' || text[i] == '{') ++depth;
    if ((text[i] == ']' || text[i] == '}') && --depth <= 0) return i + 1;
  }
  return text.size();
}

// Takes the next of several values off the front. The last of a row may contain ", ".
std::string_view take_value(std::string_view& rest, const DataType& type, bool last) {
  std::size_t size = rest.size();
  if (has_brackets(type) && rest.substr(0, 4) != "null") {
    size = bracketed_size(rest);
  } else if (!last) {
    size = std::min(rest.find(", "), rest.size());
  }
  const auto value = rest.substr(0, size);
  rest.remove_prefix(std::min(size + 2, rest.size()));
  return value;
}

// Without the brackets and what stands before the first.
std::string_view inside(std::string_view text, const DataType& type) {
  const auto open = text.find_first_of("[{");
  if (open == std::string_view::npos || bracketed_size(text) != text.size()) refuse(text, type);
  return text.substr(open + 1, text.size() - open - 2);
}

template <typename T>
void append_integer(std::string_view text, ColumnBuilder& column) {
  T value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) refuse(text, column.type());
  column.append<T>(value);
}

template <typename T>
void append_checked(const std::optional<T>& value, std::string_view text, ColumnBuilder& column) {
  if (!value) refuse(text, column.type());
  column.append<T>(*value);
}

// java.time leaves zero seconds out; the SQL parser wants them.
std::string with_seconds(std::string_view text) {
  std::string out(text);
  if (!out.empty() && out.back() == 'Z') out.pop_back();
  if (const auto t = out.find('T'); t != std::string::npos) out[t] = ' ';
  const auto first = out.find(':');
  if (first != std::string::npos && out.find(':', first + 1) == std::string::npos) out += ":00";
  return out;
}

void append_value(std::string_view text, ColumnBuilder& column);

void append_fields(std::string_view text, ColumnBuilder& column) {
  for (std::size_t i = 0; i < column.child_count(); ++i) {
    const bool last = i + 1 == column.child_count();
    append_value(take_value(text, column.child(i).type(), last), column.child(i));
  }
  column.append_row();
}

void append_list(std::string_view text, ColumnBuilder& column) {
  const bool pairs = column.child_count() == 2;
  while (!text.empty()) {
    if (pairs) {
      const auto equals = std::min(text.find('='), text.size());
      append_value(text.substr(0, equals), column.child(0));
      text.remove_prefix(std::min(equals + 1, text.size()));
    }
    ColumnBuilder& child = column.child(pairs ? 1 : 0);
    append_value(take_value(text, child.type(), false), child);
  }
  column.append_list();
}

void append_bytes(std::string_view text, ColumnBuilder& column) {
  std::string bytes;
  while (!text.empty()) {
    const auto number = take_value(text, DataType::integer(), false);
    signed char value{};
    std::from_chars(number.data(), number.data() + number.size(), value);
    bytes += static_cast<char>(value);
  }
  column.append_string(bytes);
}

void append_temporal(std::string_view text, ColumnBuilder& column) {
  const auto& type = column.type();
  const auto full = with_seconds(text);
  if (type.is(TypeKind::Date)) return append_checked(parse_date(full), text, column);
  if (type.is(TypeKind::Time)) return append_checked(parse_time(full), text, column);
  append_checked(parse_timestamp(full, 9), text, column);
}

void append_number(std::string_view text, ColumnBuilder& column) {
  const auto& type = column.type();
  switch (type.kind()) {
    case TypeKind::TinyInt: return append_integer<std::int8_t>(text, column);
    case TypeKind::SmallInt: return append_integer<std::int16_t>(text, column);
    case TypeKind::Int: return append_integer<std::int32_t>(text, column);
    case TypeKind::BigInt: return append_integer<std::int64_t>(text, column);
    case TypeKind::Float: return append_checked(parse_java_float(text), text, column);
    case TypeKind::Double: return append_checked(parse_java_double(text), text, column);
    default:
      return append_checked(parse_decimal(text, {type.precision(), type.scale()}), text, column);
  }
}

void append_value(std::string_view text, ColumnBuilder& column) {
  const auto& type = column.type();
  if (text == "null") return column.append_null();
  if (type.is_numeric()) return append_number(text, column);
  if (type.is_character()) return column.append_string(text);
  if (type.is(TypeKind::Boolean)) {
    if (text != "true" && text != "false") refuse(text, type);
    return column.append<std::uint8_t>(text == "true");
  }
  if (type.is(TypeKind::Row)) return append_fields(inside(text, type), column);
  if (type.is_nested()) return append_list(inside(text, type), column);
  if (type.is_binary()) return append_bytes(inside(text, type), column);
  if (type.is_interval() || type.is(TypeKind::Null)) refuse(text, type);
  append_temporal(text, column);
}

RowKind parse_kind(std::string_view line) {
  for (const auto kind :
       {RowKind::Insert, RowKind::UpdateBefore, RowKind::UpdateAfter, RowKind::Delete}) {
    if (line.substr(0, 2) == to_string(kind)) return kind;
  }
  throw Error(ErrorCode::InvalidArgument, fmt::format("'{}' does not begin with a row kind", line))
      .hint("write a row like +I[1, a]");
}

void append_row(std::string_view line, const Schema& schema, BatchBuilder& builder) {
  const RowKind kind = parse_kind(line);
  if (line.size() < 4 || line[2] != '[' || line.back() != ']') {
    throw Error(ErrorCode::InvalidArgument, fmt::format("'{}' is no row", line))
        .hint("write a row like +I[1, a]");
  }
  std::string_view rest = line.substr(3, line.size() - 4);
  for (std::size_t i = 0; i < schema.fields.size(); ++i) {
    const bool last = i + 1 == schema.fields.size();
    append_value(take_value(rest, schema.fields[i].type, last), builder.column(i));
  }
  if (!rest.empty()) {
    throw Error(ErrorCode::InvalidArgument,
                fmt::format("'{}' has more than {} values", line, schema.fields.size()));
  }
  builder.end_row(kind);
}

}  // namespace

Batch Batch::parse(const Schema& schema, std::string_view rows) {
  BatchBuilder builder(schema);
  while (!rows.empty()) {
    const auto end = std::min(rows.find('\n'), rows.size());
    auto line = rows.substr(0, end);
    while (!line.empty() && line.front() == ' ') line.remove_prefix(1);
    if (!line.empty()) append_row(line, schema, builder);
    rows.remove_prefix(std::min(end + 1, rows.size()));
  }
  return builder.finish();
}

}  // namespace streamsql
