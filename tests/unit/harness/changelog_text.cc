#include "tests/harness/changelog_text.h"

#include <doctest/doctest.h>

namespace streamsql::harness {
namespace {

using Lines = std::vector<std::string>;

TEST_CASE("an update leaves its last row, a delete none") {
  CHECK(fold_changelog("+I[a, 1]\n-U[a, 1]\n+U[a, 2]\n+I[b, 1]\n-D[b, 1]\n") == Lines{"[a, 2]"});
}

TEST_CASE("equal rows are kept as often as they are") {
  CHECK(fold_changelog("+I[b]\n+I[a]\n+I[b]\n") == Lines{"[a]", "[b]", "[b]"});
}

TEST_CASE("what was never there shows when it is taken away") {
  CHECK(fold_changelog("-D[a]\n") == Lines{"-D[a]"});
}

}  // namespace
}  // namespace streamsql::harness
