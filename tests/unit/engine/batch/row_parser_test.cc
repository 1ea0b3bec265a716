#include <doctest/doctest.h>

#include "engine/base/error.h"
#include "engine/batch/batch.h"

namespace streamsql {
namespace {

const Schema kSchema{{{"n", DataType::integer()},
                      {"d", DataType::decimal(10, 2)},
                      {"t", DataType::timestamp(3)},
                      {"a", DataType::array(DataType::string())},
                      {"m", DataType::map(DataType::string(), DataType::integer())},
                      {"r", DataType::row({{"x", DataType::integer()}, {"b", DataType::bytes()}})},
                      {"s", DataType::string()}},
                     {}};

TEST_CASE("parsing rows is the inverse of printing them") {
  const std::string text =
      "+I[1, 1.50, 2020-10-10T00:00, [a, b], {k=1, l=null}, +I[1, [1, -2]], x, y]\n"
      "-D[null, null, null, null, null, null, null]\n"
      "+U[2, 0.00, 2020-10-10T00:00:01.500, [], {}, +I[null, []], ]\n";
  CHECK(Batch::parse(kSchema, text).to_string() == text);
}

TEST_CASE("text that fits no row is refused") {
  const Schema one{{{"n", DataType::integer()}}, {}};
  CHECK_THROWS_WITH_AS(Batch::parse(one, "+I[x]"), "'x' is no value of type INT", Error);
  CHECK_THROWS_AS(Batch::parse(one, "I[1]"), Error);
}

}  // namespace
}  // namespace streamsql
