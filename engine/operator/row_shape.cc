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
    const auto running = batch.running_watermark();
    for (const auto row : rows) {
      for (const auto& projected : columns) append(projected, row, batch.kind(row));
      if (!running.empty()) running_.insert(running_.end(), columns.size(), running[row]);
      if (output_.row_count() + columns.size() > kMaxBatchRows) emit(out);
    }
    if (output_.row_count() > 0) emit(out);
  }

 private:
  // A row's copies are as late as the row.
  void emit(Output& out) {
    auto batch = output_.finish();
    out.emit(running_.empty() ? batch : batch.with_running_watermark(std::move(running_)));
    running_.clear();
  }

  void append(const std::vector<ColumnPtr>& columns, std::size_t row, RowKind kind) {
    for (std::size_t i = 0; i < columns.size(); ++i)
      output_.column(i).append_from(*columns[i], row);
    output_.end_row(kind);
  }

  const physical::Expand plan_;
  const EvaluationContext* evaluation_ = nullptr;
  BatchBuilder output_;
  std::vector<std::int64_t> running_;  // watermarks of the rows in output_
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
