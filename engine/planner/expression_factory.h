// Expression factory: builds typed expressions; the one place that asks for overloads.
#pragma once

#include <string_view>
#include <vector>

#include "engine/expression/children.h"
#include "engine/expression/expression.h"

namespace streamsql {

// Resolves the overload, casts the arguments to its parameters and prepares constants. Throws
// UnknownFunction or InvalidArgument with the call's place.
ExpressionPtr call_function(const ExpressionContext& context, std::string_view name,
                            std::vector<ExpressionPtr> arguments, SourceSpan span);

ExpressionPtr make_and(std::vector<ExpressionPtr> operands, SourceSpan span);
ExpressionPtr make_or(std::vector<ExpressionPtr> operands, SourceSpan span);
ExpressionPtr make_boolean(bool value, SourceSpan span);
ExpressionPtr make_string(std::string_view text, SourceSpan span);  // CHAR(n) NOT NULL
ExpressionPtr make_field_access(ExpressionPtr row, int field, SourceSpan span);

// a AND b AND c as its parts, nested ones included; appended.
void split_conjuncts(const ExpressionPtr& predicate, std::vector<ExpressionPtr>& conjuncts);

bool is_true(const Expression& expression);  // the literal TRUE

// The constant under the type, when nothing of its value is lost; otherwise null.
ExpressionPtr cast_constant_exactly(const ExpressionPtr& constant, const DataType& type,
                                    const EvaluationContext& context);

// References to all columns of a schema, in order.
std::vector<ExpressionPtr> column_references(const Schema& schema);

// Whether it calls something whose value differs from row to row (RAND, CURRENT_TIMESTAMP), so that
// it must not be evaluated twice or earlier.
bool is_deterministic(const Expression& expression);

}  // namespace streamsql
