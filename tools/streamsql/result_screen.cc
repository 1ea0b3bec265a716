#include "tools/streamsql/result_screen.h"

#include <algorithm>
#include <cstdio>
#include <fmt/format.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include "engine/base/utf8.h"

namespace streamsql {
namespace {

constexpr int kRefreshMillis = 200;
constexpr std::string_view kKeys = " Q quit   Up/Down, PgUp/PgDn scroll   Home/End first, last ";

// As much of a line as the terminal has columns.
std::string clipped(std::string_view line, std::size_t columns) {
  std::size_t end = 0, width = 0;
  while (end < line.size()) {
    auto next = end;
    next_code_point(line, next);
    width += display_width(line.substr(end, next - end));
    if (width > columns) break;
    end = next;
  }
  return std::string(line.substr(0, end));
}

ScreenSize terminal_size() {
  winsize size{};
  if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return {};
  return {size.ws_col, size.ws_row};
}

// The alternate screen with keys unbuffered, for as long as it lives.
class Takeover {
 public:
  Takeover() {
    tcgetattr(STDIN_FILENO, &before_);
    auto raw = before_;
    raw.c_lflag &= ~static_cast<tcflag_t>(ICANON | ECHO | ISIG);
    tcsetattr(STDIN_FILENO, TCSADRAIN, &raw);
    std::fputs("\x1b[?1049h\x1b[?25l", stdout);
  }
  ~Takeover() {
    std::fputs("\x1b[?25h\x1b[?1049l", stdout);
    std::fflush(stdout);
    tcsetattr(STDIN_FILENO, TCSADRAIN, &before_);
  }

 private:
  termios before_{};
};

enum class Key { None, Quit, Up, Down, PageUp, PageDown, Home, End };

Key read_key() {
  pollfd file{STDIN_FILENO, POLLIN, 0};
  if (poll(&file, 1, kRefreshMillis) <= 0) return Key::None;
  char bytes[8] = {};
  const auto count = read(STDIN_FILENO, bytes, sizeof bytes);
  if (count <= 0) return Key::Quit;
  const std::string_view text(bytes, static_cast<std::size_t>(count));
  if (text == "q" || text == "Q" || text == "\x03" || text == "\x04") return Key::Quit;
  if (text == "\x1b[A" || text == "\x1bOA" || text == "k") return Key::Up;
  if (text == "\x1b[B" || text == "\x1bOB" || text == "j") return Key::Down;
  if (text == "\x1b[5~" || text == "p") return Key::PageUp;
  if (text == "\x1b[6~" || text == "n" || text == " ") return Key::PageDown;
  if (text == "\x1b[H" || text == "\x1b[1~" || text == "g") return Key::Home;
  if (text == "\x1b[F" || text == "\x1b[4~" || text == "G") return Key::End;
  return Key::None;
}

// Which row stands on top; follows the end until the user goes elsewhere.
class Scroll {
 public:
  std::size_t first(std::size_t rows, std::size_t page) {
    const auto last = rows > page ? rows - page : 0;
    if (follows_) first_ = last;
    return first_ = std::min(first_, last);
  }
  void press(Key key, std::size_t page) {
    follows_ = key == Key::End || (follows_ && key == Key::None);
    if (key == Key::Up && first_ > 0) --first_;
    if (key == Key::Down) ++first_;
    if (key == Key::PageUp) first_ -= std::min(first_, page);
    if (key == Key::PageDown) first_ += page;
    if (key == Key::Home) first_ = 0;
  }

 private:
  std::size_t first_ = 0;
  bool follows_ = true;
};

}  // namespace

void ResultRows::add(std::vector<Cells> changes) {
  const std::lock_guard lock(mutex_);
  received_ += changes.size();
  for (auto& change : changes) fold(std::move(change));
}

// A change that takes a row away takes the latest one that is equal, as Flink does.
void ResultRows::fold(Cells change) {
  if (mode_ == Mode::Table) {
    const bool removes = change.front() == "-U" || change.front() == "-D";
    change.erase(change.begin());
    if (removes) {
      const auto found = std::find(rows_.rbegin(), rows_.rend(), change);
      if (found != rows_.rend()) rows_.erase(std::next(found).base());
      return;
    }
  }
  rows_.push_back(std::move(change));
  if (rows_.size() > maximum_) rows_.erase(rows_.begin());
}

std::vector<Cells> ResultRows::rows() const {
  const std::lock_guard lock(mutex_);
  return rows_;
}

std::uint64_t ResultRows::received() const {
  const std::lock_guard lock(mutex_);
  return received_;
}

std::string screen_picture(const ResultRows& rows, const Tableau& frame, const ScreenView& view) {
  const auto all = rows.rows();
  const auto [first, size] = std::pair(view.first, view.size);
  std::string text =
      fmt::format(" {}   {} rows, {} received\n", view.title, all.size(), rows.received()) +
      frame.header();
  for (auto i = first; i < all.size() && i + 5 < first + size.rows; ++i) text += frame.row(all[i]);
  std::string out;
  std::size_t lines = 0;
  for (std::size_t begin = 0; begin < text.size() && lines + 1 < size.rows; ++lines) {
    const auto end = text.find('\n', begin);
    out += clipped(std::string_view(text).substr(begin, end - begin), size.columns);
    out += "\r\n";
    begin = end + 1;
  }
  for (; lines + 1 < size.rows; ++lines) out += "\r\n";
  return out + clipped(kKeys, size.columns);
}

void show_result_screen(const ResultRows& rows, const Tableau& frame, ResultRows::Mode mode,
                        const std::function<bool()>& ended) {
  const Takeover takeover;
  Scroll scroll;
  for (auto key = Key::None; key != Key::Quit; key = read_key()) {
    const auto size = terminal_size();
    const auto page = size.rows > 5 ? size.rows - 5 : 1;
    scroll.press(key, page);
    const auto title = fmt::format("SQL Query Result ({}) - {}",
                                   mode == ResultRows::Mode::Table ? "Table" : "Changelog",
                                   ended() ? "finished" : "running");
    const auto first = scroll.first(rows.rows().size(), page);
    auto picture = screen_picture(rows, frame, {title, first, size});
    std::string clear;  // the rest of each line, so that nothing flickers
    for (const char c : picture) clear += c == '\r' ? std::string("\x1b[K\r") : std::string(1, c);
    std::fputs(("\x1b[H" + clear + "\x1b[K").c_str(), stdout);
    std::fflush(stdout);
  }
}

}  // namespace streamsql
