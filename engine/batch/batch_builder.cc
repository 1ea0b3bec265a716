#include "engine/batch/batch_builder.h"

namespace streamsql {

BatchBuilder::BatchBuilder(const Schema& schema) {
  columns_.reserve(schema.fields.size());
  for (const auto& field : schema.fields) columns_.emplace_back(field.type);
}

void BatchBuilder::add_kind(RowKind kind) {
  kinds_.resize(rows_, RowKind::Insert);
  kinds_.back() = kind;
}

void BatchBuilder::abandon_row() {
  for (auto& column : columns_) column.truncate(rows_);
}

void BatchBuilder::hold(BufferOwner owner) {
  for (auto& column : columns_) column.hold(owner);
}

Batch BatchBuilder::finish() {
  std::vector<ColumnPtr> columns;
  columns.reserve(columns_.size());
  for (auto& column : columns_) columns.push_back(column.finish());
  Batch batch(std::move(columns), rows_);
  if (!kinds_.empty()) batch = batch.with_kinds(std::move(kinds_));
  kinds_.clear();
  rows_ = 0;
  return batch;
}

}  // namespace streamsql
