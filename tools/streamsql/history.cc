#include "tools/streamsql/history.h"

#include <cctype>
#include <cstdlib>
#include <fcntl.h>
#include <fstream>
#include <sys/stat.h>
#include <unistd.h>

#include "engine/base/ascii.h"
#include "engine/base/options.h"

namespace streamsql {
namespace {

bool is_secret_key(std::string_view key) { return printable_value(nullptr, key, "x") != "x"; }

}  // namespace

// Any mention will do: a statement with a secret in a comment, a URL or a broken literal is a
// secret as well, and a statement too few in the history costs nothing.
bool mentions_secret(std::string_view statement) {
  const auto text = to_lower(statement);
  std::string word;
  for (std::size_t i = 0; i <= text.size(); ++i) {
    const bool part = i < text.size() && (std::isalnum(static_cast<unsigned char>(text[i])) ||
                                          text[i] == '.' || text[i] == '-' || text[i] == '_');
    if (part) {
      word += text[i];
    } else {
      if (!word.empty() && is_secret_key(word)) return true;
      word.clear();
    }
  }
  // user:password@host
  const auto scheme = text.find("://");
  if (scheme == std::string::npos) return false;
  const auto end = text.find_first_of("/'\" \n", scheme + 3);
  return text.substr(scheme + 3, end - scheme - 3).find('@') != std::string::npos;
}

std::string escape_history(std::string_view statement) {
  std::string out;
  for (const char c : statement) {
    if (c == '\\') {
      out += "\\\\";
    } else if (c == '\n') {
      out += "\\n";
    } else if (c != '\r') {
      out += c;
    }
  }
  return out;
}

std::string unescape_history(std::string_view line) {
  std::string out;
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (line[i] != '\\' || i + 1 == line.size()) {
      out += line[i];
    } else {
      out += line[++i] == 'n' ? '\n' : line[i];
    }
  }
  return out;
}

std::filesystem::path history_path() {
  const auto variable = [](const char* name) -> std::filesystem::path {
    const char* value = std::getenv(name);
    return value ? value : "";
  };
  auto state = variable("XDG_STATE_HOME");
  if (state.empty() && !variable("HOME").empty()) state = variable("HOME") / ".local" / "state";
  return state.empty() ? state : state / "streamsql" / "history";
}

History::History(std::filesystem::path file) : file_(std::move(file)) {
  std::ifstream stream(file_);
  for (std::string line; std::getline(stream, line);) {
    if (!line.empty()) statements_.push_back(unescape_history(line));
  }
  if (statements_.size() <= kMaximum) return;
  statements_.erase(statements_.begin(), statements_.end() - kMaximum);
  std::string lines;
  for (const auto& statement : statements_) lines += escape_history(statement) + "\n";
  store(lines, false);
}

bool History::add(std::string statement) {
  if (mentions_secret(statement)) return false;
  if (!statements_.empty() && statements_.back() == statement) return false;
  store(escape_history(statement) + "\n", true);
  statements_.push_back(std::move(statement));
  return true;
}

void History::store(std::string_view lines, bool append) const {
  if (file_.empty()) return;
  std::error_code ignored;
  std::filesystem::create_directories(file_.parent_path(), ignored);
  const int flags = O_WRONLY | O_CREAT | O_CLOEXEC | (append ? O_APPEND : O_TRUNC);
  const int file = open(file_.c_str(), flags, 0600);
  if (file < 0) return;
  [[maybe_unused]] const auto mode = fchmod(file, 0600);
  [[maybe_unused]] const auto written = write(file, lines.data(), lines.size());
  close(file);
}

}  // namespace streamsql
