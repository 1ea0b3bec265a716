// LineEditor: reads lines from a terminal, with editing, history and completion.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "tools/streamsql/completion.h"

namespace streamsql {

// One thread; needs a terminal on standard input. SIGINT is a key while a line is edited.
class LineEditor {
 public:
  enum class Outcome { Line, Interrupted, End };
  // `complete` is asked for what may stand at the end of the text it gets.
  using Completer = std::function<CompletionAnswer(const std::string& text)>;

  explicit LineEditor(Completer complete);
  ~LineEditor();

  // A line without its line end. `before` is what has been read of the statement, for completion.
  Outcome read(const std::string& prompt, const std::string& before, std::string& line);
  // A statement that Up brings back; lines that are part of it are not remembered by themselves.
  void remember(const std::string& statement);
  // Any thread: prints whole lines above the line that is being edited. False, and nothing is
  // printed, when none is.
  bool interject(std::string_view lines);

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace streamsql
