#include "engine/sql/parser.h"

#include "engine/sql/ast_builder.h"
#include "engine/sql/syntax_diagnosis.h"

namespace streamsql {
namespace {

TokenVector plain(const std::vector<TokenPtr>& tokens) {
  TokenVector out;
  out.reserve(tokens.size());
  for (const auto& token : tokens) out.push_back(token.get());
  return out;
}

// Calls `work` and gives errors the text they point into.
template <class Work>
auto in_text(const SourceTextPtr& text, Work work) {
  try {
    return work();
  } catch (Error& error) {
    error.mark_text(text);
    throw;
  }
}

void require(const ParseAttempt& attempt, const SourceText& text) {
  if (!attempt.succeeded()) throw diagnose(text, attempt);
}

// The whole text as one rule; `build` sees the rule's tree.
template <class Build>
auto parse_whole(const SourceTextPtr& text, StartRule rule, Build build) {
  return in_text(text, [&] {
    const auto owned = tokenize(*text);
    const auto tokens = plain(owned);
    const ParseAttempt attempt(tokens, 0, rule);
    require(attempt, *text);
    return build(AstBuilder(text), attempt.tree());
  });
}

std::vector<ast::Statement> parse_statements(const SourceTextPtr& text) {
  const auto owned = tokenize(*text);
  const auto tokens = plain(owned);
  const AstBuilder builder(text);
  std::vector<ast::Statement> out;
  std::size_t at = 0;
  while (tokens[at]->getType() != antlr4::Token::EOF) {
    if (tokens[at]->getType() == Tree::SEMICOLON) {
      ++at;
      continue;
    }
    const ParseAttempt attempt(tokens, at, start_statement);
    require(attempt, *text);
    auto* tree = static_cast<Tree::SingleStatementContext*>(attempt.tree());
    out.push_back(builder.statement(tree->statement()));
    at = attempt.end();
  }
  return out;
}

}  // namespace

std::vector<ast::Statement> parse(const SourceTextPtr& text) {
  return in_text(text, [&] { return parse_statements(text); });
}

ast::ExpressionPtr parse_expression(const SourceTextPtr& text) {
  return parse_whole(text, start_expression, [](const AstBuilder& builder, auto* tree) {
    return builder.expression(static_cast<Tree::SingleExpressionContext*>(tree)->expression());
  });
}

ast::QueryPtr parse_query(const SourceTextPtr& text) {
  return parse_whole(text, start_query, [](const AstBuilder& builder, auto* tree) {
    return builder.query(static_cast<Tree::SingleQueryContext*>(tree)->query());
  });
}

DataType parse_type(std::string_view text) {
  const auto source = make_source_text("type", std::string(text));
  return parse_whole(source, start_type, [](const AstBuilder& builder, auto* tree) {
    return builder.type(static_cast<Tree::SingleTypeContext*>(tree)->dataType()).type;
  });
}

}  // namespace streamsql
