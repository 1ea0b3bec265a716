#include "engine/sql/keyword.h"

#include <SqlLexer.h>
#include <SqlParser.h>
#include <algorithm>
#include <array>
#include <unordered_map>

#include "engine/base/ascii.h"
#include "engine/sql/parser.h"
#include "engine/sql/unparse.h"

namespace streamsql {
namespace {

using Kind = grammar::SqlParser;
using Tokens = std::vector<antlr4::CommonToken*>;

// SqlLexer declares its keywords first, the reserved ones before the others.
constexpr std::size_t kLastReserved = Kind::YEAR;
constexpr std::size_t kLastKeyword = Kind::HINT_BEGIN - 1;

struct KeywordTable {
  std::vector<std::string> names;  // by token type
  std::unordered_map<std::string_view, std::size_t> types;
  std::vector<std::string> sorted;

  KeywordTable() : names(kLastKeyword + 1) {
    antlr4::ANTLRInputStream nothing;
    const grammar::SqlLexer lexer(&nothing);
    for (std::size_t type = 1; type <= kLastKeyword; ++type) {
      names[type] = lexer.getVocabulary().getSymbolicName(type);
      if (names[type].ends_with('_')) names[type].pop_back();
    }
    for (std::size_t type = 1; type <= kLastKeyword; ++type) types.emplace(names[type], type);
    sorted.assign(names.begin() + 1, names.end());
    std::sort(sorted.begin(), sorted.end());
  }
};

const KeywordTable& table() {
  static const KeywordTable instance;
  return instance;
}

std::size_t type_at(const Tokens& tokens, std::size_t index) {
  return index < tokens.size() ? tokens[index]->getType() : antlr4::Token::EOF;
}

bool is_word(std::size_t type) { return type == Kind::WORD || is_keyword_type(type); }

// IS JSON, IS NOT JSON, IS A SET.
bool follows_is(const Tokens& tokens, std::size_t i) {
  if (i == 0) return false;
  if (type_at(tokens, i - 1) == Kind::IS) return true;
  return i > 1 && type_at(tokens, i - 1) == Kind::NOT && type_at(tokens, i - 2) == Kind::IS;
}

// MAP<STRING, INT> is a type, while `map < 3` compares a column.
bool begins_map(const Tokens& tokens, std::size_t i) {
  const auto next = type_at(tokens, i + 1);
  if (next == Kind::LBRACKET || next == Kind::LPAREN) return true;
  return next == Kind::LT && is_keyword_type(type_at(tokens, i + 2));
}

bool begins_final_call(const Tokens& tokens, std::size_t i) {
  return is_word(type_at(tokens, i + 1)) && type_at(tokens, i + 2) == Kind::LPAREN;
}

// A table named `if` is followed by no word but those that end its name.
bool begins_if_exists(const Tokens& tokens, std::size_t i) {
  const auto next = type_at(tokens, i + 1);
  return next == Kind::NOT || next == Kind::EXISTS || next == Kind::WORD;
}

bool is_contextual(std::size_t type) {
  static constexpr std::array kTypes{Kind::TRY_CAST,    Kind::TIMESTAMPADD, Kind::TIMESTAMPDIFF,
                                     Kind::MAP,         Kind::FINAL,        Kind::IF,
                                     Kind::A,           Kind::JSON,         Kind::CONFLICT,
                                     Kind::UNBOUNDED,   Kind::IGNORE,       Kind::RESPECT,
                                     Kind::IMMEDIATELY, Kind::STRUCTURED};
  return std::find(kTypes.begin(), kTypes.end(), type) != kTypes.end();
}

// INSERT INTO map (a) and t.map(a) name an object.
bool is_named(const Tokens& tokens, std::size_t i) {
  if (i == 0) return false;
  const auto before = type_at(tokens, i - 1);
  return before == Kind::INTO || before == Kind::DOT_SIGN;
}

bool is_keyword_here(const Tokens& tokens, std::size_t i) {
  if (is_named(tokens, i)) return false;
  const auto next = type_at(tokens, i + 1);
  switch (tokens[i]->getType()) {
    case Kind::MAP:
      return begins_map(tokens, i);
    case Kind::FINAL:
      return begins_final_call(tokens, i);
    case Kind::IF:
      return begins_if_exists(tokens, i);
    case Kind::A:
      return follows_is(tokens, i) && next == Kind::SET;
    case Kind::JSON:
      return follows_is(tokens, i);
    case Kind::CONFLICT:
      return next == Kind::DO;
    case Kind::UNBOUNDED:
      return next == Kind::PRECEDING || next == Kind::FOLLOWING;
    case Kind::IGNORE:
    case Kind::RESPECT:
      return next == Kind::NULLS;
    case Kind::IMMEDIATELY:
      return next == Kind::PRECEDES || next == Kind::SUCCEEDS;
    case Kind::STRUCTURED:
      return next == Kind::LT;
    default:
      return next == Kind::LPAREN;
  }
}

bool is_plain_word(std::string_view name) {
  const auto is_letter = [](char c) {
    return to_upper(c) >= 'A' && to_upper(c) <= 'Z' ? true : c == '_';
  };
  const auto is_inner = [&](char c) { return is_letter(c) || (c >= '0' && c <= '9'); };
  return !name.empty() && is_letter(name[0]) && std::all_of(name.begin(), name.end(), is_inner);
}

}  // namespace

std::optional<std::size_t> keyword_type(std::string_view word) {
  const auto found = table().types.find(to_upper(word));
  if (found == table().types.end()) return std::nullopt;
  return found->second;
}

std::string token_name(std::size_t type) {
  if (is_keyword_type(type)) return "'" + table().names[type] + "'";
  antlr4::ANTLRInputStream nothing;
  return grammar::SqlLexer(&nothing).getVocabulary().getLiteralName(type);
}

bool is_keyword_type(std::size_t type) { return type >= 1 && type <= kLastKeyword; }
bool is_reserved_type(std::size_t type) { return type >= 1 && type <= kLastReserved; }

void settle_contextual_keywords(const Tokens& tokens) {
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    if (is_contextual(tokens[i]->getType()) && !is_keyword_here(tokens, i)) {
      tokens[i]->setType(Kind::WORD);
    }
  }
}

bool is_reserved(std::string_view word) {
  const auto type = keyword_type(word);
  return type && is_reserved_type(*type);
}

const std::vector<std::string>& keywords() { return table().sorted; }

std::string quote_if_needed(std::string_view name) {
  return is_plain_word(name) && !is_reserved(name) ? std::string(name) : back_quoted(name);
}

}  // namespace streamsql
