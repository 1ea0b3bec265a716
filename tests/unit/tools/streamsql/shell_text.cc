#include "tools/streamsql/shell_text.h"

#include <doctest/doctest.h>

namespace streamsql {
namespace {

TEST_CASE("without colours an error is as it is rendered") {
  const std::string error = "error[E2002]: Column 'x' not found\n --> input:1:8\n  |\n1 | x\n  | ^";
  CHECK(ShellText(false).coloured_error(error) == error);
  CHECK(ShellText(false).info("Begin a statement set.") == "[INFO] Begin a statement set.\n");
}

TEST_CASE("on a terminal the code, the carets and the hint stand out") {
  const ShellText text(true);
  CHECK(text.coloured_error("error[E1]: m") == "\x1b[1;31merror[E1]\x1b[0m: m");
  CHECK(text.coloured_error("  |   ^^") == "  |   \x1b[1;31m^^\x1b[0m");
  CHECK(text.coloured_error("hint: h") == "\x1b[36mhint\x1b[0m: h");
  CHECK(text.coloured_error("1 | a ^ b") == "1 | a ^ b");
}

}  // namespace
}  // namespace streamsql
