// StatusLine: one line at the foot of a terminal that is redrawn in place, under the log.
#pragma once

#include <cstdio>
#include <functional>
#include <mutex>
#include <string>

namespace streamsql {

// Any thread. Does nothing but print lines when its stream is no terminal.
class StatusLine {
 public:
  explicit StatusLine(std::FILE* stream);
  ~StatusLine() { clear(); }

  bool is_terminal() const { return is_terminal_; }
  // Replaces the line; cut to the terminal's width. Empty: none.
  void show(std::string text);
  void clear() { show(""); }
  // Prints lines (with their line ends) above the status line.
  void print(const std::string& lines);
  // Runs `write`, which prints to another stream of the same terminal, with the line out of the
  // way.
  void around(const std::function<void()>& write);

 private:
  void draw();
  std::size_t width() const;

  std::FILE* stream_;
  bool is_terminal_;
  std::mutex mutex_;
  std::string shown_;
};

// The process's own, on stderr: the log and the live line share it.
StatusLine& stderr_status();

}  // namespace streamsql
