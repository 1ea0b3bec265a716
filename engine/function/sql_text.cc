#include "engine/function/sql_text.h"

#include <charconv>
#include <fmt/format.h>

#include "engine/base/utf8.h"
#include "engine/type/number_text.h"

namespace streamsql {

namespace {

void append_integer(std::int64_t value, std::string& out) {
  char digits[24];
  const auto end = std::to_chars(digits, digits + sizeof digits, value);
  out.append(digits, end.ptr);
}

class SqlText {
 public:
  SqlText(const TimeZone& zone, std::string& out) : zone_(zone), out_(out) {}

  void append(const Column& column, std::size_t row) {
    if (column.is_null(row)) return void(out_ += "NULL");
    const TypeKind kind = column.type().kind();
    if (column.type().is_nested()) return append_nested(column, row);
    if (column.type().is_numeric()) return append_number(column, row);
    if (column.type().is_character()) return void(out_ += column.string(row));
    if (column.type().is_binary()) return append_decoded(column.string(row), out_);
    if (kind == TypeKind::Boolean) return append_boolean(column.value<std::uint8_t>(row));
    append_temporal(column, row);
  }

 private:
  void append_boolean(bool value) { out_ += value ? "TRUE" : "FALSE"; }

  void append_number(const Column& column, std::size_t row) {
    switch (column.type().kind()) {
      case TypeKind::TinyInt: return append_integer(column.value<std::int8_t>(row), out_);
      case TypeKind::SmallInt: return append_integer(column.value<std::int16_t>(row), out_);
      case TypeKind::Int: return append_integer(column.value<std::int32_t>(row), out_);
      case TypeKind::BigInt: return append_integer(column.value<std::int64_t>(row), out_);
      case TypeKind::Float: return append_java_float(column.value<float>(row), out_);
      case TypeKind::Double: return append_java_double(column.value<double>(row), out_);
      default: return append_plain(column.value<Decimal>(row), column.type().scale(), out_);
    }
  }

  void append_temporal(const Column& column, std::size_t row) {
    const int precision = column.type().precision();
    switch (column.type().kind()) {
      case TypeKind::Date: return append_date(column.value<std::int32_t>(row), out_);
      case TypeKind::Time: return append_time(column.value<std::int32_t>(row), 0, out_);
      case TypeKind::Timestamp:
        return append_timestamp(column.value<Timestamp>(row), precision, out_);
      case TypeKind::TimestampLtz:
        return append_timestamp(zone_.to_local(column.value<Timestamp>(row)), precision, out_);
      case TypeKind::IntervalMonth: return append_months(column.value<std::int32_t>(row), out_);
      case TypeKind::IntervalMillis: return append_day_time(column.value<std::int64_t>(row), out_);
      default: return void(out_ += "NULL");
    }
  }

  void append_nested(const Column& column, std::size_t row) {
    switch (column.type().kind()) {
      case TypeKind::Row: return append_fields(column, column.child_row(row));
      case TypeKind::Array: return append_elements(column, column.value<ListRef>(row));
      default: return append_entries(column, column.value<ListRef>(row));
    }
  }
  void append_fields(const Column& column, std::size_t row) {
    out_ += '(';
    for (std::size_t i = 0; i < column.children().size(); ++i) {
      if (i > 0) out_ += ", ";
      append(*column.children()[i], row);
    }
    out_ += ')';
  }
  void append_elements(const Column& column, ListRef list) {
    out_ += '[';
    for (std::uint32_t i = 0; i < list.length; ++i) {
      if (i > 0) out_ += ", ";
      append(*column.children()[0], list.offset + i);
    }
    out_ += ']';
  }
  void append_entries(const Column& column, ListRef list) {
    out_ += '{';
    for (std::uint32_t i = 0; i < list.length; ++i) {
      if (i > 0) out_ += ", ";
      append(*column.children()[0], list.offset + i);
      out_ += '=';
      append(*column.children()[1], list.offset + i);
    }
    out_ += '}';
  }

  const TimeZone& zone_;
  std::string& out_;
};

// The bytes of one malformed sequence: the longest prefix of a well-formed one, at least one byte
// (Unicode 15, 3.9, "Substitution of Maximal Subparts").
std::size_t malformed_length(std::string_view rest) {
  const auto lead = static_cast<unsigned char>(rest[0]);
  const std::size_t wanted = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
  if (lead < 0xc2 || lead > 0xf4 || rest.size() < 2) return 1;
  const auto second = static_cast<unsigned char>(rest[1]);
  const unsigned least = lead == 0xe0 ? 0xa0 : lead == 0xf0 ? 0x90 : 0x80;
  const unsigned most = lead == 0xed ? 0x9f : lead == 0xf4 ? 0x8f : 0xbf;
  if (second < least || second > most) return 1;
  std::size_t length = 2;
  while (length < wanted && length < rest.size() && (rest[length] & 0xc0) == 0x80) ++length;
  return length;
}

}  // namespace

void append_sql_text(const Column& column, std::size_t row, const TimeZone& zone,
                     std::string& out) {
  SqlText(zone, out).append(column, row);
}

void append_months(std::int32_t months, std::string& out) {
  const auto value = static_cast<std::int64_t>(months);
  const std::int64_t absolute = value < 0 ? -value : value;
  fmt::format_to(std::back_inserter(out), "{}{}-{:02}", value < 0 ? '-' : '+', absolute / 12,
                 absolute % 12);
}

void append_day_time(std::int64_t millis, std::string& out) {
  const auto value = static_cast<std::uint64_t>(millis);
  const std::uint64_t absolute = millis < 0 ? 0 - value : value;
  fmt::format_to(std::back_inserter(out), "{}{} {:02}:{:02}:{:02}.{:03}", millis < 0 ? '-' : '+',
                 absolute / 86'400'000, absolute / 3'600'000 % 24, absolute / 60'000 % 60,
                 absolute / 1000 % 60, absolute % 1000);
}

void append_decoded(std::string_view bytes, std::string& out) {
  if (is_valid_utf8(bytes)) return void(out += bytes);
  std::size_t offset = 0;
  while (offset < bytes.size()) {
    std::size_t next = offset;
    next_code_point(bytes, next);
    if (is_valid_utf8(bytes.substr(offset, next - offset))) {
      out += bytes.substr(offset, next - offset);
    } else {
      append_utf8(0xfffd, out);
      next = offset + malformed_length(bytes.substr(offset));
    }
    offset = next;
  }
}

}  // namespace streamsql
