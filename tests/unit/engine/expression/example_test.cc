#include <doctest/doctest.h>

#include "tests/unit/engine/expression/sql_expression.h"

using namespace streamsql;

TEST_CASE("every function's example is TRUE") {
  const EvaluationContext context;
  const Schema schema;
  const Batch one_row({}, 1);
  for (const auto* function : builtin_functions().functions()) {
    CAPTURE(std::string(function->signature));
    CAPTURE(std::string(function->example));
    CHECK(!function->summary.empty());
    REQUIRE(!function->example.empty());
    try {
      const auto predicate = test::parse_expression(function->example, schema, context);
      CHECK(select(*predicate, context, one_row, all_rows(1)).size() == 1);
    } catch (const Error& error) {
      FAIL_CHECK(error.message());
    }
  }
}
