// Children: the operands of an expression as one list, and the expression over other operands.
#pragma once

#include <vector>

#include "engine/expression/expression.h"

namespace streamsql {

// In order of evaluation; CASE gives condition, result, condition, result, …, otherwise.
std::vector<ExpressionPtr> children_of(const Expression& expression);

// The same node over `children`, which come in the order of children_of().
ExpressionPtr with_children(const Expression& expression, std::vector<ExpressionPtr> children);

}  // namespace streamsql
