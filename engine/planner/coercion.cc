#include "engine/planner/coercion.h"

#include <algorithm>
#include <fmt/format.h>
#include <optional>

#include "engine/type/type_rules.h"

namespace streamsql {
namespace {

bool is_temporal(const DataType& type) {
  return type.is_timestamp() || type.is(TypeKind::Date) || type.is(TypeKind::Time);
}

bool is_equality(std::string_view op) { return op == "=" || op == "<>"; }

// "VARCHAR" of VARCHAR(10), as Flink's message says it.
std::string root_name(const DataType& type) {
  if (type.is(TypeKind::Int)) return "INTEGER";
  if (type.is(TypeKind::Varchar)) return "VARCHAR";
  auto text = type.with_nullable(true).with_time_attribute(TimeAttribute::None).to_sql();
  return text.substr(0, text.find('('));
}

// What a text literal becomes beside a value of `other`.
DataType type_for_text(const DataType& other) {
  return other.is(TypeKind::Timestamp) ? DataType::timestamp(9) : other;
}

void convert_text(std::string_view op, ExpressionPtr& text, ExpressionPtr& other, SourceSpan span) {
  const auto& type = other->type;
  if (type.is_numeric()) {
    if (is_equality(op)) {
      throw Error(ErrorCode::TypeMismatch,
                  fmt::format("implicit type conversion between {} and {} is not supported now",
                              root_name(text->type), root_name(type)))
          .at(span)
          .hint(fmt::format("cast one side: CAST(… AS {})", root_name(type)));
    }
    text = make_cast(text, type);
  } else if (is_temporal(type) && (is_constant(*text) || !is_equality(op))) {
    text = make_cast(text, type_for_text(type));
  } else if (is_temporal(type) || type.is(TypeKind::Boolean)) {
    other = make_cast(other, DataType::string());
  }
}

// Decimals of any precision compare as they are, so the integer beside one is cast alone; a
// constant takes the other side's very type where it can, which compares fastest.
void match_decimal(ExpressionPtr& expression, const DataType& decimal,
                   const EvaluationContext& context) {
  const auto& type = expression->type;
  if (!type.is_integer() && !type.is(TypeKind::Decimal)) return;
  if (is_constant(*expression)) {
    if (auto exact = cast_constant_exactly(expression, decimal, context)) {
      expression = std::move(exact);
      return;
    }
  }
  const auto wide = common_type(type, DataType::decimal(1, 0));
  if (type.is_integer() && wide && wide->is(TypeKind::Decimal)) {
    expression = make_cast(expression, *wide);
  }
}

}  // namespace

std::optional<DataType> common_type_of(std::span<const ExpressionPtr> expressions) {
  std::optional<DataType> type;
  bool nullable = false;
  for (const auto& expression : expressions) {
    nullable = nullable || expression->type.nullable() || expression->type.is(TypeKind::Null);
    if (expression->type.is(TypeKind::Null)) continue;
    type = type ? common_type(*type, expression->type) : expression->type;
    if (!type) return std::nullopt;
  }
  return type.value_or(DataType()).with_nullable(nullable);
}

bool coerce_to_common_type(std::vector<ExpressionPtr>& expressions) {
  const auto type = common_type_of(expressions);
  if (!type) return false;
  for (auto& expression : expressions) expression = make_cast(expression, *type);
  return true;
}

void coerce_comparison(std::string_view op, ExpressionPtr& left, ExpressionPtr& right,
                       const EvaluationContext& context) {
  const SourceSpan span{left->span.begin, right->span.end};
  const bool left_text = left->type.is_character(), right_text = right->type.is_character();
  if (left_text && !right_text) convert_text(op, left, right, span);
  if (right_text && !left_text) convert_text(op, right, left, span);
  if (left->type.is(TypeKind::Decimal)) match_decimal(right, left->type, context);
  if (right->type.is(TypeKind::Decimal)) match_decimal(left, right->type, context);
}

void coerce_list(std::vector<ExpressionPtr>& expressions) {
  std::optional<DataType> target;
  for (const auto& expression : expressions) {
    const auto& type = expression->type;
    if (type.is_character() || type.is(TypeKind::Null)) continue;
    target = target ? common_type(*target, type) : type;
    if (!target) return;
  }
  if (!target || !(target->is_numeric() || is_temporal(*target))) return;
  for (auto& expression : expressions) {
    if (expression->type.is_character()) {
      expression = make_cast(expression, type_for_text(*target));
    }
  }
}

ExpressionPtr require_condition(ExpressionPtr expression, std::string_view clause) {
  if (expression->type.is(TypeKind::Null)) return make_null(DataType::boolean(), expression->span);
  if (expression->type.is(TypeKind::Boolean)) return expression;
  throw Error(ErrorCode::TypeMismatch, fmt::format("{} clause must be a condition", clause))
      .at(expression->span)
      .hint(fmt::format("this has the type {}", expression->type.to_sql()));
}

}  // namespace streamsql
