// Calc: filter and projection in one pass.
#include "engine/operator/operators.h"

namespace streamsql {
namespace {

class Calc final : public Operator {
 public:
  explicit Calc(const physical::Calc& calc) : calc_(calc) {}

  void open(const OperatorContext& context) override {
    evaluation_ = &context.evaluation;
    for (std::size_t i = 0; i < calc_.conjuncts.size(); ++i) {
      const auto group = context.metrics.with("conjunct", std::to_string(i));
      rejected_.push_back(&group.counter("records_rejected_total"));
    }
  }

  void process(int, const Batch& batch, Output& out) override {
    Selection rows = all_rows(batch.row_count());
    std::vector<std::uint32_t> kept;
    for (std::size_t i = 0; i < calc_.conjuncts.size() && !rows.empty(); ++i) {
      auto passed = select(*calc_.conjuncts[i], *evaluation_, batch, rows);
      if (passed.size() < rows.size()) rejected_[i]->add(rows.size() - passed.size());
      kept = std::move(passed);
      rows = kept;
    }
    if (!rows.empty()) out.emit(project(batch, rows));
  }

 private:
  Batch project(const Batch& batch, Selection rows) const {
    const bool all = rows.size() == batch.row_count();
    if (!calc_.projects) return all ? batch : batch.take(rows);
    std::vector<ColumnPtr> columns;
    columns.reserve(calc_.projections.size());
    for (const auto& projection : calc_.projections) {
      auto column = evaluate(*projection, *evaluation_, batch, rows);
      columns.push_back(all ? std::move(column) : column->take(rows));
    }
    return with_rows_of(batch, rows, std::move(columns));
  }

  // Kinds and running watermarks follow the surviving rows.
  static Batch with_rows_of(const Batch& batch, Selection rows, std::vector<ColumnPtr> columns) {
    if (rows.size() == batch.row_count()) return batch.with_columns(std::move(columns));
    return batch.with_columns({}).take(rows).with_columns(std::move(columns));
  }

  const physical::Calc calc_;
  const EvaluationContext* evaluation_ = nullptr;
  std::vector<Counter*> rejected_;
};

}  // namespace

std::unique_ptr<Operator> make_calc(const physical::Node& node) {
  return std::make_unique<Calc>(std::get<physical::Calc>(node.node));
}

}  // namespace streamsql
