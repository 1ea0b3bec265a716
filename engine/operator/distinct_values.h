// DistinctValues: which values of an argument a group has seen, shared by the DISTINCT aggregates
// over that argument.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "engine/batch/batch.h"
#include "engine/batch/key_codec.h"
#include "engine/function/aggregate.h"
#include "engine/plan/aggregate_call.h"
#include "engine/state/keyed_table.h"

namespace streamsql {

// A table of (group key, argument values) -> one count per aggregate, because each may have another
// FILTER. One operator subtask's, its thread only.
class DistinctValues {
 public:
  explicit DistinctValues(std::vector<int> arguments) : arguments_(std::move(arguments)) {}

  const std::vector<int>& arguments() const { return arguments_; }
  void add_call(std::size_t call) { calls_.push_back(call); }
  const std::vector<std::size_t>& calls() const { return calls_; }
  StateLayout layout() const;

  // The table that apply() works on.
  void use(KeyedTable& table) { table_ = &table; }

  // steps[i] are those of calls()[i], per row: Keep what changes nothing, because the value was
  // there before or is there still.
  void apply(const Batch& batch, const EncodedKeys& groups,
             std::span<std::vector<AggregateStep>* const> steps);

 private:
  void count_row(std::uint64_t* counts, std::size_t row,
                 std::span<std::vector<AggregateStep>* const> steps) const;
  void erase_unused();

  std::vector<int> arguments_;
  std::vector<std::size_t> calls_;
  KeyedTable* table_ = nullptr;
  EncodedKeys keys_;
  std::string scratch_;
  std::vector<std::uint32_t> rows_;
  std::vector<Slot> slots_;
  std::vector<std::uint8_t> created_;
};

}  // namespace streamsql
