#include "engine/sql/token_stream.h"

#include <SqlLexer.h>
#include <SqlParser.h>
#include <array>
#include <fmt/format.h>

#include "engine/base/error.h"
#include "engine/base/utf8.h"
#include "engine/sql/keyword.h"

namespace streamsql {
namespace {

using Kind = grammar::SqlParser;

constexpr std::size_t kMaxBytes = 64U << 20U;

// Byte offset of each code point; empty when all are ASCII.
std::vector<std::uint32_t> byte_offsets(std::string_view text) {
  std::vector<std::uint32_t> offsets;
  for (std::uint32_t i = 0; i < text.size(); ++i) {
    if ((static_cast<unsigned char>(text[i]) & 0xC0) != 0x80) offsets.push_back(i);
  }
  if (offsets.size() == text.size()) return {};
  // ANTLRInputStream drops a byte order mark.
  if (text.starts_with("\xEF\xBB\xBF")) offsets.erase(offsets.begin());
  offsets.push_back(static_cast<std::uint32_t>(text.size()));
  return offsets;
}

void check_text(const SourceText& text) {
  if (text.text().size() > kMaxBytes) {
    throw Error(ErrorCode::TextTooLarge, fmt::format("The text has {} bytes; the limit is {}",
                                                     text.text().size(), kMaxBytes));
  }
  if (is_valid_utf8(text.text())) return;
  std::size_t good = 0;
  while (is_valid_utf8(text.text().substr(0, good + 4)) && good + 4 < text.text().size()) good += 4;
  throw Error(ErrorCode::SyntaxError, "The text is not valid UTF-8")
      .at({static_cast<std::uint32_t>(good), static_cast<std::uint32_t>(good + 1)})
      .hint("save the file in UTF-8");
}

struct Lookalike {
  std::string_view character, meant;
};
constexpr std::array kLookalikes{
    Lookalike{"，", ","},       Lookalike{"；", ";"}, Lookalike{"（", "("}, Lookalike{"）", ")"},
    Lookalike{"‘", "'"},        Lookalike{"’", "'"},  Lookalike{"“", "'"},  Lookalike{"”", "'"},
    Lookalike{"＝", "="},       Lookalike{"。", "."}, Lookalike{"：", ":"}, Lookalike{"、", ","},
    Lookalike{"&", "AND"},      Lookalike{"–", "-"},  Lookalike{"—", "-"},  Lookalike{"！", "!"},
    Lookalike{"!", "NOT or <>"}};

std::string character_hint(std::string_view character) {
  for (const auto& entry : kLookalikes) {
    if (entry.character == character) return fmt::format("use {}", entry.meant);
  }
  return "";
}

std::string place(const SourceText& text, std::uint32_t offset) {
  const auto at = text.line_column(offset);
  return fmt::format("line {}, column {}", at.line, at.column);
}

// What may be wrong before a quote that is not closed: SELECT 'it\'s'; 'datagen, 'rows' = '1'.
std::string unclosed_hint(const SourceText& text, std::uint32_t begin, std::string_view closing) {
  auto hint = fmt::format("close it with {}", closing);
  const auto line_begin = text.text().rfind('\n', begin) + 1;
  const auto before = text.text().substr(line_begin, begin - line_begin);
  if (closing != "'" || before.find('\'') == before.npos) return hint;
  if (before.find("\\'") != before.npos) return "a backslash escapes nothing: write 'it''s'";
  return hint + ", or find the one that is missing before it";
}

// The span of an unterminated token is its opening only: the rest is probably fine.
[[noreturn]] void throw_unterminated(const SourceText& text, SourceSpan span, std::string_view what,
                                     std::string_view closing) {
  const auto width = static_cast<std::uint32_t>(closing.size());
  throw Error(ErrorCode::SyntaxError,
              fmt::format("The {} that begins at {} is not closed", what, place(text, span.begin)))
      .at({span.begin, span.begin + width})
      .hint(unclosed_hint(text, span.begin, closing));
}

void check_token(const SourceText& text, const antlr4::Token& token) {
  const auto span = span_of(token);
  switch (token.getType()) {
    case Kind::UNTERMINATED_STRING: throw_unterminated(text, span, "string", "'");
    case Kind::UNTERMINATED_WORD: throw_unterminated(text, span, "quoted name", "`");
    case Kind::UNTERMINATED_COMMENT: throw_unterminated(text, span, "comment", "*/");
    case Kind::DOUBLE_QUOTED: {
      const auto inner = text.text({span.begin + 1, span.end - 1});
      throw Error(ErrorCode::SyntaxError, "Double quotes are not used in Flink SQL")
          .at(span)
          .hint(fmt::format("a name is written `{0}`, a string '{0}'", inner));
    }
    case Kind::UNEXPECTED: {
      const auto character = text.text(span);
      throw Error(ErrorCode::SyntaxError, fmt::format("Unexpected character '{}'", character))
          .at(span)
          .hint(character_hint(character));
    }
    default: return;
  }
}

// Counts what the parser enters one level deeper for: brackets, CASE and BEGIN … END, and the
// angle brackets of types.
class NestingCounter {
 public:
  void count(const antlr4::Token& token) {
    const auto type = token.getType();
    if (opens(type)) {
      ++depth_;
    } else if (closes(type) && depth_ > 0) {
      --depth_;
    }
    before_ = type;
    if (depth_ <= kMaxNesting) return;
    throw Error(ErrorCode::TextTooLarge, fmt::format("More than {} levels of nesting", kMaxNesting))
        .at(span_of(token));
  }

