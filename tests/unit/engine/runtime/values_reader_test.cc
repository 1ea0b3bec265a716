#include "engine/runtime/values_reader.h"

#include <doctest/doctest.h>

#include "engine/batch/batch_builder.h"

using namespace streamsql;

namespace {

Batch numbers(std::int64_t count) {
  BatchBuilder rows(*make_schema({{"n", DataType::bigint()}}));
  for (std::int64_t i = 0; i < count; ++i) {
    rows.column(0).append(i);
    rows.end_row();
  }
  return rows.finish();
}

// The first number and the size of each batch.
using Batches = std::vector<std::pair<std::int64_t, std::size_t>>;

Batches rest_of(SourceReader& reader) {
  Batches out;
  std::optional<SplitBatch> given;
  while (reader.poll({}, given) == SourceReader::Progress::HasRows) {
    const auto size = given->rows.row_count();
    out.emplace_back(size == 0 ? -1 : given->rows.column(0).value<std::int64_t>(0), size);
  }
  return out;
}

}  // namespace

TEST_CASE("VALUES that are longer than a batch come in several, and go on between them") {
  constexpr std::int64_t kMost = kMaxBatchRows;
  const auto rows = numbers(2 * kMost + 5);
  const auto reader = make_values_reader(rows);
  std::optional<SplitBatch> given;
  CHECK(reader->poll({}, given) == SourceReader::Progress::HasRows);
  const auto positions = reader->positions();
  const Batches rest = {{kMost, kMaxBatchRows}, {2 * kMost, 5}};
  CHECK(rest_of(*reader) == rest);
  const auto restored = make_values_reader(rows);
  restored->add_splits(positions);
  CHECK(rest_of(*restored) == rest);
}

TEST_CASE("VALUES are one batch, also of as many rows as one may have and of none") {
  for (const std::size_t count : {std::size_t{0}, std::size_t{3}, kMaxBatchRows}) {
    const auto reader = make_values_reader(numbers(static_cast<std::int64_t>(count)));
    CHECK(rest_of(*reader) == Batches{{count == 0 ? -1 : 0, count}});
    CHECK(reader->positions().front().position == "1");
    CHECK(rest_of(*reader).empty());
  }
}
