#include <algorithm>
#include <fmt/format.h>
#include <re2/re2.h>

#include "engine/base/utf8.h"
#include "engine/function/builtins.h"
#include "engine/function/kernel.h"

namespace streamsql {
namespace {

using Text = std::string_view;

// ---- LIKE

// A pattern as pieces between '%': each must be found behind the one before. Literal text with
// wildcards for one character.
class LikePattern {
 public:
  LikePattern(Text pattern, std::optional<char32_t> escape) {
    pieces_.emplace_back();
    for (std::size_t offset = 0; offset < pattern.size();) {
      const char32_t c = next_code_point(pattern, offset);
      if (escape && c == *escape) {
        add_escaped(pattern, offset, *escape);
      } else if (c == '%') {
        pieces_.emplace_back();
      } else if (c == '_') {
        pieces_.back().push_back({{}, true});
      } else {
        append(c);
      }
    }
  }

  bool matches(Text text) const {
    const Piece& first = pieces_.front();
    const auto begin = match_at(first, text, 0);
    if (!begin) return false;
    if (pieces_.size() == 1) return *begin == text.size();
    std::size_t position = *begin;
    for (std::size_t i = 1; i + 1 < pieces_.size(); ++i) {
      const auto end = find(pieces_[i], text, position);
      if (!end) return false;
      position = *end;
    }
    return ends_with(pieces_.back(), text, position);
  }

 private:
  // Literal text, or one character that is no line end.
  struct Part {
    std::string literal;
    bool any = false;
  };
  using Piece = std::vector<Part>;

  void append(char32_t c) {
    Piece& piece = pieces_.back();
    if (piece.empty() || piece.back().any) piece.push_back({});
    append_utf8(c, piece.back().literal);
  }

  void add_escaped(Text pattern, std::size_t& offset, char32_t escape) {
    const std::size_t at = offset - 1;
    const char32_t next = offset < pattern.size() ? next_code_point(pattern, offset) : 0;
    if (next != '%' && next != '_' && next != escape) {
      throw Error(ErrorCode::InvalidArgument,
                  fmt::format("Invalid escape sequence '{}', {}", pattern, at))
          .hint("the escape character must stand before %, _ or itself");
    }
    append(next);
  }

  static bool is_line_end(char32_t c) {
    return c == '\n' || c == '\r' || c == 0x85 || c == 0x2028 || c == 0x2029;
  }

  static std::optional<std::size_t> match_at(const Piece& piece, Text text, std::size_t position) {
    for (const auto& part : piece) {
      if (part.any) {
        if (position >= text.size()) return std::nullopt;
        if (is_line_end(next_code_point(text, position))) return std::nullopt;
      } else {
        if (text.substr(position, part.literal.size()) != part.literal) return std::nullopt;
        position += part.literal.size();
      }
    }
    return position;
  }

  static std::optional<std::size_t> find(const Piece& piece, Text text, std::size_t position) {
    if (piece.size() == 1 && !piece[0].any) {
      const auto found = text.find(piece[0].literal, position);
      if (found == Text::npos) return std::nullopt;
      return found + piece[0].literal.size();
    }
    for (; position <= text.size(); next(text, position)) {
      if (const auto end = match_at(piece, text, position)) return end;
    }
    return std::nullopt;
  }

  static bool ends_with(const Piece& piece, Text text, std::size_t position) {
    if (piece.empty()) return true;
    if (piece.size() == 1 && !piece[0].any) {
      return text.size() - position >= piece[0].literal.size() && text.ends_with(piece[0].literal);
    }
    for (; position <= text.size(); next(text, position)) {
      if (match_at(piece, text, position) == text.size()) return true;
    }
    return false;
  }

  static void next(Text text, std::size_t& position) {
    if (position >= text.size()) {
      ++position;
    } else {
      next_code_point(text, position);
    }
  }

  std::vector<Piece> pieces_;  // at least one; an empty piece matches nothing at all
};

// ---- SIMILAR TO: SQL's regular expressions, translated for RE2

class SimilarPattern {
 public:
  SimilarPattern(Text pattern, std::optional<char32_t> escape)
      : regex_(translate(pattern, escape), quiet()) {
    if (!regex_.ok()) {
      throw Error(ErrorCode::InvalidArgument,
                  fmt::format("Invalid SIMILAR TO pattern '{}': {}", pattern, regex_.error()));
    }
  }
  bool matches(Text text) const {
    return re2::RE2::FullMatch(re2::StringPiece(text.data(), text.size()), regex_);
  }

