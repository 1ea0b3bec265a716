#include "engine/batch/order_codec.h"

#include <bit>
#include <cmath>
#include <limits>
#include <type_traits>

namespace streamsql {
namespace {

template <typename Unsigned>
void append_big_endian(Unsigned value, std::string& out) {
  for (int shift = static_cast<int>(sizeof(Unsigned)) * 8 - 8; shift >= 0; shift -= 8) {
    out += static_cast<char>(static_cast<unsigned char>(value >> shift));
  }
}

template <typename Unsigned, typename Signed>
void append_integer(Signed value, std::string& out) {
  constexpr auto kSign = static_cast<Unsigned>(Unsigned{1} << (sizeof(Unsigned) * 8 - 1));
  append_big_endian(static_cast<Unsigned>(static_cast<Unsigned>(value) ^ kSign), out);
}

template <typename Unsigned, typename Real>
void append_real(Real value, std::string& out) {
  if (std::isnan(value)) value = std::numeric_limits<Real>::quiet_NaN();
  if (value == 0) value = 0;
  constexpr auto kSign = static_cast<Unsigned>(Unsigned{1} << (sizeof(Unsigned) * 8 - 1));
  const auto bits = std::bit_cast<Unsigned>(value);
  append_big_endian(static_cast<Unsigned>(bits & kSign ? ~bits : bits | kSign), out);
}

void append_text(std::string_view text, std::string& out) {
  for (const char c : text) {
    out += c;
    if (c == '\0') out += '\xFF';
  }
  out.append(2, '\0');
}

void append_list(const Column& column, std::size_t row, std::string& out) {
  const auto list = column.value<ListRef>(row);
  for (std::uint32_t i = 0; i < list.length; ++i) {
    out += '\1';
    for (const auto& child : column.children()) append_order(*child, list.offset + i, {}, out);
  }
  out += '\0';
}

void append_value(const Column& column, std::size_t row, std::string& out) {
  switch (column.type().kind()) {
    case TypeKind::Boolean: out += static_cast<char>(column.value<std::uint8_t>(row)); return;
    case TypeKind::TinyInt:
      return append_integer<std::uint8_t>(column.value<std::int8_t>(row), out);
    case TypeKind::SmallInt:
      return append_integer<std::uint16_t>(column.value<std::int16_t>(row), out);
    case TypeKind::Int:
    case TypeKind::Date:
    case TypeKind::Time:
    case TypeKind::IntervalMonth:
      return append_integer<std::uint32_t>(column.value<std::int32_t>(row), out);
    case TypeKind::BigInt:
    case TypeKind::IntervalMillis:
      return append_integer<std::uint64_t>(column.value<std::int64_t>(row), out);
    case TypeKind::Float: return append_real<std::uint32_t>(column.value<float>(row), out);
    case TypeKind::Double: return append_real<std::uint64_t>(column.value<double>(row), out);
    case TypeKind::Decimal: return append_integer<UInt128>(column.value<Decimal>(row), out);
    case TypeKind::Timestamp:
    case TypeKind::TimestampLtz:
      append_integer<std::uint64_t>(column.value<Timestamp>(row).millis, out);
      return append_integer<std::uint32_t>(column.value<Timestamp>(row).nanos, out);
    case TypeKind::Char:
    case TypeKind::Varchar:
    case TypeKind::Binary:
    case TypeKind::Varbinary: return append_text(column.string(row), out);
    case TypeKind::Array:
    case TypeKind::Map:
    case TypeKind::Multiset: return append_list(column, row, out);
    case TypeKind::Row:
      for (const auto& child : column.children()) {
        append_order(*child, column.child_row(row), {}, out);
      }
      return;
    case TypeKind::Null: return;
  }
}

}  // namespace

void append_order(const Column& column, std::size_t row, SortOrder order, std::string& out) {
  if (column.is_null(row)) {
    out += order.nulls_first ? '\0' : '\2';
    return;
  }
  out += '\1';
  const auto begin = out.size();
  append_value(column, row, out);
  if (!order.descending) return;
  for (auto i = begin; i < out.size(); ++i) out[i] = static_cast<char>(~out[i]);
}

}  // namespace streamsql
