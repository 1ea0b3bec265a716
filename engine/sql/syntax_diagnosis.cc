#include "engine/sql/syntax_diagnosis.h"

#include <algorithm>
#include <array>
#include <fmt/format.h>

#include "engine/base/ascii.h"
#include "engine/base/suggestion.h"
#include "engine/sql/expected_tokens.h"
#include "engine/sql/foreign_syntax.h"
#include "engine/sql/keyword.h"
#include "engine/sql/parser.h"

namespace streamsql {
namespace {

using Kind = grammar::SqlParser;
constexpr std::size_t kEnd = antlr4::Token::EOF;

TokenPtr make_token(std::size_t type) { return std::make_unique<antlr4::CommonToken>(type); }

class Diagnosis {
 public:
  Diagnosis(const SourceText& text, TokenVector tokens, std::size_t failed_at, StartRule rule)
      : text_(text), tokens_(std::move(tokens)), failed_at_(failed_at), rule_(rule) {}

  Error error(const std::set<std::size_t>& candidates) {
    for (const auto type : candidates) {
      if (fits(type)) expected_.insert(type);
    }
    for (const auto explain :
         {&Diagnosis::sized_type, &Diagnosis::foreign_word, &Diagnosis::reserved_word,
          &Diagnosis::missing_semicolon, &Diagnosis::misspelt_keyword, &Diagnosis::foreign_signs,
          &Diagnosis::superfluous_comma}) {
      if (auto error = (this->*explain)()) return std::move(*error);
    }
    return plain();
  }

 private:
  std::size_t type_at(std::size_t index) const { return tokens_[index]->getType(); }
  SourceSpan span_at(std::size_t index) const { return span_of(*tokens_[index]); }
  std::string_view word_at(std::size_t index) const { return text_.text(span_at(index)); }
  bool is_plain_word(std::size_t index) const {
    return type_at(index) == Kind::WORD || is_keyword_type(type_at(index));
  }

  // Whether a token of that type may stand where the parser stopped.
  bool fits(std::size_t type) {
    const auto token = make_token(type);
    const auto end = make_token(kEnd);
    TokenVector prefix(tokens_.begin(), tokens_.begin() + static_cast<ssize_t>(failed_at_));
    prefix.push_back(token.get());
    if (type != kEnd) prefix.push_back(end.get());
    const ParseAttempt attempt(prefix, 0, rule_, true);
    return attempt.succeeded() || attempt.end() > failed_at_;
  }

  // How far the parser comes with `type` in the place of the token at `index`.
  std::size_t end_with(std::size_t index, std::size_t type) {
    const auto token = make_token(type);
    auto changed = tokens_;
    changed[index] = token.get();
    const ParseAttempt attempt(changed, 0, rule_, true);
    return attempt.succeeded() ? tokens_.size() : attempt.end();
  }
  bool cures(std::size_t index, std::size_t type) { return end_with(index, type) > failed_at_; }

  // The token where the parser stopped, and the one before, which it may have misunderstood.
  std::vector<std::size_t> suspects() const {
    std::vector<std::size_t> out{failed_at_};
    if (failed_at_ > 0) out.push_back(failed_at_ - 1);
    return out;
  }

  Error at(std::size_t index, std::string message) const {
    return Error(ErrorCode::SyntaxError, std::move(message)).at(span_at(index));
  }

  // INT(11)
  std::optional<Error> sized_type() {
    static const std::set<std::size_t> kWithoutLength{
        Kind::TINYINT, Kind::SMALLINT, Kind::INT,    Kind::INTEGER, Kind::BIGINT, Kind::FLOAT,
        Kind::DOUBLE,  Kind::BOOLEAN,  Kind::STRING, Kind::BYTES,   Kind::DATE};
    if (failed_at_ == 0 || type_at(failed_at_) != Kind::LPAREN) return std::nullopt;
    if (!kWithoutLength.contains(type_at(failed_at_ - 1))) return std::nullopt;
    const auto type = word_at(failed_at_ - 1);
    return at(failed_at_, fmt::format("{} takes no length", type))
        .hint(fmt::format("write {} alone", type));
  }

  // a INT AUTO_INCREMENT; SELECT TOP 5 a
  std::optional<Error> foreign_word() {
    for (const auto index : suspects()) {
      if (!is_plain_word(index)) continue;
      const auto hint = foreign_word_hint(to_upper(word_at(index)));
      if (hint.empty()) continue;
      return at(index, index == failed_at_ ? expectation(index)
                                           : fmt::format("Unexpected '{}'", word_at(index)))
          .hint(std::string(hint));
    }
    return std::nullopt;
  }

  // SELECT value FROM t
  std::optional<Error> reserved_word() {
    for (const auto index : suspects()) {
      if (!is_reserved_type(type_at(index))) continue;
      if (is_structural(index) && !is_object_name(index)) continue;
      if (!cures(index, Kind::WORD)) continue;
      return at(index, fmt::format("'{}' is a reserved word", word_at(index)))
          .hint(fmt::format("to use it as a name, write `{}`", word_at(index)));
    }
    return std::nullopt;
  }

