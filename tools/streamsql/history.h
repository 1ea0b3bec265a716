// History: the statements of earlier shells, in a file that nobody else can read.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace streamsql {

// Whether a statement gives an option that holds a secret ('password' = '…'): such a statement is
// never stored. Also true where it cannot be told.
bool mentions_secret(std::string_view statement);

// One line of the file per statement; line ends and backslashes are escaped.
std::string escape_history(std::string_view statement);
std::string unescape_history(std::string_view line);

// $XDG_STATE_HOME/streamsql/history, else ~/.local/state/streamsql/history; empty without a home.
std::filesystem::path history_path();

// One thread. Failures to read or write are no reason to stop a shell: they are ignored.
class History {
 public:
  static constexpr std::size_t kMaximum = 2000;  // statements kept when a shell starts

  explicit History(std::filesystem::path file);
  const std::vector<std::string>& statements() const { return statements_; }  // oldest first
  // Appends it, unless it repeats the last one or mentions a secret. Whether it was taken.
  bool add(std::string statement);

 private:
  void store(std::string_view lines, bool append) const;

  std::filesystem::path file_;
  std::vector<std::string> statements_;
};

}  // namespace streamsql
