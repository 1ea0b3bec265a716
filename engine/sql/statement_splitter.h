// StatementSplitter: where a statement ends, for a shell that reads line by line.
#pragma once

#include <optional>
#include <string_view>

namespace streamsql {

// What the end of the text stands in.
enum class SplitState {
  Statement,    // plain text of a statement that has begun
  Empty,        // nothing but blanks and comments
  String,       // '…
  Identifier,   // `…
  Comment,      // /*… and hints
  StatementSet  // EXECUTE STATEMENT SET BEGIN … without END
};

struct StatementPiece {
  std::size_t begin = 0;  // of the statement's first character after blanks and comments
  std::size_t end = 0;    // behind its ';'
};

// Looks at characters only and never throws. Respects quotes, comments, hints and
// [EXPLAIN | EXECUTE] STATEMENT SET BEGIN … END (a separate BEGIN STATEMENT SET; is a statement).
class StatementSplitter {
 public:
  explicit StatementSplitter(std::string_view text) : text_(text) {}

  // The next statement with its ';', or nothing when the rest has none. Afterwards state() tells
  // what the rest is; rest() is where it begins.
  std::optional<StatementPiece> next();
  SplitState state() const { return state_; }
  std::size_t rest() const { return position_; }

 private:
  std::string_view text_;
  std::size_t position_ = 0;
  SplitState state_ = SplitState::Empty;
};

}  // namespace streamsql
