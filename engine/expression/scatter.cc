#include "engine/expression/scatter.h"

namespace streamsql {
namespace {

template <typename T>
void scatter_values(const Column& from, Selection rows, ColumnBuilder& out) {
  const ColumnReader<T> reader(from);
  T* const values = out.data<T>();
  if (rows.size() == out.size()) {
    for (std::size_t row = 0; row < rows.size(); ++row) values[row] = reader[row];
  } else {
    for (const auto row : rows) values[row] = reader[row];
  }
}

void scatter_nulls(const Column& from, Selection rows, ColumnBuilder& out) {
  if (!from.has_nulls()) return;
  for (const auto row : rows) {
    if (from.is_null(row)) out.set_null(row);
  }
}

void scatter_nested(const Column& from, Selection rows, ColumnBuilder& out) {
  for (const auto row : rows) out.set_from(row, from, row);
}

}  // namespace

void scatter(const Column& from, Selection rows, ColumnBuilder& out) {
  if (from.type().is_nested()) return scatter_nested(from, rows, out);
  for (const auto& owner : from.owners()) out.hold(owner);
  switch (value_size(from.type().kind())) {
    case 1: scatter_values<std::uint8_t>(from, rows, out); break;
    case 2: scatter_values<std::uint16_t>(from, rows, out); break;
    case 4: scatter_values<std::uint32_t>(from, rows, out); break;
    case 8: scatter_values<std::uint64_t>(from, rows, out); break;
    default: scatter_values<UInt128>(from, rows, out); break;
  }
  scatter_nulls(from, rows, out);
}

ColumnPtr null_column(const DataType& type, std::size_t size) {
  ColumnBuilder builder(type.with_nullable(true));
  builder.append_null();
  return builder.finish_constant(size);
}

NullSplit split_nulls(const Column& column, Selection rows) {
  NullSplit split;
  if (!column.has_nulls()) {
    split.values.assign(rows.begin(), rows.end());
    return split;
  }
  for (const auto row : rows) (column.is_null(row) ? split.nulls : split.values).push_back(row);
  return split;
}

std::vector<std::uint32_t> subtract(Selection rows, Selection selected) {
  std::vector<std::uint32_t> rest;
  rest.reserve(rows.size() - selected.size());
  std::size_t next = 0;
  for (const auto row : rows) {
    if (next < selected.size() && selected[next] == row) {
      ++next;
    } else {
      rest.push_back(row);
    }
  }
  return rest;
}

}  // namespace streamsql
