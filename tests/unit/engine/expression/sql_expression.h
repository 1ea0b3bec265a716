// SQL expression: a small reader of SQL expressions, for the tests of functions and expressions.
#pragma once

#include <string_view>

#include "engine/batch/batch.h"
#include "engine/expression/expression.h"

namespace streamsql::test {

// Binds the names to the schema's columns and the calls to the built-in functions. Covers what the
// examples of functions need: operators, calls with their special syntax, CAST, CASE, literals.
ExpressionPtr parse_expression(std::string_view text, const Schema& schema,
                               const EvaluationContext& context);

// A type as in DDL: "DECIMAL(10, 2)", "ARRAY<INT>".
DataType parse_type(std::string_view text);

}  // namespace streamsql::test
