// Calc: filter and projection in one pass.
#include <algorithm>

#include "engine/expression/children.h"
#include "engine/operator/operators.h"

namespace streamsql {
namespace {

bool asks_for_watermark(const ExpressionPtr& expression) {
  const auto* call = std::get_if<Call>(&expression->node);
  if (call && call->function->signature.starts_with("CURRENT_WATERMARK")) return true;
  const auto children = children_of(*expression);
  return std::any_of(children.begin(), children.end(), asks_for_watermark);
}

class Calc final : public Operator {
 public:
  explicit Calc(const physical::Calc& calc)
      : calc_(calc),
        asks_for_watermark_(std::any_of(calc.conjuncts.begin(), calc.conjuncts.end(),
                                        streamsql::asks_for_watermark) ||
                            std::any_of(calc.projections.begin(), calc.projections.end(),
                                        streamsql::asks_for_watermark)) {}

  void open(const OperatorContext& context) override {
    evaluation_ = context.evaluation;
    for (std::size_t i = 0; i < calc_.conjuncts.size(); ++i) {
      const auto group = context.metrics.with("conjunct", std::to_string(i));
      rejected_.push_back(&group.counter("records_rejected_total"));
    }
  }

  // Where every row has its own watermark, those that share one are taken together.
  void process(int, const Batch& batch, Output& out) override {
    const auto rows = all_rows(batch.row_count());
    const auto watermarks = batch.running_watermark();
    if (!asks_for_watermark_ || watermarks.empty()) return pass(batch, rows, out);
    for (std::size_t begin = 0, end = 0; begin < rows.size(); begin = end) {
      while (end < rows.size() && watermarks[end] == watermarks[begin]) ++end;
      evaluation_.watermark_millis = std::max(evaluation_.watermark_millis, watermarks[begin]);
      pass(batch, rows.subspan(begin, end - begin), out);
    }
  }

  void on_watermark(Watermark watermark, Output& out) override {
    evaluation_.watermark_millis = watermark.millis;
    out.emit(watermark);
  }

 private:
  void pass(const Batch& batch, Selection rows, Output& out) {
    std::vector<std::uint32_t> kept;
    for (std::size_t i = 0; i < calc_.conjuncts.size() && !rows.empty(); ++i) {
      auto passed = select(*calc_.conjuncts[i], evaluation_, batch, rows);
      if (passed.size() < rows.size()) rejected_[i]->add(rows.size() - passed.size());
      kept = std::move(passed);
      rows = kept;
    }
    if (!rows.empty()) out.emit(project(batch, rows));
  }

  Batch project(const Batch& batch, Selection rows) const {
    const bool all = rows.size() == batch.row_count();
    if (!calc_.projects) return all ? batch : batch.take(rows);
    std::vector<ColumnPtr> columns;
    columns.reserve(calc_.projections.size());
    for (const auto& projection : calc_.projections) {
      auto column = evaluate(*projection, evaluation_, batch, rows);
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
  const bool asks_for_watermark_;
  EvaluationContext evaluation_;
  std::vector<Counter*> rejected_;
};

}  // namespace

std::unique_ptr<Operator> make_calc(const physical::Node& node) {
  return std::make_unique<Calc>(std::get<physical::Calc>(node.node));
}

}  // namespace streamsql
