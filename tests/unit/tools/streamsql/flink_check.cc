#include "tools/streamsql/flink_check.h"

#include <doctest/doctest.h>

using namespace streamsql;

namespace {

std::vector<std::string> warnings_of(std::string sql) {
  std::vector<std::string> out;
  for (const auto& warning : find_foreign_syntax(make_source_text("job.sql", std::move(sql)))) {
    out.push_back(render_warning(warning));
  }
  return out;
}

}  // namespace

TEST_CASE("Flink has no !=") {
  CHECK(warnings_of("SELECT a\nWHERE a != 1 -- b != 2") ==
        std::vector<std::string>{"warning: Flink has no operator !=\n"
                                 "  --> job.sql:2:9\n"
                                 "   |\n"
                                 " 2 | WHERE a != 1 -- b != 2\n"
                                 "   |         ^^\n"
                                 "hint: write <>"});
  CHECK(warnings_of("SELECT '!=' , `a!=` /* != */ <> 1").empty());
}

TEST_CASE("Flink counts distinct values of one argument only") {
  CHECK(warnings_of("SELECT COUNT(DISTINCT a, b)").size() == 1);
  CHECK(warnings_of("SELECT count ( distinct f(a, b) ), c").empty());
}
