#include "engine/batch/row_codec.h"

#include <cstring>

namespace streamsql {
namespace {

template <typename T>
void append_raw(T value, std::string& out) {
  char bytes[sizeof(T)];
  std::memcpy(bytes, &value, sizeof(T));
  out.append(bytes, sizeof(T));
}

template <typename T>
T take_raw(std::string_view& bytes) {
  T value;
  std::memcpy(&value, bytes.data(), sizeof(T));
  bytes.remove_prefix(sizeof(T));
  return value;
}

std::string_view take_text(std::string_view& bytes) {
  const auto size = take_raw<std::uint32_t>(bytes);
  const auto text = bytes.substr(0, size);
  bytes.remove_prefix(size);
  return text;
}

// Calls `visit(T())` with the representation of fixed-width kinds that are written as they are;
// false for all others.
template <typename F>
bool with_raw_type(TypeKind kind, F&& visit) {
  switch (kind) {
    case TypeKind::Boolean: return visit(std::uint8_t()), true;
    case TypeKind::TinyInt: return visit(std::int8_t()), true;
    case TypeKind::SmallInt: return visit(std::int16_t()), true;
    case TypeKind::Int:
    case TypeKind::Date:
    case TypeKind::Time:
    case TypeKind::IntervalMonth: return visit(std::int32_t()), true;
    case TypeKind::BigInt:
    case TypeKind::IntervalMillis: return visit(std::int64_t()), true;
    case TypeKind::Float: return visit(float()), true;
    case TypeKind::Double: return visit(double()), true;
    case TypeKind::Decimal: return visit(Decimal()), true;
    default: return false;
  }
}

bool is_list(const DataType& type) { return type.is_nested() && !type.is(TypeKind::Row); }

void append_list(const Column& column, std::size_t row, std::string& out) {
  const auto list = column.value<ListRef>(row);
  append_raw(list.length, out);
  for (std::uint32_t i = 0; i < list.length; ++i) {
    for (const auto& child : column.children()) append_value(*child, list.offset + i, out);
  }
}

void append_present(const Column& column, std::size_t row, std::string& out) {
  const DataType& type = column.type();
  if (with_raw_type(type.kind(),
                    [&](auto sample) { append_raw(column.value<decltype(sample)>(row), out); })) {
    return;
  }
  if (type.is_timestamp()) {
    // Field by field: its padding is no part of the value.
    const auto value = column.value<Timestamp>(row);
    append_raw(value.millis, out);
    append_raw(value.nanos, out);
  } else if (type.is_character() || type.is_binary()) {
    const auto text = column.string(row);
    append_raw(static_cast<std::uint32_t>(text.size()), out);
    out.append(text);
  } else if (is_list(type)) {
    append_list(column, row, out);
  } else if (type.is(TypeKind::Row)) {
    for (const auto& child : column.children()) append_value(*child, column.child_row(row), out);
  }
}

void read_list(std::string_view& bytes, ColumnBuilder& out) {
  const auto length = take_raw<std::uint32_t>(bytes);
  for (std::uint32_t i = 0; i < length; ++i) {
    for (std::size_t child = 0; child < out.child_count(); ++child) {
      read_value(bytes, out.child(child));
    }
  }
  out.append_list();
}

void read_present(std::string_view& bytes, ColumnBuilder& out) {
  const DataType& type = out.type();
  if (with_raw_type(type.kind(),
                    [&](auto sample) { out.append(take_raw<decltype(sample)>(bytes)); })) {
    return;
  }
  if (type.is_timestamp()) {
    const auto millis = take_raw<std::int64_t>(bytes);
    const auto nanos = take_raw<std::int32_t>(bytes);
    out.append(Timestamp{millis, nanos});
  } else if (type.is_character() || type.is_binary()) {
    out.append_string(take_text(bytes));
  } else if (is_list(type)) {
    read_list(bytes, out);
  } else if (type.is(TypeKind::Row)) {
    for (std::size_t i = 0; i < out.child_count(); ++i) read_value(bytes, out.child(i));
    out.append_row();
  }
}

void skip_value(const DataType& type, std::string_view& bytes);

void skip_children(const DataType& type, std::string_view& bytes) {
  for (const auto& child : type.children()) skip_value(child.type, bytes);
  // The counts of a MULTISET are a child of its column, though not of its type.
  if (type.is(TypeKind::Multiset)) skip_value(DataType::integer(), bytes);
}

void skip_value(const DataType& type, std::string_view& bytes) {
  const bool present = take_raw<char>(bytes) != 0;
  if (!present) return;
  if (with_raw_type(type.kind(), [&](auto sample) { bytes.remove_prefix(sizeof(sample)); })) return;
  if (type.is_timestamp()) {
    bytes.remove_prefix(sizeof(std::int64_t) + sizeof(std::int32_t));
  } else if (type.is_character() || type.is_binary()) {
    take_text(bytes);
  } else if (is_list(type)) {
    const auto length = take_raw<std::uint32_t>(bytes);
    for (std::uint32_t i = 0; i < length; ++i) skip_children(type, bytes);
  } else if (type.is(TypeKind::Row)) {
    skip_children(type, bytes);
  }
}

}  // namespace

void append_value(const Column& column, std::size_t row, std::string& out) {
  const bool null = column.is_null(row);
  out += null ? '\0' : '\1';
  if (!null) append_present(column, row, out);
}

void append_row(std::span<const ColumnPtr> columns, std::size_t row, std::string& out) {
  for (const auto& column : columns) append_value(*column, row, out);
}

void read_value(std::string_view& bytes, ColumnBuilder& out) {
  if (take_raw<char>(bytes) == 0) return out.append_null();
  read_present(bytes, out);
}

std::size_t value_length(const DataType& type, std::string_view bytes) {
  std::string_view rest = bytes;
  skip_value(type, rest);
  return bytes.size() - rest.size();
}

}  // namespace streamsql
