#include "tools/streamsql/line_editor.h"

#include <algorithm>
#include <clocale>
#include <cstdio>
#include <cstring>
#include <cwchar>
#include <histedit.h>
#include <langinfo.h>
#include <mutex>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "engine/base/utf8.h"

namespace streamsql {
namespace {

constexpr std::size_t kMostCandidates = 200;

std::size_t terminal_columns() {
  winsize size{};
  const bool known = ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0;
  return known ? size.ws_col : 80;
}

// libedit decodes what is typed by the locale; SQL text is UTF-8 whatever that says.
void use_utf8() {
  std::setlocale(LC_CTYPE, "");
  if (std::strcmp(nl_langinfo(CODESET), "UTF-8") != 0) std::setlocale(LC_CTYPE, "C.UTF-8");
}

void print_in_columns(const std::vector<std::string>& texts) {
  std::size_t width = 0;
  for (const auto& text : texts) width = std::max(width, display_width(text) + 2);
  const auto shown = std::min(texts.size(), kMostCandidates);
  const auto columns = std::max<std::size_t>(1, terminal_columns() / width);
  const auto rows = (shown + columns - 1) / columns;
  std::string out = "\n";
  for (std::size_t row = 0; row < rows; ++row) {
    for (auto i = row; i < shown; i += rows) {
      out += texts[i];
      if (i + rows < shown) out.append(width - display_width(texts[i]), ' ');
    }
    out += '\n';
  }
  if (shown < texts.size()) out += "… and " + std::to_string(texts.size() - shown) + " more\n";
  std::fwrite(out.data(), 1, out.size(), stdout);
  std::fflush(stdout);
}

}  // namespace

struct LineEditor::Parts {
  Completer complete;
  EditLine* edit = nullptr;
  ::History* history = nullptr;
  std::string prompt, before;
  bool interrupted = false;
  int wake = -1;     // rung by interject
  std::mutex mutex;  // of the rest
  bool reading = false;
  std::string interjected;

  static Parts& of(EditLine* edit) {
    void* parts = nullptr;
    el_get(edit, EL_CLIENTDATA, &parts);
    return *static_cast<Parts*>(parts);
  }

  static char* prompt_of(EditLine* edit) { return of(edit).prompt.data(); }

  // libedit's way to read a character: also looks out for what interject brings.
  static int read_character(EditLine* edit, wchar_t* out) {
    auto& parts = of(edit);
    std::mbstate_t state{};
    while (true) {
      pollfd files[] = {{STDIN_FILENO, POLLIN, 0}, {parts.wake, POLLIN, 0}};
      if (poll(files, 2, -1) < 0) continue;  // a signal
      if (files[1].revents) parts.show_interjected();
      if (!files[0].revents) continue;
      char byte = 0;
      if (::read(STDIN_FILENO, &byte, 1) != 1) return 0;
      const auto length = std::mbrtowc(out, &byte, 1, &state);
      if (length != static_cast<std::size_t>(-2) && length != static_cast<std::size_t>(-1)) {
        return 1;
      }
      if (length == static_cast<std::size_t>(-1)) state = {};
    }
  }

  void show_interjected() {
    std::uint64_t count = 0;
    [[maybe_unused]] const auto got = ::read(wake, &count, sizeof count);
    const std::lock_guard lock(mutex);
    if (interjected.empty()) return;
    std::fputs("\r\x1b[J", stdout);
    std::fwrite(interjected.data(), 1, interjected.size(), stdout);
    std::fflush(stdout);
    interjected.clear();
    el_set(edit, EL_REFRESH);
  }

  void set_reading(bool now) {
    const std::lock_guard lock(mutex);
    reading = now;
    if (now) return;
    std::fwrite(interjected.data(), 1, interjected.size(), stdout);
    interjected.clear();
  }

  static unsigned char on_interrupt(EditLine* edit, int) {
    of(edit).interrupted = true;
    return CC_NEWLINE;
  }

  static unsigned char on_tab(EditLine* edit, int) { return of(edit).complete_line(); }

