#include "tools/streamsql/unified_diff.h"

#include <doctest/doctest.h>

namespace streamsql {
namespace {

using Lines = std::vector<std::string>;

std::string diff(const Lines& expected, const Lines& actual) {
  return unified_diff(expected, actual, {"e", "a"});
}

TEST_CASE("equal texts have no diff") {
  CHECK(diff({}, {}).empty());
  CHECK(diff({"a", "b"}, {"a", "b"}).empty());
}

TEST_CASE("a changed line is removed and added, with its neighbours around it") {
  CHECK(diff({"1", "2", "3", "4", "5", "6", "7", "8", "9"},
             {"1", "2", "3", "4", "x", "6", "7", "8", "9"}) ==
        "--- e\n+++ a\n@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+x\n 6\n 7\n 8\n");
}

TEST_CASE("a missing line is only removed") {
  CHECK(diff({"a", "b", "c"}, {"a", "c"}) == "--- e\n+++ a\n@@ -1,3 +1,2 @@\n a\n-b\n c\n");
}

TEST_CASE("everything is new when nothing was expected") {
  CHECK(diff({}, {"a", "b"}) == "--- e\n+++ a\n@@ -0,0 +1,2 @@\n+a\n+b\n");
}

TEST_CASE("differences far apart have hunks of their own") {
  Lines expected, actual;
  for (int i = 0; i < 30; ++i) expected.push_back(std::to_string(i));
  actual = expected;
  actual[2] = "x";
  actual[25] = "y";
  const auto text = diff(expected, actual);
  CHECK(text.find("@@ -1,6 +1,6 @@") != std::string::npos);
  CHECK(text.find("@@ -23,7 +23,7 @@") != std::string::npos);
}

TEST_CASE("lines are split without their ends, and a last line may lack one") {
  CHECK(split_lines("a\n\nb") == Lines{"a", "", "b"});
  CHECK(split_lines("a\n") == Lines{"a"});
  CHECK(split_lines("").empty());
}

}  // namespace
}  // namespace streamsql
