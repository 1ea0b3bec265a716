#include "tools/streamsql/sql_lexer.h"

namespace streamsql {

std::size_t SqlLexer::step(std::size_t i) {
  switch (state_) {
    case State::Code: return step_code(i);
    case State::String: return leave_at(i, "'");
    case State::Name: return leave_at(i, "`");
    case State::LineComment: return leave_at(i, "\n");
    case State::BlockComment: return leave_at(i, "*/");
  }
  return 1;
}

std::size_t SqlLexer::step_code(std::size_t i) {
  if (at(i, "'")) return enter(State::String, 1);
  if (at(i, "`")) return enter(State::Name, 1);
  if (at(i, "--") || at(i, "//")) return enter(State::LineComment, 2);
  if (at(i, "/*") && !at(i, "/*+")) return enter(State::BlockComment, 2);
  return 1;
}

std::size_t SqlLexer::enter(State state, std::size_t length) {
  state_ = state;
  return length;
}

std::size_t SqlLexer::leave_at(std::size_t i, std::string_view end) {
  if (!at(i, end)) return 1;
  state_ = State::Code;
  return end.size();
}

std::string blank_literals_and_comments(std::string_view text) {
  std::string out;
  SqlLexer lexer(text);
  for (std::size_t i = 0; i < text.size();) {
    const auto before = lexer.state();
    const auto length = lexer.step(i);
    const bool code = before == SqlLexer::State::Code && lexer.state() == SqlLexer::State::Code;
    out += code ? std::string(text.substr(i, length)) : std::string(length, ' ');
    i += length;
  }
  return out;
}

}  // namespace streamsql