  // Inserts what is certain; shows what is not.
  unsigned char complete_line() {
    const LineInfo* line = el_line(edit);
    const std::string typed(line->buffer, line->cursor);
    const auto answer = complete(before + typed);
    if (answer.candidates.empty() || answer.begin < before.size()) return CC_REFRESH_BEEP;
    const auto begin = answer.begin - before.size();
    auto text = common_beginning(answer.candidates);
    if (answer.candidates.size() == 1 && !text.ends_with('(') && text.find('\'') == text.npos) {
      text += ' ';
    }
    const bool grows = text.size() > typed.size() - begin ||
                       (answer.candidates.size() == 1 && text != typed.substr(begin));
    if (grows) {
      el_deletestr(edit, static_cast<int>(characters(typed.substr(begin))));
      el_insertstr(edit, text.c_str());
      return CC_REFRESH;
    }
    print_in_columns(answer.candidates);
    return CC_REDISPLAY;
  }

  // libedit counts characters, not bytes.
  static std::size_t characters(const std::string& text) {
    return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
      return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
    }));
  }
};

LineEditor::LineEditor(Completer complete) : parts_(std::make_unique<Parts>()) {
  use_utf8();
  parts_->complete = std::move(complete);
  parts_->wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  auto* edit = parts_->edit = el_init("streamsql", stdin, stdout, stderr);
  HistEvent event;
  parts_->history = history_init();
  history(parts_->history, &event, H_SETSIZE, 10000);
  el_set(edit, EL_CLIENTDATA, parts_.get());
  el_set(edit, EL_GETCFN, &Parts::read_character);
  el_set(edit, EL_PROMPT, &Parts::prompt_of);
  el_set(edit, EL_EDITOR, "emacs");
  el_set(edit, EL_HIST, history, parts_->history);
  el_set(edit, EL_ADDFN, "streamsql-complete", "Complete what stands at the cursor",
         &Parts::on_tab);
  el_set(edit, EL_ADDFN, "streamsql-interrupt", "Give the statement up", &Parts::on_interrupt);
  el_set(edit, EL_SETTY, "-d", "-isig", nullptr);
  el_set(edit, EL_BIND, "^I", "streamsql-complete", nullptr);
  el_set(edit, EL_BIND, "^C", "streamsql-interrupt", nullptr);
  el_set(edit, EL_BIND, "^R", "em-inc-search-prev", nullptr);
  el_set(edit, EL_BIND, "^W", "ed-delete-prev-word", nullptr);
  for (const char* key : {"\\e[1;5C", "\\e[5C"})
    el_set(edit, EL_BIND, key, "em-next-word", nullptr);
  for (const char* key : {"\\e[1;5D", "\\e[5D"})
    el_set(edit, EL_BIND, key, "ed-prev-word", nullptr);
  el_set(edit, EL_BIND, "\\e[3~", "ed-delete-next-char", nullptr);
  el_set(edit, EL_BIND, "\\e[H", "ed-move-to-beg", nullptr);
  el_set(edit, EL_BIND, "\\e[F", "ed-move-to-end", nullptr);
  el_set(edit, EL_BIND, "\\e[1~", "ed-move-to-beg", nullptr);
  el_set(edit, EL_BIND, "\\e[4~", "ed-move-to-end", nullptr);
}

LineEditor::~LineEditor() {
  el_end(parts_->edit);
  history_end(parts_->history);
  close(parts_->wake);
}

LineEditor::Outcome LineEditor::read(const std::string& prompt, const std::string& before,
                                     std::string& line) {
  parts_->prompt = prompt;
  parts_->before = before;
  parts_->interrupted = false;
  int length = 0;
  parts_->set_reading(true);
  const char* text = el_gets(parts_->edit, &length);
  parts_->set_reading(false);
  if (parts_->interrupted) {
    std::fputs("^C\n", stdout);
    return Outcome::Interrupted;
  }
  if (!text || length <= 0) return Outcome::End;
  line.assign(text);
  while (line.ends_with('\n') || line.ends_with('\r')) line.pop_back();
  return Outcome::Line;
}

bool LineEditor::interject(std::string_view lines) {
  const std::lock_guard lock(parts_->mutex);
  if (!parts_->reading) return false;
  parts_->interjected += lines;
  const std::uint64_t one = 1;
  [[maybe_unused]] const auto written = ::write(parts_->wake, &one, sizeof one);
  return true;
}

void LineEditor::remember(const std::string& statement) {
  HistEvent event;
  history(parts_->history, &event, H_ENTER, statement.c_str());
}

}  // namespace streamsql