 private:
  bool opens(std::size_t type) {
    if (type == Kind::LT) {
      const bool of_type = before_ == Kind::ARRAY || before_ == Kind::MAP ||
                           before_ == Kind::MULTISET || before_ == Kind::ROW;
      angles_ += of_type;
      return of_type;
    }
    return type == Kind::LPAREN || type == Kind::LBRACKET || type == Kind::LBRACE ||
           type == Kind::CASE || type == Kind::BEGIN;
  }
  bool closes(std::size_t type) {
    if (type == Kind::GT && angles_ > 0) {
      --angles_;
      return true;
    }
    return type == Kind::RPAREN || type == Kind::RBRACKET || type == Kind::RBRACE ||
           type == Kind::END;
  }

  int depth_ = 0, angles_ = 0;
  std::size_t before_ = antlr4::Token::INVALID_TYPE;
};

void check_tokens(const SourceText& text, const std::vector<TokenPtr>& tokens) {
  NestingCounter nesting;
  const antlr4::Token* hint = nullptr;
  for (const auto& token : tokens) {
    check_token(text, *token);
    nesting.count(*token);
    if (token->getType() == Kind::HINT_BEGIN) hint = token.get();
    if (token->getType() == Kind::HINT_END) hint = nullptr;
  }
  if (hint) throw_unterminated(text, span_of(*hint), "hint", "*/");
}

void settle_keywords(const SourceText& text, const std::vector<TokenPtr>& tokens) {
  std::vector<antlr4::CommonToken*> plain;
  plain.reserve(tokens.size());
  for (const auto& token : tokens) {
    plain.push_back(token.get());
    if (token->getType() != Kind::WORD) continue;
    if (const auto type = keyword_type(text.text(span_of(*token)))) token->setType(*type);
  }
  settle_contextual_keywords(plain);
}

}  // namespace

SourceSpan span_of(const antlr4::Token& token) {
  return {static_cast<std::uint32_t>(token.getStartIndex()),
          static_cast<std::uint32_t>(token.getStopIndex() + 1)};
}

std::vector<TokenPtr> tokenize(const SourceText& text) {
  check_text(text);
  const auto offsets = byte_offsets(text.text());
  antlr4::ANTLRInputStream input(std::string(text.text()));
  grammar::SqlLexer lexer(&input);
  lexer.removeErrorListeners();
  std::vector<TokenPtr> tokens;
  do {
    // The default factory makes CommonTokens only.
    tokens.emplace_back(static_cast<antlr4::CommonToken*>(lexer.nextToken().release()));
    auto& token = *tokens.back();
    if (token.getType() == antlr4::Token::EOF) {
      token.setStartIndex(text.text().size());
      token.setStopIndex(text.text().size() - 1);
    } else if (!offsets.empty()) {
      const auto stop = token.getStopIndex() + 1;
      token.setStartIndex(offsets[token.getStartIndex()]);
      token.setStopIndex(offsets[stop] - 1);
    }
  } while (tokens.back()->getType() != antlr4::Token::EOF);
  settle_keywords(text, tokens);
  check_tokens(text, tokens);
  return tokens;
}

antlr4::Token* TokenVectorStream::LT(ssize_t k) {
  const auto at = static_cast<ssize_t>(position_) + (k > 0 ? k - 1 : k);
  if (at < 0) return nullptr;
  return tokens_[std::min(static_cast<std::size_t>(at), tokens_.size() - 1)];
}

std::size_t TokenVectorStream::LA(ssize_t k) {
  const auto* token = LT(k);
  return token ? token->getType() : antlr4::Token::INVALID_TYPE;
}

void TokenVectorStream::consume() {
  if (position_ + 1 < tokens_.size()) ++position_;
}

}  // namespace streamsql
