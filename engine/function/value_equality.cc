#include "engine/function/value_equality.h"

#include <bit>
#include <functional>
#include <string_view>

namespace streamsql {
namespace {

template <typename T>
int three_way(const T& a, const T& b) {
  return a < b ? -1 : (b < a ? 1 : 0);
}

// As java.lang.Double.compare, so that NaN equals itself and is the greatest.
template <typename T>
int compare_floats(T a, T b) {
  if (a != a || b != b) return (a != a) - (b != b);
  return three_way(a, b);
}

template <typename T>
int compare_as(ValueRef a, ValueRef b) {
  return three_way(a.column.value<T>(a.row), b.column.value<T>(b.row));
}

int compare_strings(ValueRef a, ValueRef b) {
  return a.column.string(a.row).compare(b.column.string(b.row));
}

int compare_decimals(ValueRef a, ValueRef b) {
  return compare({a.column.value<Decimal>(a.row), a.column.type().scale()},
                 {b.column.value<Decimal>(b.row), b.column.type().scale()});
}

ListRef list_of(ValueRef value) { return value.column.value<ListRef>(value.row); }

ValueRef child(ValueRef value, std::size_t index, std::size_t row) {
  return {*value.column.children()[index], row};
}

// Inside of arrays and maps NULL equals nothing, not even NULL.
bool equal_not_null(ValueRef a, ValueRef b) {
  return !a.column.is_null(a.row) && !b.column.is_null(b.row) && equal_values(a, b);
}

bool equal_arrays(ValueRef a, ValueRef b) {
  const ListRef left = list_of(a), right = list_of(b);
  if (left.length != right.length) return false;
  for (std::uint32_t i = 0; i < left.length; ++i) {
    if (!equal_not_null(child(a, 0, left.offset + i), child(b, 0, right.offset + i))) {
      return false;
    }
  }
  return true;
}

bool map_has(ValueRef map, ValueRef key, ValueRef value) {
  const ListRef entries = list_of(map);
  for (std::uint32_t i = 0; i < entries.length; ++i) {
    if (!equal_or_both_null(child(map, 0, entries.offset + i), key)) continue;
    return equal_not_null(child(map, 1, entries.offset + i), value);
  }
  return false;
}

// Entries in any order; also multisets, which are maps from element to count.
bool equal_maps(ValueRef a, ValueRef b) {
  const ListRef left = list_of(a);
  if (left.length != list_of(b).length) return false;
  for (std::uint32_t i = 0; i < left.length; ++i) {
    if (!map_has(b, child(a, 0, left.offset + i), child(a, 1, left.offset + i))) return false;
  }
  return true;
}

bool equal_rows(ValueRef a, ValueRef b) {
  for (std::size_t i = 0; i < a.column.children().size(); ++i) {
    if (!equal_or_both_null(child(a, i, a.column.child_row(a.row)),
                            child(b, i, b.column.child_row(b.row)))) {
      return false;
    }
  }
  return true;
}

template <typename T>
std::uint64_t hash_as(ValueRef value) {
  return std::hash<T>{}(value.column.value<T>(value.row));
}

std::uint64_t mix(std::uint64_t hash) { return hash * 0x9E3779B97F4A7C15u; }

template <typename T>
std::uint64_t hash_float(ValueRef value) {
  const T number = value.column.value<T>(value.row);
  return number != number ? 0x7FF8 : std::hash<T>{}(number);
}

std::uint64_t hash_or_null(ValueRef value) {
  return value.column.is_null(value.row) ? 0 : hash_value(value);
}

std::uint64_t hash_list(ValueRef value) {
  const ListRef list = list_of(value);
  std::uint64_t hash = list.length;
  for (std::uint32_t i = 0; i < list.length; ++i) {
    const auto element = hash_or_null(child(value, 0, list.offset + i));
    // Maps have no order: their hash must not depend on it.
    hash = value.column.type().is(TypeKind::Array) ? mix(hash ^ element) : hash + mix(element);
  }
  return hash;
}

std::uint64_t hash_row(ValueRef value) {
  std::uint64_t hash = 1;
  for (std::size_t i = 0; i < value.column.children().size(); ++i) {
    hash = mix(hash ^ hash_or_null(child(value, i, value.column.child_row(value.row))));
  }
  return hash;
}

std::uint64_t hash_128(ValueRef value) {
  const auto bits = static_cast<UInt128>(value.column.value<Decimal>(value.row));
  return mix(static_cast<std::uint64_t>(bits) ^ mix(static_cast<std::uint64_t>(bits >> 64)));
}

std::uint64_t hash_timestamp(ValueRef value) {
  const auto& timestamp = value.column.value<Timestamp>(value.row);
  return mix(static_cast<std::uint64_t>(timestamp.millis) ^
             mix(static_cast<std::uint64_t>(timestamp.nanos)));
}

}  // namespace

bool equal_or_both_null(ValueRef a, ValueRef b) {
  const bool null = a.column.is_null(a.row);
  if (null != b.column.is_null(b.row)) return false;
  return null || equal_values(a, b);
}

bool equal_values(ValueRef a, ValueRef b) {
  switch (a.column.type().kind()) {
    case TypeKind::Array: return equal_arrays(a, b);
    case TypeKind::Map:
    case TypeKind::Multiset: return equal_maps(a, b);
    case TypeKind::Row: return equal_rows(a, b);
    default: return compare_values(a, b) == 0;
  }
}

int compare_values(ValueRef a, ValueRef b) {
  switch (a.column.type().kind()) {
    case TypeKind::Boolean:
    case TypeKind::Null: return compare_as<std::uint8_t>(a, b);
    case TypeKind::TinyInt: return compare_as<std::int8_t>(a, b);
    case TypeKind::SmallInt: return compare_as<std::int16_t>(a, b);
    case TypeKind::Int:
    case TypeKind::Date:
    case TypeKind::Time:
    case TypeKind::IntervalMonth: return compare_as<std::int32_t>(a, b);
    case TypeKind::BigInt:
    case TypeKind::IntervalMillis: return compare_as<std::int64_t>(a, b);
    case TypeKind::Float:
      return compare_floats(a.column.value<float>(a.row), b.column.value<float>(b.row));
    case TypeKind::Double:
      return compare_floats(a.column.value<double>(a.row), b.column.value<double>(b.row));
    case TypeKind::Decimal: return compare_decimals(a, b);
    case TypeKind::Timestamp:
    case TypeKind::TimestampLtz: return compare_as<Timestamp>(a, b);
    default: return compare_strings(a, b);
  }
}

std::uint64_t hash_value(ValueRef value) {
  switch (value.column.type().kind()) {
    case TypeKind::Boolean:
    case TypeKind::Null: return hash_as<std::uint8_t>(value);
    case TypeKind::TinyInt: return hash_as<std::int8_t>(value);
    case TypeKind::SmallInt: return hash_as<std::int16_t>(value);
    case TypeKind::Int:
    case TypeKind::Date:
    case TypeKind::Time:
    case TypeKind::IntervalMonth: return hash_as<std::int32_t>(value);
    case TypeKind::BigInt:
    case TypeKind::IntervalMillis: return hash_as<std::int64_t>(value);
    case TypeKind::Float: return hash_float<float>(value);
    case TypeKind::Double: return hash_float<double>(value);
    case TypeKind::Decimal: return hash_128(value);
    case TypeKind::Timestamp:
    case TypeKind::TimestampLtz: return hash_timestamp(value);
    case TypeKind::Array:
    case TypeKind::Map:
    case TypeKind::Multiset: return hash_list(value);
    case TypeKind::Row: return hash_row(value);
    default: return std::hash<std::string_view>{}(value.column.string(value.row));
  }
}

}  // namespace streamsql
