// Unparse: AST back to SQL text, for SHOW CREATE, DESCRIBE, error texts and plan texts.
#pragma once

#include <string>
#include <string_view>

#include "engine/sql/ast.h"

namespace streamsql {

// Text that parses to the same AST: all names back-quoted, keywords in upper case, parentheses only
// where precedence needs them, one blank between tokens, as Flink prints expressions:
// "`ts` - INTERVAL '1' SECOND".
std::string unparse(const ast::Expression& expression);

// Likewise; the clauses of a SELECT each begin a line, as in Flink's SHOW CREATE VIEW.
std::string unparse(const ast::Query& query);

std::string unparse(const ast::QualifiedName& name);
std::string unparse(const ast::IntervalQualifier& qualifier);
std::string to_string(ast::TimeUnit unit);

// `name` in back-quotes; 'text' in quotes; both doubled inside.
std::string back_quoted(std::string_view name);
std::string quoted(std::string_view text);

}  // namespace streamsql
