// Scatter: writes selected rows of a column to the same rows of a column under construction.
#pragma once

#include "engine/batch/column_builder.h"

namespace streamsql {

// Text is shared, not copied: the builder holds its owners. Types have the same representation.
void scatter(const Column& from, Selection rows, ColumnBuilder& out);

// NULL for every one of `size` rows.
ColumnPtr null_column(const DataType& type, std::size_t size);

// Splits `rows` by whether the column is NULL there; keeps the order.
struct NullSplit {
  std::vector<std::uint32_t> nulls, values;
};
NullSplit split_nulls(const Column& column, Selection rows);

// The rows of `rows` that are not in `selected`, a part of it.
std::vector<std::uint32_t> subtract(Selection rows, Selection selected);

}  // namespace streamsql
