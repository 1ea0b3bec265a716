// One run of the generated parser over some tokens, and how far it came. Private to engine/sql.
#pragma once

#include <SqlParser.h>
#include <antlr4-runtime.h>
#include <set>
#include <vector>

#include "engine/sql/token_stream.h"

namespace streamsql {

// A rule of the grammar that a text can be an instance of.
using StartRule = antlr4::ParserRuleContext* (*)(grammar::SqlParser&);
antlr4::ParserRuleContext* start_statement(grammar::SqlParser& parser);
antlr4::ParserRuleContext* start_expression(grammar::SqlParser& parser);
antlr4::ParserRuleContext* start_query(grammar::SqlParser& parser);
antlr4::ParserRuleContext* start_type(grammar::SqlParser& parser);

// The token types that a rule (grammar::SqlParser::Rule…) can begin with.
std::set<std::size_t> first_tokens(std::size_t rule);

// Parses tokens[begin…] as `rule`, fast mode first unless `exact`. The tree lives as long as the
// attempt and the tokens, which must end with EOF.
class ParseAttempt {
 public:
  ParseAttempt(const TokenVector& tokens, std::size_t begin, StartRule rule, bool exact = false);
  ~ParseAttempt();

  const TokenVector& tokens() const { return tokens_; }
  std::size_t begin() const { return begin_; }
  StartRule start_rule() const { return rule_; }

  bool succeeded() const { return tree_ != nullptr; }
  antlr4::ParserRuleContext* tree() const { return tree_; }
  // Index of the first token that was not consumed (success) or does not fit (failure).
  std::size_t end() const { return end_; }
  // After a failure: the token types that might stand at end(); a superset of the truth.
  std::set<std::size_t> candidates() const;

 private:
  class Strategy;
  void run(antlr4::atn::PredictionMode mode);

  const TokenVector& tokens_;
  std::size_t begin_;
  StartRule rule_;
  TokenVectorStream stream_;
  grammar::SqlParser parser_;
  std::shared_ptr<Strategy> strategy_;
  antlr4::ParserRuleContext* tree_ = nullptr;
  std::size_t end_ = 0;
};

}  // namespace streamsql
