// Fail points: the nth passing acts, and notes say what was passed.
#include "engine/base/fail_point.h"

#include <doctest/doctest.h>
#include <fstream>
#include <sstream>

#include "engine/base/error.h"
#include "engine/base/temporary_directory.h"

namespace streamsql {
namespace {

TEST_CASE("a fail point acts at its nth passing, and only then") {
  arm_fail_points("there:2=error");
  CHECK_NOTHROW(fail_point("there"));
  CHECK_NOTHROW(fail_point("elsewhere"));
  CHECK_THROWS_AS(fail_point("there"), Error);
  CHECK_NOTHROW(fail_point("there"));
  arm_fail_points("");
}

TEST_CASE("notes hold every place that was passed, the last one of a failure too") {
  const TemporaryDirectory directory("notes");
  const auto path = directory.file("notes");
  arm_fail_points("note:1=" + path + ",two:1=error");
  fail_point("one");
  CHECK_THROWS_AS(fail_point("two"), Error);
  arm_fail_points("");
  fail_point("three");
  std::stringstream text;
  text << std::ifstream(path).rdbuf();
  CHECK(text.str() == "one\ntwo\n");
}

}  // namespace
}  // namespace streamsql
