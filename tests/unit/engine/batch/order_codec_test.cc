#include "engine/batch/order_codec.h"

#include <cmath>
#include <doctest/doctest.h>

#include "engine/batch/batch.h"
#include "engine/batch/column_builder.h"

namespace streamsql {
namespace {

// Encodes the values of a column literal, each line "+I[value]", which must be ascending.
void check_ascending(const DataType& type, std::string_view rows) {
  const auto batch = Batch::parse(Schema{{{"v", type}}}, rows);
  for (const bool descending : {false, true}) {
    for (std::size_t i = 1; i < batch.row_count(); ++i) {
      std::string before, after;
      append_order(batch.column(0), i - 1, {descending, true}, before);
      append_order(batch.column(0), i, {descending, true}, after);
      CAPTURE(batch.to_string());
      CAPTURE(i);
      const bool null = batch.column(0).is_null(i - 1);
      CHECK((descending && !null ? after < before : before < after));
      CHECK(!after.starts_with(before));
      CHECK(!before.starts_with(after));
    }
  }
}

}  // namespace

TEST_CASE("encoded values sort as the values do") {
  check_ascending(DataType::boolean(), "+I[null]\n+I[false]\n+I[true]");
  check_ascending(DataType(TypeKind::TinyInt), "+I[null]\n+I[-128]\n+I[-1]\n+I[0]\n+I[127]");
  check_ascending(DataType(TypeKind::SmallInt), "+I[-32768]\n+I[-1]\n+I[0]\n+I[300]");
  check_ascending(DataType::integer(), "+I[null]\n+I[-2147483648]\n+I[-1]\n+I[0]\n+I[70000]");
  check_ascending(DataType::bigint(), "+I[-9223372036854775808]\n+I[-256]\n+I[0]\n+I[1]\n+I[256]");
  check_ascending(DataType::double_precision(), "+I[null]\n+I[-1e300]\n+I[-1.5]\n+I[0]\n+I[1e-9]");
  check_ascending(DataType::decimal(38, 2),
                  "+I[null]\n+I[-99999999999999999999.00]\n+I[-0.01]\n+I[0.00]\n+I[0.01]");
  check_ascending(DataType::string(), "+I[null]\n+I[]\n+I[a]\n+I[a ]\n+I[ab]\n+I[b]\n+I[é]");
  check_ascending(DataType::timestamp(9),
                  "+I[1969-12-31 23:59:59.999999999]\n+I[1970-01-01 00:00:00.000000000]\n"
                  "+I[1970-01-01 00:00:00.000000001]\n+I[2021-09-24 12:00:00.000000000]");
}

TEST_CASE("NULLs sort last when asked") {
  const auto batch = Batch::parse(Schema{{{"v", DataType::bigint()}}}, "+I[null]\n+I[5]");
  for (const bool descending : {false, true}) {
    std::string null, value;
    append_order(batch.column(0), 0, {descending, false}, null);
    append_order(batch.column(0), 1, {descending, false}, value);
    CHECK(value < null);
  }
}

TEST_CASE("negative zero sorts as zero, and NaN above infinity") {
  ColumnBuilder builder(DataType::double_precision());
  for (const double value : {-0.0, 0.0, double{INFINITY}, double{NAN}, -double{NAN}})
    builder.append<double>(value);
  const auto column = builder.finish();
  std::string bytes[5];
  for (std::size_t i = 0; i < 5; ++i) append_order(*column, i, {}, bytes[i]);
  CHECK(bytes[0] == bytes[1]);
  CHECK(bytes[2] < bytes[3]);
  CHECK(bytes[3] == bytes[4]);
}

TEST_CASE("a zero byte in a string does not end it") {
  ColumnBuilder builder(DataType::string());
  for (const auto text : {std::string_view("a"), std::string_view("a\0", 2),
                          std::string_view("a\0\1", 3), std::string_view("a\1", 2)}) {
    builder.append_string(text);
  }
  const auto column = builder.finish();
  for (std::size_t i = 1; i < 4; ++i) {
    std::string before, after;
    append_order(*column, i - 1, {}, before);
    append_order(*column, i, {}, after);
    CHECK(before < after);
  }
}

}  // namespace streamsql
