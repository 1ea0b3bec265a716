// JSON calls: the clauses of JSON_EXISTS, JSON_VALUE, JSON_QUERY, JSON_OBJECT and JSON_ARRAY as the
// constant arguments that their functions take (function.h lists the forms).
#pragma once

#include <string>
#include <vector>

#include "engine/planner/expression_binder.h"

namespace streamsql {

bool has_json_clauses(const ast::FunctionCall& call);

// `call` over its bound arguments.
ExpressionPtr bind_json_call(const ExpressionBinder& binder, const ast::FunctionCall& call,
                             std::vector<ExpressionPtr> arguments, SourceSpan span);

}  // namespace streamsql