  // Words that nobody takes for a name: the mistake is elsewhere, as in "SELECT a, FROM t".
  bool is_structural(std::size_t index) const {
    static const std::set<std::size_t> kWords{
        Kind::ALTER,   Kind::AND,    Kind::AS,      Kind::BETWEEN, Kind::BY,       Kind::CASE,
        Kind::CAST,    Kind::COLUMN, Kind::CREATE,  Kind::CROSS,   Kind::DISTINCT, Kind::DROP,
        Kind::ELSE,    Kind::END,    Kind::EXISTS,  Kind::EXPLAIN, Kind::FOR,      Kind::FROM,
        Kind::FULL,    Kind::GROUP,  Kind::HAVING,  Kind::IN,      Kind::INNER,    Kind::INSERT,
        Kind::INTO,    Kind::IS,     Kind::JOIN,    Kind::LEFT,    Kind::LIKE,     Kind::LIMIT,
        Kind::NOT,     Kind::NULL_,  Kind::ON,      Kind::OR,      Kind::ORDER,    Kind::OVER,
        Kind::PRIMARY, Kind::RIGHT,  Kind::SELECT,  Kind::SET,     Kind::TABLE,    Kind::THEN,
        Kind::UNION,   Kind::UNNEST, Kind::LATERAL, Kind::USING,   Kind::VALUES,   Kind::WATERMARK,
        Kind::WHEN,    Kind::WHERE,  Kind::WITH};
    return kWords.contains(type_at(index));
  }

  // CREATE TABLE order, INSERT INTO group; not INSERT INTO SELECT.
  bool is_object_name(std::size_t index) const {
    const auto type = type_at(index), before = index > 0 ? type_at(index - 1) : kEnd;
    return (before == Kind::TABLE || before == Kind::VIEW || before == Kind::INTO) &&
           type != Kind::SELECT && type != Kind::VALUES && type != Kind::WITH;
  }

  // INSERT INTO a SELECT … INSERT INTO b …
  std::optional<Error> missing_semicolon() {
    static const auto kStatements = first_tokens(Kind::RuleStatement);
    const bool begins = is_keyword_type(type_at(failed_at_)) &&
                        kStatements.contains(type_at(failed_at_)) && failed_at_ > 0;
    if (!begins || !expected_.contains(Kind::SEMICOLON)) return std::nullopt;
    return at(failed_at_, fmt::format("Expected ';' before '{}'", word_at(failed_at_)))
        .hint("a ';' separates statements");
  }

  // SELCT a; SELECT a FORM orders: FORM was taken for an alias, so the word before comes first.
  std::optional<Error> misspelt_keyword() {
    auto words = suspects();
    std::reverse(words.begin(), words.end());
    for (const auto index : words) {
      if (type_at(index) != Kind::WORD || word_at(index).size() < 2) continue;
      const auto meant = meant_keyword(index);
      if (!meant) continue;
      const auto message = index == failed_at_ ? expectation(failed_at_)
                                               : fmt::format("Unexpected '{}'", word_at(index));
      return at(index, message).hint(fmt::format("did you mean '{}'?", *meant));
    }
    return std::nullopt;
  }
  // Among words that are equally near, the one with which the parser comes further. The first place
  // needs no cure: what follows may be wrong as well.
  std::optional<std::string> meant_keyword(std::size_t index) {
    auto words = index == failed_at_ ? expected_words() : keywords();
    for (int tries = 0; tries < 4; ++tries) {
      const auto word = nearest(word_at(index), words);
      if (!word || index == failed_at_ || cures(index, *keyword_type(*word))) return word;
      std::erase(words, *word);
    }
    return std::nullopt;
  }
  std::vector<std::string> expected_words() const {
    std::vector<std::string> words;
    for (const auto type : expected_) {
      if (!is_keyword_type(type)) continue;
      const auto name = token_name(type);
      words.push_back(name.substr(1, name.size() - 2));
    }
    return words;
  }

  // a == b, a::STRING, a->>'$.b', LIMIT 1, 2, 'key': 'value'
  std::optional<Error> foreign_signs() {
    if (failed_at_ == 0) return std::nullopt;
    const auto type = type_at(failed_at_), before = type_at(failed_at_ - 1);
    const auto after = failed_at_ + 1 < tokens_.size() ? type_at(failed_at_ + 1) : kEnd;
    if (type == Kind::EQ && before == Kind::EQ) {
      return at(failed_at_, "Unexpected '='").hint("equality is a single '='");
    }
    const auto hint = [&]() -> std::string_view {
      if (type == Kind::COLON && after == Kind::COLON) return "a cast is written CAST(x AS type)";
      if (type == Kind::COLON && before == Kind::STRING_LITERAL) {
        return "options are written 'key' = 'value'";
      }
      if (type == Kind::GT && before == Kind::DASH) {
        return "fields of JSON text are taken by JSON_VALUE(text, '$.field')";
      }
      const bool limits = failed_at_ > 1 && type_at(failed_at_ - 2) == Kind::LIMIT;
      return type == Kind::COMMA && limits ? "write LIMIT count OFFSET start" : "";
    }();
    if (hint.empty()) return std::nullopt;
    return at(failed_at_, expectation(failed_at_)).hint(std::string(hint));
  }

