#include "tools/streamsql/status_line.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include "engine/base/utf8.h"

namespace streamsql {
namespace {

constexpr const char* kErase = "\r\033[K";

std::string cut_to(const std::string& text, std::size_t width) {
  std::size_t end = 0;
  for (std::size_t next = 0; next < text.size(); end = next) {
    next_code_point(text, next);
    if (display_width(text.substr(0, next)) > width) break;
  }
  return text.substr(0, end);
}

}  // namespace

StatusLine::StatusLine(std::FILE* stream) : stream_(stream), is_terminal_(isatty(fileno(stream))) {}

std::size_t StatusLine::width() const {
  winsize size{};
  const bool known = ioctl(fileno(stream_), TIOCGWINSZ, &size) == 0 && size.ws_col > 1;
  return known ? size.ws_col - 1u : 79u;
}

void StatusLine::show(std::string text) {
  if (!is_terminal_) return;
  const std::lock_guard lock(mutex_);
  if (text == shown_) return;
  std::fputs(kErase, stream_);
  shown_ = std::move(text);
  draw();
}

void StatusLine::around(const std::function<void()>& write) {
  const std::lock_guard lock(mutex_);
  if (!shown_.empty()) {
    std::fputs(kErase, stream_);
    std::fflush(stream_);
  }
  write();
  draw();
}

void StatusLine::print(const std::string& lines) {
  around([&] { std::fwrite(lines.data(), 1, lines.size(), stream_); });
}

void StatusLine::draw() {
  if (!shown_.empty()) std::fputs(cut_to(shown_, width()).c_str(), stream_);
  std::fflush(stream_);
}

StatusLine& stderr_status() {
  static StatusLine line(stderr);
  return line;
}

}  // namespace streamsql
