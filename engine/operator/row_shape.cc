// Expand and DropUpdateBefore: operators that only repeat or leave out rows.
#include "engine/batch/batch_builder.h"
#include "engine/operator/operators.h"

namespace streamsql {
namespace {

class Expand final : public Operator {
 public:
  explicit Expand(const physical::Node& node)
      : plan_(std::get<physical::Expand>(node.node)), output_(*node.schema) {}

  void open(const OperatorContext& context) override { evaluation_ = &context.evaluation; }

  void process(int, const Batch& batch, Output& out) override {
    const auto rows = all_rows(batch.row_count());
    std::vector<std::vector<ColumnPtr>> columns;
    for (const auto& projection : plan_.projections) {
      auto& projected = columns.emplace_back();
      for (const auto& expression : projection) {
        projected.push_back(evaluate(*expression, *evaluation_, batch, rows));
      }
    }
    for (const auto row : rows) {
      for (const auto& projected : columns) append(projected, row, batch.kind(row));
      if (output_.row_count() + columns.size() > kMaxBatchRows) out.emit(output_.finish());
    }
    if (output_.row_count() > 0) out.emit(output_.finish());
  }

 private:
  void append(const std::vector<ColumnPtr>& columns, std::size_t row, RowKind kind) {
    for (std::size_t i = 0; i < columns.size(); ++i)
      output_.column(i).append_from(*columns[i], row);
    output_.end_row(kind);
  }

  const physical::Expand plan_;
  const EvaluationContext* evaluation_ = nullptr;
  BatchBuilder output_;
};

class DropUpdateBefore final : public Operator {
 public:
  void open(const OperatorContext&) override {}

  void process(int, const Batch& batch, Output& out) override {
    if (batch.insert_only()) return out.emit(batch);
    rows_.clear();
    for (std::uint32_t row = 0; row < batch.row_count(); ++row) {
      if (batch.kind(row) != RowKind::UpdateBefore) rows_.push_back(row);
    }
    out.emit(rows_.size() == batch.row_count() ? batch : batch.take(rows_));
  }

 private:
  std::vector<std::uint32_t> rows_;
};

}  // namespace

std::unique_ptr<Operator> make_expand(const physical::Node& node) {
  return std::make_unique<Expand>(node);
}

std::unique_ptr<Operator> make_drop_update_before() { return std::make_unique<DropUpdateBefore>(); }

}  // namespace streamsql
