#include "engine/batch/key_codec.h"

#include <cmath>
#include <cstring>
#include <limits>
#include <xxhash.h>

#include "engine/batch/key_group.h"

namespace streamsql {
namespace {

template <typename T>
void append_raw(T value, std::string& out) {
  char bytes[sizeof(T)];
  std::memcpy(bytes, &value, sizeof(T));
  out.append(bytes, sizeof(T));
}

template <typename T>
void append_float(T value, std::string& out) {
  if (std::isnan(value)) value = std::numeric_limits<T>::quiet_NaN();
  append_raw(value == 0 ? T{0} : value, out);
}

// Field by field: the padding of Timestamp must not become part of a key.
void append_timestamp_key(Timestamp value, std::string& out) {
  append_raw(value.millis, out);
  append_raw(value.nanos, out);
}

void append_text(std::string_view text, std::string& out) {
  append_raw(static_cast<std::uint32_t>(text.size()), out);
  out.append(text);
}

void append_list_key(const Column& column, std::size_t row, std::string& out) {
  const auto list = column.value<ListRef>(row);
  append_raw(list.length, out);
  for (std::uint32_t i = 0; i < list.length; ++i) {
    for (const auto& child : column.children()) append_key(*child, list.offset + i, out);
  }
}

void append_value(const Column& column, std::size_t row, std::string& out) {
  switch (column.type().kind()) {
    case TypeKind::Boolean: return append_raw(column.value<std::uint8_t>(row), out);
    case TypeKind::TinyInt: return append_raw(column.value<std::int8_t>(row), out);
    case TypeKind::SmallInt: return append_raw(column.value<std::int16_t>(row), out);
    case TypeKind::Int:
    case TypeKind::Date:
    case TypeKind::Time:
    case TypeKind::IntervalMonth: return append_raw(column.value<std::int32_t>(row), out);
    case TypeKind::BigInt:
    case TypeKind::IntervalMillis: return append_raw(column.value<std::int64_t>(row), out);
    case TypeKind::Float: return append_float(column.value<float>(row), out);
    case TypeKind::Double: return append_float(column.value<double>(row), out);
    case TypeKind::Decimal: return append_raw(column.value<Decimal>(row), out);
    case TypeKind::Timestamp:
    case TypeKind::TimestampLtz: return append_timestamp_key(column.value<Timestamp>(row), out);
    case TypeKind::Char:
    case TypeKind::Varchar:
    case TypeKind::Binary:
    case TypeKind::Varbinary: return append_text(column.string(row), out);
    case TypeKind::Array:
    case TypeKind::Map:
    case TypeKind::Multiset: return append_list_key(column, row, out);
    case TypeKind::Row:
      for (const auto& child : column.children()) append_key(*child, column.child_row(row), out);
      return;
    case TypeKind::Null: return;
  }
}

}  // namespace

void append_key(const Column& column, std::size_t row, std::string& out) {
  const bool null = column.is_null(row);
  out += null ? '\0' : '\1';
  if (!null) append_value(column, row, out);
}

std::uint64_t hash_key(std::string_view key) { return XXH3_64bits(key.data(), key.size()); }

std::uint64_t hash_in_group(std::string_view key, int key_group) {
  constexpr std::uint64_t kGroupBits = std::uint64_t{kKeyGroups - 1} << 57;
  return (hash_key(key) & ~kGroupBits) | static_cast<std::uint64_t>(key_group) << 57;
}

void EncodedKeys::append(std::string_view key, std::uint64_t group) {
  bytes_.append(key);
  ends_.push_back(bytes_.size());
  hashes_.push_back(hash_in_group(key, key_group_of(group)));
}

void encode_keys(std::span<const ColumnPtr> columns, Selection rows, EncodedKeys& out) {
  out.bytes_.clear();
  out.ends_.clear();
  out.hashes_.clear();
  for (const auto row : rows) {
    const std::size_t begin = out.bytes_.size();
    for (const auto& column : columns) append_key(*column, row, out.bytes_);
    out.ends_.push_back(out.bytes_.size());
    out.hashes_.push_back(XXH3_64bits(out.bytes_.data() + begin, out.bytes_.size() - begin));
  }
}

}  // namespace streamsql
