#include "engine/batch/column.h"

#include <algorithm>

#include "engine/batch/column_builder.h"

namespace streamsql {

std::size_t value_size(TypeKind kind) {
  switch (kind) {
    case TypeKind::Boolean:
    case TypeKind::TinyInt:
    case TypeKind::Null:
      return 1;
    case TypeKind::SmallInt:
      return 2;
    case TypeKind::Int:
    case TypeKind::Date:
    case TypeKind::Time:
    case TypeKind::IntervalMonth:
    case TypeKind::Float:
      return 4;
    case TypeKind::BigInt:
    case TypeKind::IntervalMillis:
    case TypeKind::Double:
    case TypeKind::Array:
    case TypeKind::Map:
    case TypeKind::Multiset:
      return 8;
    case TypeKind::Decimal:
    case TypeKind::Timestamp:
    case TypeKind::TimestampLtz:
    case TypeKind::Char:
    case TypeKind::Varchar:
    case TypeKind::Binary:
    case TypeKind::Varbinary:
      return 16;
    case TypeKind::Row:
      return 0;
  }
  return 0;
}

namespace {

// Below this share of the rows a taken string column copies its bytes, so that a few survivors of
// a filter do not keep a whole run of messages in memory.
constexpr std::size_t kCopyStringsBelow = 8;

bool is_string(const DataType& type) { return type.is_character() || type.is_binary(); }

template <typename T>
void gather(const Column& column, Selection rows, std::byte* out) {
  const T* from = column.values<T>();
  T* to = reinterpret_cast<T*>(out);
  for (std::size_t i = 0; i < rows.size(); ++i) to[i] = from[rows[i]];
}

void gather_values(const Column& column, Selection rows, std::byte* out) {
  switch (value_size(column.type().kind())) {
    case 1:
      return gather<std::uint8_t>(column, rows, out);
    case 2:
      return gather<std::uint16_t>(column, rows, out);
    case 4:
      return gather<std::uint32_t>(column, rows, out);
    case 8:
      return gather<std::uint64_t>(column, rows, out);
    case 16:
      return gather<Int128>(column, rows, out);
    default:
      return;
  }
}

std::vector<std::uint64_t> gather_validity(const Column& column, Selection rows) {
  if (!column.has_nulls()) return {};
  std::vector<std::uint64_t> out((rows.size() + 63) / 64, ~std::uint64_t{0});
  bool any = false;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (!column.is_null(rows[i])) continue;
    out[i / 64] &= ~(std::uint64_t{1} << (i % 64));
    any = true;
  }
  if (!any) out.clear();
  return out;
}

ColumnPtr take_by_copy(const Column& column, Selection rows) {
  ColumnBuilder builder(column.type());
  builder.reserve(rows.size());
  for (const auto row : rows) builder.append_from(column, row);
  return builder.finish();
}

}  // namespace

ColumnPtr Column::with_type(DataType type) const {
  ColumnParts parts = parts_;
  parts.type = std::move(type);
  return std::make_shared<const Column>(std::move(parts));
}

ColumnPtr Column::take(Selection rows) const {
  if (parts_.constant) {
    ColumnParts parts = parts_;
    parts.size = rows.size();
    return std::make_shared<const Column>(std::move(parts));
  }
  const bool few = rows.size() < parts_.size / kCopyStringsBelow;
  if (few && is_string(type()) && !parts_.owners.empty()) return take_by_copy(*this, rows);
  ColumnParts parts;
  parts.type = type();
  parts.size = rows.size();
  if (const auto width = value_size(type().kind()); width > 0) {
    std::shared_ptr<std::byte[]> values(
        new std::byte[std::max<std::size_t>(rows.size(), 1) * width]);
    gather_values(*this, rows, values.get());
    parts.values = std::move(values);
  }
  parts.validity = gather_validity(*this, rows);
  parts.owners = parts_.owners;
  parts.children = parts_.children;
  if (type().is(TypeKind::Row)) {
    for (auto& child : parts.children) child = child->take(rows);
  }
  return std::make_shared<const Column>(std::move(parts));
}

ColumnPtr Column::repeat(std::size_t row, std::size_t size) const {
  const std::uint32_t index = static_cast<std::uint32_t>(row);
  ColumnBuilder builder(type());
  builder.append_from(*this, index);
  return builder.finish_constant(size);
}

std::size_t Column::byte_size() const {
  const std::size_t rows = parts_.constant ? 1 : parts_.size;
  std::size_t bytes = rows * value_size(type().kind()) + parts_.validity.size() * 8;
  for (const auto& child : parts_.children) bytes += child->byte_size();
  return bytes;
}

}  // namespace streamsql
