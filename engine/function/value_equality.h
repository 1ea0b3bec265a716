// Value equality: whether two values of any type are equal, deep, as SQL's = sees them.
#pragma once

#include "engine/batch/column.h"

namespace streamsql {

struct ValueRef {
  const Column& column;
  std::size_t row;
};

// Neither is NULL at the top; both have the same type. NULLs inside of
// rows are equal to each other, inside of arrays and maps they are not, as in Flink.
bool equal_values(ValueRef a, ValueRef b);
// Three-way, for types with an order; < 0, 0, > 0.
int compare_values(ValueRef a, ValueRef b);
// Equal values have equal hashes.
std::uint64_t hash_value(ValueRef value);
// NULL counts as a value of its own.
bool equal_or_both_null(ValueRef a, ValueRef b);

}  // namespace streamsql
