#include "engine/sql/expected_tokens.h"

#include <algorithm>
#include <array>

#include "engine/sql/keyword.h"
#include "engine/sql/parse_attempt.h"

namespace streamsql {
namespace {

using Kind = grammar::SqlParser;
using Types = std::set<std::size_t>;

constexpr std::size_t kLongestList = 6;

// A set of tokens that is better named than listed, known by two of its members.
struct Group {
  std::array<std::size_t, 2> members;
  std::size_t rule;
  const char* name;
};
constexpr std::array kGroups{
    Group{{Kind::CREATE, Kind::SHOW}, Kind::RuleStatement, "a statement"},
    Group{{Kind::CASE, Kind::EXACT}, Kind::RuleExpression, "an expression"},
    Group{{Kind::TINYINT, Kind::VARCHAR}, Kind::RuleDataType, "a data type"},
    Group{{Kind::SELECT, Kind::VALUES}, Kind::RuleQuery, "a query"},
    Group{{Kind::STRING_LITERAL, Kind::UNICODE_LITERAL}, Kind::RuleStringLiteral, "a string"},
    Group{{Kind::WORD, Kind::QUOTED_WORD}, Kind::RuleIdentifier, "a name"}};

constexpr std::array kInfix{
    Kind::OR,       Kind::AND,         Kind::NOT,          Kind::IS,          Kind::IN,
    Kind::BETWEEN,  Kind::LIKE,        Kind::EQ,           Kind::NE,          Kind::LT,
    Kind::LE,       Kind::GT,          Kind::GE,           Kind::PLUS,        Kind::DASH,
    Kind::STAR,     Kind::SLASH,       Kind::PERCENT_SIGN, Kind::CONCAT,      Kind::SIMILAR,
    Kind::MEMBER,   Kind::SUBMULTISET, Kind::MULTISET,     Kind::OVERLAPS,    Kind::CONTAINS,
    Kind::EQUALS,   Kind::PRECEDES,    Kind::SUCCEEDS,     Kind::IMMEDIATELY, Kind::LBRACKET,
    Kind::DOT_SIGN, Kind::ESCAPE,      Kind::FILTER,       Kind::OVER,        Kind::WITHIN,
    Kind::IGNORE,   Kind::RESPECT};

void remove(const Types& what, Types& from) {
  for (const auto type : what) from.erase(type);
}

// Takes named groups out of `rest`.
std::vector<std::string> take_groups(Types& rest) {
  std::vector<std::string> names;
  for (const auto& group : kGroups) {
    if (!rest.contains(group.members[0]) || !rest.contains(group.members[1])) continue;
    names.emplace_back(group.name);
    remove(first_tokens(group.rule), rest);
  }
  return names;
}

// After an expression any operator may follow; what ends it is the better news. True if it was so.
bool take_operators(Types& rest) {
  if (!rest.contains(Kind::PLUS) || !rest.contains(Kind::STAR) || rest.contains(Kind::EXACT)) {
    return false;
  }
  // The AND of BETWEEN is expected where no condition can follow.
  const bool between = rest.contains(Kind::AND) && !rest.contains(Kind::IS);
  remove(Types(kInfix.begin(), kInfix.end()), rest);
  rest.erase(Kind::LPAREN);
  if (between) rest.insert(Kind::AND);
  return true;
}

std::string name_of(std::size_t type) {
  switch (type) {
    case antlr4::Token::EOF:
      return "the end";
    case Kind::EXACT:
    case Kind::APPROXIMATE:
      return "a number";
    case Kind::STRING_LITERAL:
    case Kind::BINARY_LITERAL:
      return "a string";
    case Kind::WORD:
    case Kind::QUOTED_WORD:
      return "a name";
    default:
      return token_name(type);
  }
}

std::string joined(const std::vector<std::string>& items) {
  std::string out;
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (i > 0) out += i + 1 == items.size() ? " or " : ", ";
    out += items[i];
  }
  return out;
}

}  // namespace

std::string describe_expected(const std::set<std::size_t>& types) {
  Types rest = types;
  if (rest.contains(Kind::SEMICOLON)) rest.erase(antlr4::Token::EOF);
  const bool after_expression = take_operators(rest);
  auto items = take_groups(rest);
  if (after_expression && !rest.empty()) items.clear();  // an alias is rarely what was forgotten
  if (rest.size() + items.size() > 1) remove({Kind::HINT_BEGIN, Kind::DOT_SIGN}, rest);
  const bool in_list = rest.contains(Kind::COMMA) && rest.contains(Kind::RPAREN);
  std::vector<std::string> words;
  if (rest.erase(Kind::COMMA) > 0) items.push_back(token_name(Kind::COMMA));
  for (const auto type : rest) {
    (is_keyword_type(type) ? words : items).push_back(name_of(type));
  }
  const bool enough = in_list || (!items.empty() && items[0] == "an expression");
  if (!enough && items.size() + words.size() <= kLongestList) {
    items.insert(items.end(), words.begin(), words.end());
  }
  return joined(items);
}

}  // namespace streamsql