  // SELECT a, FROM t; (a INT, b INT,)
  std::optional<Error> superfluous_comma() {
    if (failed_at_ == 0 || type_at(failed_at_ - 1) != Kind::COMMA) return std::nullopt;
    auto without = tokens_;
    without.erase(without.begin() + static_cast<ssize_t>(failed_at_) - 1);
    const ParseAttempt attempt(without, 0, rule_, true);
    if (!attempt.succeeded() && attempt.end() < failed_at_) return std::nullopt;
    return at(failed_at_ - 1, fmt::format("Unexpected ',' before {}", found(failed_at_)))
        .hint("remove the ','");
  }

  Error plain() {
    auto error = at(failed_at_, expectation(failed_at_));
    if (const auto open = left_open(); !open.empty()) return std::move(error).hint(open);
    if (unquoted_string()) {
      return std::move(error).hint(fmt::format("a string is written '{}'", word_at(failed_at_)));
    }
    if (missing_comma()) {
      return std::move(error).hint(fmt::format("is a ',' missing before {}?", found(failed_at_)));
    }
    return error;
  }

  bool missing_comma() {
    const auto type = type_at(failed_at_);
    const bool begins_item = type == Kind::WORD || type == Kind::QUOTED_WORD ||
                             type == Kind::STRING_LITERAL || type == Kind::EXACT ||
                             is_keyword_type(type);
    if (!begins_item || !expected_.contains(Kind::COMMA)) return false;
    const auto comma = make_token(Kind::COMMA);
    auto with = tokens_;
    with.insert(with.begin() + static_cast<ssize_t>(failed_at_), comma.get());
    const ParseAttempt attempt(with, 0, rule_, true);
    return attempt.succeeded() || attempt.end() > failed_at_ + 1;
  }

  // WITH (connector = 'kafka')
  bool unquoted_string() const {
    return expected_.contains(Kind::STRING_LITERAL) && !expected_.contains(Kind::WORD) &&
           (is_plain_word(failed_at_) || type_at(failed_at_) == Kind::EXACT);
  }

  // At the end of a statement: what was opened and not closed.
  std::string left_open() const {
    const auto type = type_at(failed_at_);
    if (type != kEnd && type != Kind::SEMICOLON) return "";
    std::vector<std::size_t> open;
    for (std::size_t i = 0; i < failed_at_; ++i) {
      const auto each = type_at(i);
      if (each == Kind::LPAREN || each == Kind::CASE || each == Kind::BEGIN) open.push_back(i);
      if ((each == Kind::RPAREN || each == Kind::END) && !open.empty()) open.pop_back();
    }
    if (open.empty()) return "";
    const auto place = text_.line_column(span_at(open.back()).begin);
    const bool bracket = type_at(open.back()) == Kind::LPAREN;
    return fmt::format("the '{}' at line {}, column {} {}", word_at(open.back()), place.line,
                       place.column, bracket ? "is not closed" : "has no END");
  }

  std::string found(std::size_t index) const {
    if (type_at(index) == kEnd) return "the end of the text";
    const auto word = word_at(index);
    return word.front() == '\'' ? std::string(word) : fmt::format("'{}'", word);
  }
  std::string expectation(std::size_t index) const {
    const auto expected = describe_expected(expected_);
    if (expected.empty()) {
      if (index == 0) return fmt::format("Unexpected {}", found(index));
      return fmt::format("Unexpected {} after {}", found(index), found(index - 1));
    }
    return fmt::format("Expected {} but found {}", expected, found(index));
  }

  const SourceText& text_;
  TokenVector tokens_;  // of this statement only, up to the end of the text
  std::size_t failed_at_;
  StartRule rule_;
  std::set<std::size_t> expected_;
};

}  // namespace

Error diagnose(const SourceText& text, const ParseAttempt& attempt) {
  const TokenVector& tokens = attempt.tokens();
  // A few tokens behind the place tell what was meant; the rest of a script costs time only.
  constexpr std::size_t kAhead = 200;
  const auto first = tokens.begin() + static_cast<ssize_t>(attempt.begin());
  const auto last = std::min(attempt.end() + kAhead, tokens.size() - 1);
  TokenVector own(first, tokens.begin() + static_cast<ssize_t>(last));
  own.push_back(tokens.back());
  const auto failed_at = attempt.end() - attempt.begin();
  return Diagnosis(text, std::move(own), failed_at, attempt.start_rule())
      .error(attempt.candidates());
}

}  // namespace streamsql
