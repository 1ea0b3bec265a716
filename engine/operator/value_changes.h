// Value changes: which rows of a column differ from others of its rows.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "engine/batch/column.h"

namespace streamsql {

// Two rows of one column.
struct RowPair {
  std::uint32_t before, after;
};

// Sets changed[i] when the values of pairs[i] differ: as Flink's generated equalisers see them,
// NULL equals NULL, and NaN is different from itself.
void mark_changes(const Column& column, std::span<const RowPair> pairs,
                  std::vector<std::uint8_t>& changed);

}  // namespace streamsql
