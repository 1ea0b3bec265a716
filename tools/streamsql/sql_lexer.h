// SqlLexer: which characters of SQL text are code, which are quoted and which are comments.
#pragma once

#include <string>
#include <string_view>

namespace streamsql {

// Goes over a text from its beginning, character by character. Hints (/*+ … */) are code.
class SqlLexer {
 public:
  enum class State { Code, String, Name, LineComment, BlockComment };

  explicit SqlLexer(std::string_view text) : text_(text) {}
  State state() const { return state_; }
  bool in_comment() const { return state_ == State::LineComment || state_ == State::BlockComment; }

  // Moves over the character at `i`, or over two where two belong together. Returns how many.
  std::size_t step(std::size_t i);

 private:
  bool at(std::size_t i, std::string_view word) const {
    return text_.substr(i, word.size()) == word;
  }
  std::size_t step_code(std::size_t i);
  std::size_t enter(State state, std::size_t length);
  std::size_t leave_at(std::size_t i, std::string_view end);

  std::string_view text_;
  State state_ = State::Code;
};

// The text at the same places, with blanks for all that is quoted or commented.
std::string blank_literals_and_comments(std::string_view text);

}  // namespace streamsql
