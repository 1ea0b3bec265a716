#include "engine/batch/row_text.h"

#include <fmt/format.h>

#include "engine/type/number_text.h"

namespace streamsql {
namespace {

using Out = std::string&;

void append_integer(std::int64_t value, Out out) {
  fmt::format_to(std::back_inserter(out), "{}", value);
}

// java.time.Period of months: P14M; java.time.Duration: PT26H3M4.5S.
void append_period(std::int32_t months, Out out) {
  if (months == 0) return void(out += "P0D");
  fmt::format_to(std::back_inserter(out), "P{}M", months);
}

void append_seconds(std::int64_t millis, Out out) {
  if (millis < 0) out += '-';
  const auto magnitude = millis < 0 ? -millis : millis;
  append_integer(magnitude / 1000, out);
  if (const auto fraction = magnitude % 1000; fraction != 0) {
    std::string digits = fmt::format(".{:03}", fraction);
    while (digits.back() == '0') digits.pop_back();
    out += digits;
  }
  out += 'S';
}

void append_bytes(std::string_view bytes, Out out) {
  out += '[';
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    if (i > 0) out += ", ";
    append_integer(static_cast<signed char>(bytes[i]), out);
  }
  out += ']';
}

void append_array(const Column& column, std::size_t row, Out out) {
  const auto list = column.value<ListRef>(row);
  out += '[';
  for (std::uint32_t i = 0; i < list.length; ++i) {
    if (i > 0) out += ", ";
    append_java_text(*column.children()[0], list.offset + i, out);
  }
  out += ']';
}

void append_map(const Column& column, std::size_t row, Out out) {
  const auto list = column.value<ListRef>(row);
  out += '{';
  for (std::uint32_t i = 0; i < list.length; ++i) {
    if (i > 0) out += ", ";
    append_java_text(*column.children()[0], list.offset + i, out);
    out += '=';
    append_java_text(*column.children()[1], list.offset + i, out);
  }
  out += '}';
}

void append_nested_row(const Column& column, std::size_t row, Out out) {
  out += "+I[";
  for (std::size_t i = 0; i < column.children().size(); ++i) {
    if (i > 0) out += ", ";
    append_java_text(*column.children()[i], column.child_row(row), out);
  }
  out += ']';
}

}  // namespace

void append_java_text(const Column& column, std::size_t row, std::string& out) {
  if (column.is_null(row)) return void(out += "null");
  const auto& type = column.type();
  switch (type.kind()) {
    case TypeKind::Boolean:
      return void(out += column.value<std::uint8_t>(row) ? "true" : "false");
    case TypeKind::TinyInt:
      return append_integer(column.value<std::int8_t>(row), out);
    case TypeKind::SmallInt:
      return append_integer(column.value<std::int16_t>(row), out);
    case TypeKind::Int:
      return append_integer(column.value<std::int32_t>(row), out);
    case TypeKind::BigInt:
      return append_integer(column.value<std::int64_t>(row), out);
    case TypeKind::Float:
      return append_java_float(column.value<float>(row), out);
    case TypeKind::Double:
      return append_java_double(column.value<double>(row), out);
    case TypeKind::Decimal:
      return append_java(column.value<Decimal>(row), type.scale(), out);
    case TypeKind::Char:
    case TypeKind::Varchar:
      return void(out += column.string(row));
    case TypeKind::Binary:
    case TypeKind::Varbinary:
      return append_bytes(column.string(row), out);
    case TypeKind::Date:
      return append_java_date(column.value<std::int32_t>(row), out);
    case TypeKind::Time:
      return append_java_time(column.value<std::int32_t>(row), out);
    case TypeKind::Timestamp:
      return append_java_local_date_time(column.value<Timestamp>(row), out);
    case TypeKind::TimestampLtz:
      return append_java_instant(column.value<Timestamp>(row), out);
    case TypeKind::IntervalMonth:
      return append_period(column.value<std::int32_t>(row), out);
    case TypeKind::IntervalMillis:
      return append_java_duration(column.value<std::int64_t>(row), out);
    case TypeKind::Array:
      return append_array(column, row, out);
    case TypeKind::Map:
    case TypeKind::Multiset:
      return append_map(column, row, out);
    case TypeKind::Row:
      return append_nested_row(column, row, out);
    case TypeKind::Null:
      return void(out += "null");
  }
}

void append_java_duration(std::int64_t millis, std::string& out) {
  if (millis == 0) return void(out += "PT0S");
  const auto hours = millis / 3'600'000, minutes = millis / 60'000 % 60, rest = millis % 60'000;
  out += "PT";
  if (hours != 0) fmt::format_to(std::back_inserter(out), "{}H", hours);
  if (minutes != 0) fmt::format_to(std::back_inserter(out), "{}M", minutes);
  if (rest != 0) append_seconds(rest, out);
}

void append_row_text(const Batch& batch, std::size_t row, std::string& out) {
  out += to_string(batch.kind(row));
  out += '[';
  for (std::size_t i = 0; i < batch.column_count(); ++i) {
    if (i > 0) out += ", ";
    append_java_text(batch.column(i), row, out);
  }
  out += ']';
}

}  // namespace streamsql
