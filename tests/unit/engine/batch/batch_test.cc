#include "engine/batch/batch.h"

#include <doctest/doctest.h>

#include "engine/batch/batch_builder.h"
#include "engine/batch/key_codec.h"

using namespace streamsql;

namespace {

ColumnPtr strings(const std::vector<std::string>& values) {
  ColumnBuilder builder(DataType::string());
  for (const auto& value : values) builder.append_string(value);
  return builder.finish();
}

}  // namespace

TEST_CASE("a column keeps long and short strings") {
  const auto column = strings({"", "short", "exactly12byt", "more than twelve bytes"});
  CHECK(column->string(0).empty());
  CHECK(column->string(2) == "exactly12byt");
  CHECK(column->string(3) == "more than twelve bytes");
}

TEST_CASE("NULLs are stored only when there are any") {
  ColumnBuilder builder(DataType::integer());
  builder.append(1);
  builder.append(2);
  CHECK_FALSE(builder.finish()->has_nulls());
  builder.append(1);
  builder.append_null();
  const auto column = builder.finish();
  CHECK_FALSE(column->is_null(0));
  CHECK(column->is_null(1));
}

TEST_CASE("taking rows keeps order, NULLs and strings") {
  ColumnBuilder builder(DataType::string());
  for (int i = 0; i < 200; ++i) {
    if (i % 3 == 0) {
      builder.append_null();
    } else {
      builder.append_string("the string with the number " + std::to_string(i));
    }
  }
  const auto column = builder.finish();
  const std::vector<std::uint32_t> few = {3, 4, 199};
  const auto taken = column->take(few);
  CHECK(taken->size() == 3);
  CHECK(taken->is_null(0));
  CHECK(taken->string(1) == "the string with the number 4");
  CHECK(taken->string(2) == "the string with the number 199");
}

TEST_CASE("nested values are copied deeply") {
  const auto type = DataType::array(DataType::row({{"a", DataType::integer()}}));
  ColumnBuilder builder(type);
  auto& rows = builder.child(0);
  rows.child(0).append(1);
  rows.append_row();
  rows.append_null();
  builder.append_list();
  builder.append_null();
  builder.append_list();
  const auto column = builder.finish();
  ColumnBuilder copy(type);
  for (int row = 2; row >= 0; --row) copy.append_from(*column, static_cast<std::size_t>(row));
  const Batch batch({copy.finish()}, 3);
  CHECK(batch.to_string() == "+I[[]]\n+I[null]\n+I[[+I[1], null]]\n");
}

TEST_CASE("a row given up half-way leaves no trace") {
  const Schema schema{{{"a", DataType::integer()}, {"b", DataType::array(DataType::string())}}};
  BatchBuilder builder(schema);
  builder.column(0).append(1);
  builder.column(1).child(0).append_string("x");
  builder.column(1).append_list();
  builder.end_row();
  builder.column(0).append(2);
  builder.column(1).child(0).append_string("half a list");
  builder.abandon_row();
  builder.column(0).append_null();
  builder.column(1).append_null();
  builder.end_row(RowKind::Delete);
  CHECK(builder.finish().to_string() == "+I[1, [x]]\n-D[null, null]\n");
}

TEST_CASE("kinds follow their rows") {
  const Batch batch = Batch({strings({"a", "b", "c"})}, 3)
                          .with_kinds({RowKind::Insert, RowKind::Delete, RowKind::UpdateAfter});
  const std::vector<std::uint32_t> rows = {1, 2};
  CHECK(batch.take(rows).to_string() == "-D[b]\n+U[c]\n");
  const std::vector<std::uint32_t> first = {0};
  CHECK(batch.take(first).insert_only());
}

TEST_CASE("equal keys have equal bytes, whatever their signs of zero") {
  ColumnBuilder builder(DataType::double_precision());
  builder.append(0.0);
  builder.append(-0.0);
  builder.append(1.5);
  const std::vector<ColumnPtr> columns{builder.finish(), strings({"x", "x", "x"})};
  EncodedKeys keys;
  encode_keys(columns, all_rows(3), keys);
  CHECK(keys.key(0) == keys.key(1));
  CHECK(keys.hash(0) == keys.hash(1));
  CHECK(keys.key(0) != keys.key(2));
}

TEST_CASE("a constant column stands for all rows") {
  const auto column = strings({"x", "y"})->repeat(1, 1000);
  CHECK(column->is_constant());
  CHECK(column->size() == 1000);
  CHECK(column->string(999) == "y");
}
