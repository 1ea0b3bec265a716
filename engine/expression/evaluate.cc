#include <algorithm>

#include "engine/expression/call.h"
#include "engine/expression/expression.h"
#include "engine/expression/scatter.h"
#include "engine/function/cast.h"

namespace streamsql {
namespace {

// One evaluation over one batch; every node kind is one overload.
class Evaluator {
 public:
  Evaluator(const EvaluationContext& context, const Batch& batch, Selection rows)
      : context_(context), batch_(batch), rows_(rows) {}

  ColumnPtr run(const Expression& expression) {
    expression_ = &expression;
    return std::visit([this](const auto& node) { return visit(node); }, expression.node);
  }

 private:
  ColumnPtr visit(const ColumnRef& column) { return batch_.column_ptr(column.index); }

  ColumnPtr visit(const Literal& literal) {
    if (literal.value->size() == size()) return literal.value;
    return literal.value->take(all_rows(size()));
  }

  ColumnPtr visit(const Call& call) {
    std::vector<ColumnPtr> arguments;
    arguments.reserve(call.arguments.size());
    for (const auto& argument : call.arguments) arguments.push_back(operand(*argument));
    const KernelCall kernel{*call.function, expression_->type, call.prepared.get(), context_};
    return call_kernel(kernel, arguments, rows_, size());
  }

  // Three-valued: a decided row (FALSE for AND, TRUE for OR) leaves the selection; a row that is
  // UNKNOWN stays, because a later operand may decide it.
  ColumnPtr visit(const Logical& logical) {
    const std::uint8_t neutral = logical.kind == Logical::Kind::And;
    ColumnBuilder out(expression_->type);
    out.resize(size());
    auto* const values = out.data<std::uint8_t>();
    std::vector<std::uint8_t> unknown(size(), 0);
    std::vector<std::uint32_t> undecided(rows_.begin(), rows_.end());
    for (const auto row : rows_) values[row] = neutral;
    for (const auto& operand : logical.operands) {
      if (undecided.empty()) break;
      const auto column = evaluate(*operand, context_, batch_, undecided);
      const ColumnReader<std::uint8_t> reader(*column);
      std::size_t count = 0;
      for (const auto row : undecided) {
        const bool null = reader.is_null(row);
        const bool decided = !null && reader[row] != neutral;
        unknown[row] |= null;
        if (decided) values[row] = !neutral;
        undecided[count] = row;
        count += !decided;
      }
      undecided.resize(count);
    }
    for (const auto row : undecided) {
      if (unknown[row]) out.set_null(row);
    }
    return out.finish();
  }

  ColumnPtr visit(const Case& node) {
    ColumnBuilder out(expression_->type);
    out.resize(size());
    std::vector<std::uint32_t> remaining(rows_.begin(), rows_.end());
    for (const auto& branch : node.branches) {
      if (remaining.empty()) break;
      const auto taken = select(*branch.condition, context_, batch_, remaining);
      if (taken.empty()) continue;
      if (taken.size() == rows_.size()) return evaluate(*branch.result, context_, batch_, rows_);
      scatter(*evaluate(*branch.result, context_, batch_, taken), taken, out);
      remaining = subtract(remaining, taken);
    }
    if (remaining.size() == rows_.size()) return operand(*node.otherwise);
    if (!remaining.empty()) {
      scatter(*evaluate(*node.otherwise, context_, batch_, remaining), remaining, out);
    }
    return out.finish();
  }

  ColumnPtr visit(const Coalesce& node) {
    ColumnPtr column = operand(*node.operands.front());
    if (!column->has_nulls()) return column;
    ColumnBuilder out(expression_->type);
    out.resize(size());
    NullSplit split = split_nulls(*column, rows_);
    for (std::size_t next = 1; !split.nulls.empty() && next < node.operands.size(); ++next) {
      scatter(*column, split.values, out);
      const auto rest = std::move(split.nulls);
      column = evaluate(*node.operands[next], context_, batch_, rest);
      if (rest.size() == rows_.size() && !column->has_nulls()) return column;
      split = split_nulls(*column, rest);
    }
    scatter(*column, split.values, out);
    for (const auto row : split.nulls) out.set_null(row);
    return out.finish();
  }

  ColumnPtr visit(const Cast& cast) {
    const auto column = operand(*cast.operand);
    const CastTarget target{expression_->type, cast.try_cast, context_};
    return cast_column(column, target, rows_);
  }

  ColumnPtr visit(const FieldAccess& access) {
    const auto column = operand(*access.operand);
    const auto& field = column->children()[access.field];
    return column->is_constant() ? field->repeat(0, size()) : field;
  }

  // Runs another node and comes back to this one.
  ColumnPtr operand(const Expression& expression) {
    return evaluate(expression, context_, batch_, rows_);
  }
  std::size_t size() const { return batch_.row_count(); }

  const EvaluationContext& context_;
  const Batch& batch_;
  const Selection rows_;
  const Expression* expression_ = nullptr;
};

bool has_place(const Expression& expression) { return expression.span.end > 0; }

}  // namespace

ColumnPtr evaluate(const Expression& expression, const EvaluationContext& context,
                   const Batch& batch, Selection rows) {
  try {
    return Evaluator(context, batch, rows).run(expression);
  } catch (Error& error) {
    if (has_place(expression)) error.mark(expression.span);
    throw;
  }
}

}  // namespace streamsql