 private:
  static re2::RE2::Options quiet() {
    re2::RE2::Options options;
    options.set_log_errors(false);
    return options;
  }

  static std::string translate(Text pattern, std::optional<char32_t> escape) {
    std::string out;
    for (std::size_t offset = 0; offset < pattern.size();) {
      const std::size_t begin = offset;
      const char32_t c = next_code_point(pattern, offset);
      if (escape && c == *escape && offset < pattern.size()) {
        const std::size_t escaped = offset;
        next_code_point(pattern, offset);
        const Text literal = pattern.substr(escaped, offset - escaped);
        out += re2::RE2::QuoteMeta(re2::StringPiece(literal.data(), literal.size()));
      } else if (c == '%') {
        out += "(?s:.*)";
      } else if (c == '_') {
        out += '.';
      } else if (c == '\\' || c == '^' || c == '$') {
        out += c == '^' && begin > 0 && pattern[begin - 1] == '[' ? "" : "\\";
        out += static_cast<char>(c);
      } else {
        out += pattern.substr(begin, offset - begin);
      }
    }
    return out;
  }

  re2::RE2 regex_;
};

// ---- both

std::optional<char32_t> escape_character(Text escape) {
  std::size_t offset = 0;
  const char32_t c = escape.empty() ? 0 : next_code_point(escape, offset);
  if (escape.empty() || offset != escape.size()) {
    throw Error(ErrorCode::InvalidArgument, fmt::format("Invalid escape character '{}'", escape));
  }
  return c;
}

template <typename Pattern>
std::shared_ptr<const void> prepare_pattern(const PrepareInput& input) {
  const auto is_known = [](const ColumnPtr& column) { return column && !column->is_null(0); };
  if (!std::all_of(input.constants.begin() + 1, input.constants.end(), is_known)) return nullptr;
  std::optional<char32_t> escape;
  if (input.constants.size() > 2) escape = escape_character(input.constants[2]->string(0));
  return std::make_shared<const Pattern>(input.constants[1]->string(0), escape);
}

// Flink's LIKE with a constant empty pattern takes every text.
std::shared_ptr<const void> prepare_like(const PrepareInput& input) {
  const bool empty = input.constants[1] && !input.constants[1]->is_null(0) &&
                     input.constants[1]->string(0).empty();
  if (empty) return std::make_shared<const LikePattern>("%", std::nullopt);
  return prepare_pattern<LikePattern>(input);
}

template <typename Pattern>
void match_pattern(const FunctionContext& context, std::span<const ColumnPtr> arguments,
                   Selection rows, ColumnBuilder& out) {
  const kernel::Argument<Text> texts(*arguments[0]);
  if (const auto* pattern = static_cast<const Pattern*>(context.prepared)) {
    for (const auto row : rows) out.set<std::uint8_t>(row, pattern->matches(texts[row]));
    return;
  }
  for (const auto row : rows) {
    std::optional<char32_t> escape;
    if (arguments.size() > 2) escape = escape_character(arguments[2]->string(row));
    const Pattern pattern(arguments[1]->string(row), escape);
    out.set<std::uint8_t>(row, pattern.matches(texts[row]));
  }
}

const ScalarFunction kFunctions[] = {
    {"LIKE(s STRING, pattern STRING, [escape STRING]) -> BOOLEAN", match_pattern<LikePattern>,
     "Whether a text matches a pattern: % stands for any text, _ for one character.",
     "'abc' LIKE 'a%'", Nulls::Propagate, nullptr, prepare_like},
    {"SIMILAR TO(s STRING, pattern STRING, [escape STRING]) -> BOOLEAN",
     match_pattern<SimilarPattern>,
     "Whether a text matches a regular expression of SQL, which also knows % and _.",
     "'abc' SIMILAR TO '(a|b)%'", Nulls::Propagate, nullptr, prepare_pattern<SimilarPattern>},
};

}  // namespace

std::span<const ScalarFunction> like_functions() { return kFunctions; }

}  // namespace streamsql
