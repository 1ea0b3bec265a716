#include "engine/planner/expression_factory.h"

#include <algorithm>

#include "engine/batch/row_text.h"

namespace streamsql {
namespace {

ExpressionPtr make_expression(DataType type, SourceSpan span, decltype(Expression::node) node) {
  return std::make_shared<const Expression>(Expression{std::move(type), span, std::move(node)});
}

ExpressionPtr make_logical(Logical::Kind kind, std::vector<ExpressionPtr> operands,
                           SourceSpan span) {
  if (operands.size() == 1) return operands.front();
  const bool nullable = std::any_of(operands.begin(), operands.end(),
                                    [](const auto& operand) { return operand->type.nullable(); });
  return make_expression(DataType::boolean().with_nullable(nullable), span,
                         Logical{kind, std::move(operands)});
}

std::string value_text(const Column& column) {
  std::string text;
  append_java_text(column, 0, text);
  return text;
}

// The value of a literal that is not NULL, or null.
const Column* value_of(const Expression& expression) {
  const auto* literal = std::get_if<Literal>(&expression.node);
  return literal && !literal->value->is_null(0) ? literal->value.get() : nullptr;
}

}  // namespace

ExpressionPtr call_function(const ExpressionContext& context, std::string_view name,
                            std::vector<ExpressionPtr> arguments, SourceSpan span) try {
  return make_call(context, name, std::move(arguments), span);
} catch (Error& error) {
  error.mark(span);
  throw;
}

ExpressionPtr make_and(std::vector<ExpressionPtr> operands, SourceSpan span) {
  return make_logical(Logical::Kind::And, std::move(operands), span);
}

ExpressionPtr make_or(std::vector<ExpressionPtr> operands, SourceSpan span) {
  return make_logical(Logical::Kind::Or, std::move(operands), span);
}

ExpressionPtr make_boolean(bool value, SourceSpan span) {
  ColumnBuilder builder(DataType::boolean().not_null());
  builder.append(static_cast<std::uint8_t>(value));
  return make_literal(builder.finish_constant(1), span);
}

ExpressionPtr make_string(std::string_view text, SourceSpan span) {
  const auto characters = std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  });
  ColumnBuilder builder(DataType::character(static_cast<std::int32_t>(characters)).not_null());
  builder.append_string(text);
  return make_literal(builder.finish_constant(1), span);
}

ExpressionPtr make_field_access(ExpressionPtr row, int field, SourceSpan span) {
  const auto& type = row->type.children()[static_cast<std::size_t>(field)].type;
  const bool nullable = type.nullable() || row->type.nullable();
  return make_expression(type.with_nullable(nullable), span, FieldAccess{std::move(row), field});
}

void split_conjuncts(const ExpressionPtr& predicate, std::vector<ExpressionPtr>& conjuncts) {
  const auto* logical = std::get_if<Logical>(&predicate->node);
  if (!logical || logical->kind != Logical::Kind::And) {
    conjuncts.push_back(predicate);
    return;
  }
  for (const auto& operand : logical->operands) split_conjuncts(operand, conjuncts);
}

bool is_true(const Expression& expression) {
  const auto* value = value_of(expression);
  return value && value->type().is(TypeKind::Boolean) && value->value<std::uint8_t>(0) != 0;
}

ExpressionPtr cast_constant_exactly(const ExpressionPtr& constant, const DataType& type,
                                    const EvaluationContext& context) {
  const auto* value = value_of(*constant);
  if (!value) return nullptr;
  if (constant->type.equal_ignoring_nullability(type)) return constant;
  const auto cast = fold_constants(make_try_cast(constant, type), context);
  const auto back = fold_constants(make_try_cast(cast, constant->type), context);
  const auto *changed = value_of(*cast), *again = value_of(*back);
  if (!changed || !again || value_text(*again) != value_text(*value)) return nullptr;
  const auto column = std::get<Literal>(cast->node).value;
  return make_literal(column->with_type(cast->type.not_null()), constant->span);
}

std::vector<ExpressionPtr> column_references(const Schema& schema) {
  std::vector<ExpressionPtr> out;
  for (std::size_t i = 0; i < schema.fields.size(); ++i) {
    out.push_back(make_column_ref(static_cast<int>(i), schema.fields[i].type));
  }
  return out;
}

bool is_deterministic(const Expression& expression) {
  if (const auto* call = std::get_if<Call>(&expression.node);
      call && call->function->determinism == Determinism::PerRecord) {
    return false;
  }
  const auto operands = children_of(expression);
  return std::all_of(operands.begin(), operands.end(),
                     [](const auto& operand) { return is_deterministic(*operand); });
}

}  // namespace streamsql
