#include <algorithm>

#include "engine/batch/row_text.h"
#include "engine/expression/children.h"
#include "engine/expression/expression.h"

namespace streamsql {
namespace {

bool is_per_record(const Expression& expression) {
  const auto* call = std::get_if<Call>(&expression.node);
  return call && call->function->determinism == Determinism::PerRecord;
}

bool can_fold(const Expression& expression, const std::vector<ExpressionPtr>& children) {
  if (is_constant(expression) || std::holds_alternative<ColumnRef>(expression.node)) return false;
  if (is_per_record(expression)) return false;
  return std::all_of(children.begin(), children.end(),
                     [](const auto& child) { return is_constant(*child); });
}

ExpressionPtr fold_node(const ExpressionPtr& expression, const EvaluationContext& context) {
  try {
    const auto column = evaluate(*expression, context, Batch({}, 1), all_rows(1));
    const auto value = column->is_constant() ? column : column->repeat(0, 1);
    return make_literal(value->with_type(expression->type), expression->span);
  } catch (const Error&) {
    return expression;
  }
}

// A call whose constants are now known prepares them again.
ExpressionPtr prepared_again(const ExpressionPtr& expression, const EvaluationContext& context) {
  const auto* call = std::get_if<Call>(&expression->node);
  if (!call || !call->function->prepare) return expression;
  ResolvedFunction resolved{call->function, {}, expression->type};
  for (const auto& argument : call->arguments) resolved.parameters.push_back(argument->type);
  return make_call(resolved, call->arguments, context, expression->span);
}

void collect(const Expression& expression, std::vector<int>& columns) {
  if (const auto* column = std::get_if<ColumnRef>(&expression.node)) {
    columns.push_back(column->index);
  }
  for (const auto& child : children_of(expression)) collect(*child, columns);
}

bool equal_values(const Column& a, const Column& b) {
  if (a.type() != b.type() || a.is_null(0) != b.is_null(0)) return false;
  std::string left, right;
  append_java_text(a, 0, left);
  append_java_text(b, 0, right);
  return left == right;
}

bool same_node(const ColumnRef& a, const ColumnRef& b) { return a.index == b.index; }
bool same_node(const Literal& a, const Literal& b) { return equal_values(*a.value, *b.value); }
bool same_node(const Call& a, const Call& b) {
  return a.function == b.function && a.function->determinism == Determinism::Pure;
}
bool same_node(const Logical& a, const Logical& b) { return a.kind == b.kind; }
bool same_node(const Case&, const Case&) { return true; }
bool same_node(const Coalesce&, const Coalesce&) { return true; }
bool same_node(const Cast& a, const Cast& b) { return a.try_cast == b.try_cast; }
bool same_node(const FieldAccess& a, const FieldAccess& b) { return a.field == b.field; }

}  // namespace

bool is_constant(const Expression& expression) {
  return std::holds_alternative<Literal>(expression.node);
}

ExpressionPtr fold_constants(const ExpressionPtr& expression, const EvaluationContext& context) {
  auto children = children_of(*expression);
  bool changed = false;
  for (auto& child : children) {
    auto folded = fold_constants(child, context);
    changed = changed || folded != child;
    child = std::move(folded);
  }
  const bool foldable = can_fold(*expression, children);
  ExpressionPtr result = expression;
  if (changed) result = prepared_again(with_children(*expression, std::move(children)), context);
  return foldable ? fold_node(result, context) : result;
}

void collect_columns(const Expression& expression, std::vector<int>& columns) {
  collect(expression, columns);
  std::sort(columns.begin(), columns.end());
  columns.erase(std::unique(columns.begin(), columns.end()), columns.end());
}

ExpressionPtr substitute(const ExpressionPtr& expression,
                         std::span<const ExpressionPtr> replacements) {
  if (const auto* column = std::get_if<ColumnRef>(&expression->node)) {
    return replacements[static_cast<std::size_t>(column->index)];
  }
  auto children = children_of(*expression);
  if (children.empty()) return expression;
  for (auto& child : children) child = substitute(child, replacements);
  return with_children(*expression, std::move(children));
}

bool equal(const Expression& a, const Expression& b) {
  if (a.node.index() != b.node.index() || a.type != b.type) return false;
  const bool same = std::visit(
      [&](const auto& node) {
        return same_node(node, std::get<std::decay_t<decltype(node)>>(b.node));
      },
      a.node);
  if (!same) return false;
  const auto left = children_of(a), right = children_of(b);
  return std::equal(left.begin(), left.end(), right.begin(), right.end(),
                    [](const auto& x, const auto& y) { return equal(*x, *y); });
}

}  // namespace streamsql
