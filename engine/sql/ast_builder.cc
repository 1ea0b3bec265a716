#include "engine/sql/ast_builder.h"

#include <charconv>
#include <fmt/format.h>

#include "engine/base/utf8.h"
#include "engine/sql/token_stream.h"

namespace streamsql {

using namespace ast;

SourceSpan AstBuilder::span(const Rule* tree) {
  const auto first = span_of(*tree->start);
  if (!tree->stop) return {first.begin, first.begin};
  return {first.begin, std::max(first.begin, span_of(*tree->stop).end)};
}

SourceSpan AstBuilder::span(Terminal* token) { return span_of(*token->getSymbol()); }

bool AstBuilder::has(const Rule* tree, std::size_t type) {
  for (auto* child : tree->children) {
    auto* token = dynamic_cast<Terminal*>(child);
    if (token && token->getSymbol()->getType() == type) return true;
  }
  return false;
}

Identifier AstBuilder::word(SourceSpan span) const {
  const auto written = text(span);
  return {written.starts_with('`') ? unquoted(written, '`') : std::string(written), span};
}

Identifier AstBuilder::identifier(Tree::IdentifierContext* tree) const { return word(span(tree)); }

std::vector<Identifier> AstBuilder::identifiers(
    const std::vector<Tree::IdentifierContext*>& trees) const {
  std::vector<Identifier> out;
  out.reserve(trees.size());
  for (auto* tree : trees) out.push_back(identifier(tree));
  return out;
}

std::vector<Identifier> AstBuilder::identifiers(Tree::IdentifierListContext* tree) const {
  if (!tree) return {};
  return identifiers(tree->identifier());
}

QualifiedName AstBuilder::name(Tree::QualifiedNameContext* tree) const {
  return {identifiers(tree->identifier()), span(tree)};
}

std::vector<QualifiedName> AstBuilder::names(
    const std::vector<Tree::QualifiedNameContext*>& trees) const {
  std::vector<QualifiedName> out;
  for (auto* tree : trees) out.push_back(name(tree));
  return out;
}

StringValue AstBuilder::string(Tree::StringLiteralContext* tree) const {
  const auto first = span_of(*tree->start);
  const auto written = text(first);
  if (!tree->UNICODE_LITERAL()) return {unquoted(written, '\''), span(tree)};
  std::string escape = "\\";
  if (tree->UESCAPE()) escape = unquoted(text(span(tree->STRING_LITERAL())), '\'');
  if (escape.size() != 1) {
    throw Error(ErrorCode::SyntaxError, "UESCAPE takes exactly one character")
        .at(span(tree->STRING_LITERAL()));
  }
  return {unicode_unquoted(written, escape[0], first), span(tree)};
}

int AstBuilder::integer(Tree::IntegerContext* tree) const {
  const auto digits = text(span(tree));
  int value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (error != std::errc() || end != digits.data() + digits.size()) {
    throw Error(ErrorCode::SyntaxError, fmt::format("'{}' is not an integer", digits))
        .at(span(tree))
        .hint("the largest is 2147483647");
  }
  return value;
}

void check_chain(std::size_t length, SourceSpan span) {
  constexpr std::size_t kMaxChain = 1000;
  if (length <= kMaxChain) return;
  throw Error(ErrorCode::TextTooLarge, fmt::format("More than {} links in one chain", kMaxChain))
      .at(span);
}

std::string unquoted(std::string_view literal, char quote) {
  std::string out;
  for (auto i = literal.find(quote) + 1; i + 1 < literal.size(); ++i) {
    out += literal[i];
    if (literal[i] == quote) ++i;  // doubled
  }
  return out;
}

namespace {

// The digits of an escape: \XXXX or \+XXXXXX (Calcite takes four; SQL knows both).
std::optional<char32_t> code_point(std::string_view text, std::size_t& at) {
  const std::size_t digits = text.substr(at).starts_with('+') ? 6 : 4;
  at += digits == 6;
  if (at + digits > text.size()) return std::nullopt;
  std::uint32_t value = 0;
  const char* begin = text.data() + at;
  const auto [end, error] = std::from_chars(begin, begin + digits, value, 16);
  if (error != std::errc() || end != begin + digits || value > 0x10FFFF) return std::nullopt;
  at += digits;
  return value;
}

bool is_high_surrogate(char32_t c) { return c >= 0xD800 && c < 0xDC00; }
bool is_low_surrogate(char32_t c) { return c >= 0xDC00 && c < 0xE000; }

}  // namespace

std::string unicode_unquoted(std::string_view literal, char escape, SourceSpan span) {
  const auto text = unquoted(literal, '\'');
  std::string out;
  char32_t high = 0;
  const auto fail = [&] {
    return Error(ErrorCode::SyntaxError, "Malformed unicode escape")
        .at(span)
        .hint(fmt::format("four hexadecimal digits follow '{0}'; '{0}{0}' is the character itself",
                          escape));
  };
  for (std::size_t i = 0; i < text.size();) {
    if (text[i] != escape) {
      if (high) throw fail();
      out += text[i++];
      continue;
    }
    if (++i < text.size() && text[i] == escape) {
      out += text[i++];
      continue;
    }
    auto c = code_point(text, i);
    if (!c || is_low_surrogate(*c) != (high != 0)) throw fail();
    if (is_high_surrogate(*c)) {
      high = *c;
      continue;
    }
    if (high) c = 0x10000 + ((high - 0xD800) << 10U) + (*c - 0xDC00);
    high = 0;
    append_utf8(*c, out);
  }
  if (high) throw fail();
  return out;
}

}  // namespace streamsql
