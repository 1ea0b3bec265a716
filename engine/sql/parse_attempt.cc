#include "engine/sql/parse_attempt.h"

namespace streamsql {

using antlr4::Parser;
using antlr4::RecognitionException;
using antlr4::atn::PredictionMode;

namespace {

struct SyntaxFailure {};

void add_all(const antlr4::misc::IntervalSet& types, std::set<std::size_t>& out) {
  for (const auto& interval : types.getIntervals()) {
    for (auto type = interval.a; type <= interval.b; ++type) {
      if (type > 0 || type == static_cast<ssize_t>(antlr4::Token::EOF)) {
        out.insert(static_cast<std::size_t>(type));
      }
    }
  }
}

}  // namespace

// Stops at the first mistake. Until then it only notes where the parser decided while it looked at
// the current token: the union of what these states accept is what might have stood there.
class ParseAttempt::Strategy : public antlr4::ANTLRErrorStrategy {
 public:
  void reset(Parser*) override { states_.clear(); }
  bool inErrorRecoveryMode(Parser*) override { return false; }
  void reportMatch(Parser*) override {}

  void sync(Parser* parser) override { note(parser); }

  antlr4::Token* recoverInline(Parser* parser) override {
    note(parser);
    failed_at_ = parser->getTokenStream()->index();
    throw SyntaxFailure{};
  }

  void reportError(Parser* parser, const RecognitionException& e) override {
    note(parser);
    // A prediction may have failed some tokens ahead.
    auto& stream = *parser->getTokenStream();
    failed_at_ = stream.index();
    while (stream.get(failed_at_) != e.getOffendingToken()) ++failed_at_;
    const auto* no_way = dynamic_cast<const antlr4::NoViableAltException*>(&e);
    if (no_way && no_way->getDeadEndConfigs()) note_dead_ends(*no_way->getDeadEndConfigs());
  }
  void recover(Parser*, std::exception_ptr) override { throw SyntaxFailure{}; }

  std::size_t failed_at() const { return failed_at_; }

  std::set<std::size_t> candidates(Parser& parser) const {
    std::set<std::size_t> out = dead_ends_;
    if (noted_at_ != failed_at_) return out;
    for (const auto& [state, context] : states_) {
      add_all(parser.getATN().getExpectedTokens(state, context), out);
    }
    return out;
  }

 private:
  void note(Parser* parser) {
    const auto index = parser->getTokenStream()->index();
    if (index != noted_at_) states_.clear();
    noted_at_ = index;
    states_.emplace_back(parser->getState(), parser->getContext());
  }

  void note_dead_ends(const antlr4::atn::ATNConfigSet& configs) {
    for (const auto& config : configs.configs) {
      for (std::size_t i = 0; i < config->state->transitions.size(); ++i) {
        const auto* transition = config->state->transitions[i];
        if (!transition->isEpsilon()) add_all(transition->label(), dead_ends_);
      }
    }
  }

  std::size_t noted_at_ = 0, failed_at_ = 0;
  std::vector<std::pair<std::size_t, antlr4::RuleContext*>> states_;  // contexts live in the parser
  std::set<std::size_t> dead_ends_;
};

antlr4::ParserRuleContext* start_statement(grammar::SqlParser& p) { return p.singleStatement(); }
antlr4::ParserRuleContext* start_expression(grammar::SqlParser& p) { return p.singleExpression(); }
antlr4::ParserRuleContext* start_query(grammar::SqlParser& p) { return p.singleQuery(); }
antlr4::ParserRuleContext* start_type(grammar::SqlParser& p) { return p.singleType(); }

std::set<std::size_t> first_tokens(std::size_t rule) {
  const TokenVector nothing;
  TokenVectorStream stream(nothing);
  const grammar::SqlParser parser(&stream);
  std::set<std::size_t> out;
  add_all(parser.getATN().nextTokens(parser.getATN().ruleToStartState[rule]), out);
  return out;
}

ParseAttempt::ParseAttempt(const TokenVector& tokens, std::size_t begin, StartRule rule, bool exact)
    : tokens_(tokens), begin_(begin), rule_(rule), stream_(tokens), parser_(&stream_) {
  parser_.removeErrorListeners();
  // SLL is faster and right for nearly all texts; what it rejects gets the full algorithm.
  if (!exact) run(PredictionMode::SLL);
  if (!tree_) run(PredictionMode::LL);
}

ParseAttempt::~ParseAttempt() = default;

void ParseAttempt::run(PredictionMode mode) {
  strategy_ = std::make_shared<Strategy>();
  parser_.reset();
  stream_.seek(begin_);
  parser_.setErrorHandler(strategy_);
  parser_.getInterpreter<antlr4::atn::ParserATNSimulator>()->setPredictionMode(mode);
  try {
    tree_ = rule_(parser_);
    end_ = stream_.index();
  } catch (const SyntaxFailure&) {
    end_ = strategy_->failed_at();
  }
}

std::set<std::size_t> ParseAttempt::candidates() const {
  return strategy_->candidates(const_cast<grammar::SqlParser&>(parser_));
}

}  // namespace streamsql
