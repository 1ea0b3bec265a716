#include "tools/streamsql/shell_text.h"

#include <cstdlib>
#include <unistd.h>

namespace streamsql {
namespace {

constexpr std::string_view kRed = "1;31", kYellow = "33", kBlue = "36";

// "   |        ^^^^^^"
bool is_caret_line(std::string_view line) {
  const auto bar = line.find('|');
  if (bar == std::string_view::npos || line.find_first_not_of(' ') != bar) return false;
  const auto caret = line.find_first_not_of(' ', bar + 1);
  return caret != std::string_view::npos && line[caret] == '^';
}

}  // namespace

const std::string_view kShellHelp = R"(The following commands are available:

HELP                    Prints this text.
QUIT, EXIT, Ctrl-D      Leaves the shell; jobs that run are stopped cleanly.
CLEAR                   Clears the screen.
SOURCE 'file'           Runs the statements of a file.
SET 'key' = 'value'     Sets a configuration key; SET alone lists what is set.
RESET ['key']           Takes a setting, or all of them, back.
SHOW TABLES, VIEWS, FUNCTIONS, CATALOGS, DATABASES, JOBS, CREATE TABLE t, …
DESCRIBE t              Columns of a table or view.
EXPLAIN statement       The plan of a query or an INSERT.
SELECT …                Runs a query and prints its rows; Ctrl-C stops it, not the shell.
INSERT INTO …           Starts a job behind the shell, or waits for it under 'table.dml-sync'.
EXECUTE STATEMENT SET BEGIN … END; or BEGIN STATEMENT SET; … END;
STOP JOB 'id'           Stops a job cleanly.

A statement ends with ';' and may take several lines. Tab completes keywords, tables, columns,
options and settings. Up and Ctrl-R bring earlier statements back. The setting
'sql-client.execution.result-mode' is tableau, table (a screen that follows the result) or
changelog.
)";

bool wants_colours(int file) {
  const char* no_color = std::getenv("NO_COLOR");
  return isatty(file) && (!no_color || !*no_color);
}

std::string ShellText::paint(std::string_view code, std::string_view text) const {
  if (!colours_) return std::string(text);
  return "\x1b[" + std::string(code) + "m" + std::string(text) + "\x1b[0m";
}

std::string ShellText::info(std::string_view text) const {
  return paint(kBlue, "[INFO]") + " " + std::string(text) + "\n";
}

std::string ShellText::warning(std::string_view text) const {
  return paint(kYellow, "[WARNING]") + " " + std::string(text) + "\n";
}

std::string ShellText::failure(std::string_view rendered) const {
  return paint(kRed, "[ERROR]") + " Could not execute SQL statement. Reason:\n" +
         coloured_error(rendered) + "\n";
}

std::string ShellText::coloured_error(std::string_view rendered) const {
  std::string out;
  while (!rendered.empty()) {
    const auto end = rendered.find('\n');
    const auto line = rendered.substr(0, end);
    rendered.remove_prefix(end == std::string_view::npos ? rendered.size() : end + 1);
    const auto colon = line.find(':');
    const bool is_head = line.starts_with("error[") && colon != std::string_view::npos;
    if (!out.empty()) out += '\n';
    if (is_head || line.starts_with("hint:")) {
      out += paint(is_head ? kRed : kBlue, line.substr(0, colon));
      out += line.substr(colon);
    } else if (is_caret_line(line)) {
      const auto caret = line.find('^');
      out += std::string(line.substr(0, caret)) + paint(kRed, line.substr(caret));
    } else {
      out += line;
    }
  }
  return out;
}

}  // namespace streamsql
