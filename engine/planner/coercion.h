// Coercion: where Flink converts types by itself, and its words where it does not.
#pragma once

#include <span>
#include <vector>

#include "engine/planner/expression_factory.h"

namespace streamsql {

// Casts every expression to the least restrictive type of all; nullable if any is. False, and
// nothing changed, when there is none. Untyped NULLs take the others' type.
bool coerce_to_common_type(std::vector<ExpressionPtr>& expressions);

// The least restrictive type, as coerce_to_common_type finds it.
std::optional<DataType> common_type_of(std::span<const ExpressionPtr> expressions);

// Makes two operands comparable: text beside a number becomes that number (but not for `=` and
// `<>`, which Flink refuses), a text literal beside a date or time becomes one. `op` is "=", "<", …
void coerce_comparison(std::string_view op, ExpressionPtr& left, ExpressionPtr& right,
                       const EvaluationContext& context);

// Text beside numbers in x IN (1, '2') becomes numbers.
void coerce_list(std::vector<ExpressionPtr>& expressions);

// BOOLEAN, or an error that names the clause: "WHERE clause must be a condition".
ExpressionPtr require_condition(ExpressionPtr expression, std::string_view clause);

}  // namespace streamsql
