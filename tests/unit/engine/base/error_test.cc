#include "engine/base/error.h"

#include <doctest/doctest.h>

using namespace streamsql;

TEST_CASE("an error is rendered with its place and hint") {
  const auto text = make_source_text("job.sql", "SELECT 1;\nSELECT usr_id FROM orders");
  const Error error = Error(ErrorCode::UnknownColumn, "Column 'usr_id' not found in any table")
                          .at({17, 23})
                          .in(text)
                          .hint("did you mean 'user_id'?");
  CHECK(render(error) ==
        "error[E2002]: Column 'usr_id' not found in any table\n"
        "  --> job.sql:2:8\n"
        "   |\n"
        " 2 | SELECT usr_id FROM orders\n"
        "   |        ^^^^^^\n"
        "hint: did you mean 'user_id'?");
}

TEST_CASE("columns count characters and carets count terminal columns") {
  const auto text = make_source_text("job.sql", "SELECT '设备' AS x, y");
  const auto begin = static_cast<std::uint32_t>(text->text().find('y'));
  const Error error = Error(ErrorCode::UnknownColumn, "no").at({begin, begin + 1}).in(text);
  CHECK(render(error).find("job.sql:1:19") != std::string::npos);
  CHECK(render(error).find("\n   |                     ^") != std::string::npos);
}

TEST_CASE("the innermost place wins") {
  const Error error = Error(ErrorCode::Internal, "x").at({1, 2}).at({5, 9});
  CHECK(error.span()->begin == 1);
}
