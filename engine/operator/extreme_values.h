// ExtremeValues: all values of a group in order, for MIN and MAX over rows that are taken back.
#pragma once

#include <span>
#include <string>

#include "engine/batch/batch.h"
#include "engine/batch/key_codec.h"
#include "engine/function/aggregate.h"
#include "engine/state/ordered_table.h"

namespace streamsql {

// A table of (group key, value in order) -> how often, and the value. One operator subtask's, its
// thread only.
class ExtremeValues {
 public:
  explicit ExtremeValues(bool greatest) : greatest_(greatest) {}

  // The table that the next calls work on.
  void use(OrderedTable& table) { table_ = &table; }

  // Per row its step and, unless `out` is null, the extreme after it in (*out)[row].
  void apply(const Column& values, const EncodedKeys& groups, std::span<const AggregateStep> steps,
             ColumnBuilder* out);
  // Sets out[row] to the extreme of a group; NULL when it has no value.
  void emit(const KeyRef& group, ColumnBuilder& out, std::size_t row);

 private:
  void change(const KeyRef& group, const Column& values, std::size_t row, bool add);

  bool greatest_;
  OrderedTable* table_ = nullptr;
  std::string order_, value_;
};

}  // namespace streamsql
