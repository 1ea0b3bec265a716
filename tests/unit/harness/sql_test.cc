#include "tests/harness/sql_test.h"

#include <doctest/doctest.h>

namespace streamsql::harness {
namespace {

constexpr TestMode kCanonical;

std::optional<std::string> run(const std::string& text) {
  return run_test(parse_test("t", text), kCanonical);
}

TEST_CASE("a query whose rows are as expected passes") {
  CHECK_FALSE(run("# fact\nquery changelog\nSELECT 1\n----\n+I[1]\n"));
}

TEST_CASE("a query with other rows fails with a diff that names the line") {
  const auto problem = run("\n\nquery changelog\nSELECT 1\n----\n+I[2]\n");
  REQUIRE(problem);
  CHECK(problem->find("line 3") == 0);
  CHECK(problem->find("-+I[2]\n++I[1]\n") != std::string::npos);
}

TEST_CASE("an error is compared by code, place and message, as far as they are given") {
  CHECK_FALSE(run("statement error E2002\nSELECT x\n"));
  CHECK_FALSE(
      run("statement error E2002 at 1:8\nSELECT x\n----\nColumn 'x' not found in any table\n"));
  CHECK(run("statement error E2002 at 1:9\nSELECT x\n"));
  CHECK(run("statement error E2001\nSELECT x\n"));
  CHECK(run("statement error E2001\nSELECT 1\n"));
}

TEST_CASE("what is no directive is refused") {
  CHECK_THROWS(parse_test("t", "statment ok\n"));
  CHECK_THROWS(parse_test("t", "query changelog\nSELECT 1\n"));
}

}  // namespace
}  // namespace streamsql::harness
