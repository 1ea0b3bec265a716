// The parser: SQL text in, AST out. No names are resolved here. ANTLR ends behind this header.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/sql/ast.h"

namespace streamsql {

// All functions here are thread-safe and throw Error with a place in the text:
//   SyntaxError        the first place where the text stops being Flink SQL, with what was expected
//   UnsupportedSyntax  a type that streamsql does not have
//   TextTooLarge       nesting or chains beyond what a stack bears

// Statements separated by ';'; the last may omit it. Empty statements vanish.
std::vector<ast::Statement> parse(const SourceTextPtr& text);

// Exactly one of them, without ';'.
ast::ExpressionPtr parse_expression(const SourceTextPtr& text);
ast::QueryPtr parse_query(const SourceTextPtr& text);
DataType parse_type(std::string_view text);

// Whether `word` must be back-quoted to be a name. Keywords compare without case.
bool is_reserved(std::string_view word);

// All keywords in upper case, sorted: for completion.
const std::vector<std::string>& keywords();

// `name` as it must be written: back-quoted when it is reserved or not a plain word.
std::string quote_if_needed(std::string_view name);

}  // namespace streamsql
