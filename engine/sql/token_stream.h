// Tokens of one SQL text, and a stream of them for ANTLR. Private to engine/sql.
#pragma once

#include <antlr4-runtime.h>
#include <memory>
#include <string>
#include <vector>

#include "engine/base/source_text.h"

namespace streamsql {

using TokenPtr = std::unique_ptr<antlr4::CommonToken>;

// The tokens without blanks and comments, keywords settled, the last one EOF. Start and stop index
// are byte offsets. Throws Error: SyntaxError for what is no token (an unterminated string or
// comment, a stray character), TextTooLarge for nesting beyond kMaxNesting.
constexpr int kMaxNesting = 200;
std::vector<TokenPtr> tokenize(const SourceText& text);

SourceSpan span_of(const antlr4::Token& token);

// What the parser reads: a vector of tokens, which must outlive the stream and end with EOF.
using TokenVector = std::vector<antlr4::Token*>;
class TokenVectorStream : public antlr4::TokenStream {
 public:
  explicit TokenVectorStream(const TokenVector& tokens) : tokens_(tokens) {}

  antlr4::Token* LT(ssize_t k) override;
  antlr4::Token* get(std::size_t index) const override { return tokens_.at(index); }
  std::size_t LA(ssize_t k) override;
  void consume() override;
  std::size_t index() override { return position_; }
  void seek(std::size_t index) override { position_ = std::min(index, tokens_.size() - 1); }
  std::size_t size() override { return tokens_.size(); }

  // What ANTLR wants and nobody calls.
  antlr4::TokenSource* getTokenSource() const override { return nullptr; }
  std::string getText(const antlr4::misc::Interval&) override { return ""; }
  std::string getText() override { return ""; }
  std::string getText(antlr4::RuleContext*) override { return ""; }
  std::string getText(antlr4::Token*, antlr4::Token*) override { return ""; }
  ssize_t mark() override { return 0; }
  void release(ssize_t) override {}
  std::string getSourceName() const override { return ""; }

 private:
  const TokenVector& tokens_;
  std::size_t position_ = 0;
};

}  // namespace streamsql
