#include "engine/sql/statement_splitter.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <string>

#include "engine/base/ascii.h"

namespace streamsql {
namespace {

enum class PieceKind { Word, Other, Semicolon, Blank, String, Identifier, Comment, End };

struct Piece {
  PieceKind kind = PieceKind::End;
  std::size_t end = 0;
  bool closed = true;
};

bool is_word_character(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return std::isalnum(byte) || c == '_' || c == '$' || byte >= 0x80;
}

Piece quoted_piece(std::string_view text, std::size_t at, PieceKind kind) {
  // A doubled quote ends one piece and begins the next, which comes to the same.
  const auto end = text.find(text[at], at + 1);
  if (end == std::string_view::npos) return {kind, text.size(), false};
  return {kind, end + 1};
}

Piece comment_piece(std::string_view text, std::size_t at) {
  const auto end = text.find("*/", at + 2);
  if (end == std::string_view::npos) return {PieceKind::Comment, text.size(), false};
  return {PieceKind::Blank, end + 2};
}

Piece word_piece(std::string_view text, std::size_t at) {
  while (at < text.size() && is_word_character(text[at])) ++at;
  return {PieceKind::Word, at};
}

Piece piece_at(std::string_view text, std::size_t at) {
  if (at >= text.size()) return {PieceKind::End, at};
  const char c = text[at];
  if (std::isspace(static_cast<unsigned char>(c))) return {PieceKind::Blank, at + 1};
  if (c == ';') return {PieceKind::Semicolon, at + 1};
  if (c == '\'') return quoted_piece(text, at, PieceKind::String);
  if (c == '`') return quoted_piece(text, at, PieceKind::Identifier);
  const auto two = text.substr(at, 2);
  if (two == "--" || two == "//") {
    return {PieceKind::Blank, std::min(text.find_first_of("\r\n", at), text.size())};
  }
  if (two == "/*") return comment_piece(text, at);
  if (is_word_character(c)) return word_piece(text, at);
  return {PieceKind::Other, at + 1};
}

// Whether a statement is inside STATEMENT SET BEGIN … END. CASE … END needs no care: END counts
// only where a statement could begin.
class SetTracker {
 public:
  void add(PieceKind kind, std::string_view text) {
    if (kind == PieceKind::Semicolon) {
      at_start_ = true;
      words_ = 0;
      return;
    }
    if (kind != PieceKind::Word) {
      words_ = 0;
      at_start_ = false;
      return;
    }
    static constexpr std::array<std::string_view, 3> kOpening{"STATEMENT", "SET", "BEGIN"};
    if (inside_ && at_start_ && is(text, "END")) inside_ = false;
    words_ =
        is(text, kOpening[words_]) ? words_ + 1 : static_cast<std::size_t>(is(text, kOpening[0]));
    if (words_ == kOpening.size()) {
      inside_ = true;
      at_start_ = true;
      words_ = 0;
      return;
    }
    at_start_ = false;
  }
  bool inside() const { return inside_; }

 private:
  static bool is(std::string_view text, std::string_view word) {
    return equals_ignoring_case(text, word);
  }

  std::size_t words_ = 0;
  bool inside_ = false, at_start_ = true;
};

SplitState open_state(PieceKind kind) {
  if (kind == PieceKind::String) return SplitState::String;
  return kind == PieceKind::Identifier ? SplitState::Identifier : SplitState::Comment;
}

}  // namespace

std::optional<StatementPiece> StatementSplitter::next() {
  SetTracker set;
  std::optional<std::size_t> begin;
  state_ = SplitState::Empty;
  for (auto at = position_;;) {
    const auto piece = piece_at(text_, at);
    if (piece.kind == PieceKind::End) {
      if (set.inside()) state_ = SplitState::StatementSet;
      if (begin) position_ = *begin;
      return std::nullopt;
    }
    if (!piece.closed) {
      state_ = open_state(piece.kind);
      if (begin) position_ = *begin;
      return std::nullopt;
    }
    if (piece.kind != PieceKind::Blank) {
      const bool empty = !begin && piece.kind == PieceKind::Semicolon;
      if (!begin && !empty) begin = at;
      if (!empty) set.add(piece.kind, text_.substr(at, piece.end - at));
      if (!empty) state_ = SplitState::Statement;
      if (piece.kind == PieceKind::Semicolon && !empty && !set.inside()) {
        state_ = SplitState::Empty;
        position_ = piece.end;
        return StatementPiece{*begin, piece.end};
      }
    }
    at = piece.end;
  }
}

}  // namespace streamsql
