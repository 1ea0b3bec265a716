// BatchBuilder: the columns of a batch under construction, filled row by row.
#pragma once

#include <vector>

#include "engine/batch/batch.h"
#include "engine/batch/column_builder.h"

namespace streamsql {

// One thread. Append one value to every column, then end_row(); a row given up half-way is undone
// by abandon_row().
class BatchBuilder {
 public:
  explicit BatchBuilder(const Schema& schema);

  std::size_t row_count() const { return rows_; }
  std::size_t column_count() const { return columns_.size(); }
  ColumnBuilder& column(std::size_t index) { return columns_[index]; }

  void end_row(RowKind kind = RowKind::Insert) {
    ++rows_;
    if (kind != RowKind::Insert || !kinds_.empty()) add_kind(kind);
  }
  void abandon_row();
  // Keeps `owner` alive with the batch: for append_view into any column.
  void hold(BufferOwner owner);

  Batch finish();  // leaves the builder empty

 private:
  void add_kind(RowKind kind);

  std::vector<ColumnBuilder> columns_;
  std::vector<RowKind> kinds_;  // empty as long as every row is +I
  std::size_t rows_ = 0;
};

}  // namespace streamsql
