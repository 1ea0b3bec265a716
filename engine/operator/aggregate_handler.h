// AggregateHandler: the aggregates of one operator over the states of its groups.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "engine/batch/batch.h"
#include "engine/batch/key_codec.h"
#include "engine/function/aggregate.h"
#include "engine/operator/distinct_values.h"
#include "engine/operator/extreme_values.h"
#include "engine/plan/aggregate_call.h"
#include "engine/state/state_backend.h"

namespace streamsql {

// At the beginning of a group's state; the structs of the calls follow.
struct GroupHeader {
  std::uint64_t count;     // of the rows that have come and were not taken back
  std::uint32_t last_row;  // within a batch: 1 + the group's last row so far; 0 between batches
  std::uint32_t unused;
};

// Rows of a batch with the state of the group of each.
struct GroupedRows {
  const Batch& batch;
  const EncodedKeys& keys;   // keys.key(row)
  std::byte* const* states;  // states[row]
};

// Where the groups of an operator, or of one of its windows, lie.
struct AggregateTables {
  KeyedTable* groups = nullptr;
  std::vector<KeyedTable*> distinct;    // per DistinctValues
  std::vector<OrderedTable*> extremes;  // per ExtremeValues
};

// One operator subtask's, its thread only. GroupAggregate uses it row by row, windows use it for
// whole batches; both change states only through it.
class AggregateHandler {
 public:
  // `retracts`: rows of the input may be taken back.
  AggregateHandler(const std::vector<AggregateCall>& calls, bool retracts);

  const StateLayout& layout() const { return layout_; }
  std::size_t size() const { return calls_.size(); }
  // Whether states can be put together from those of slices.
  bool can_merge() const;

  // The tables called `name` and, where values are kept besides, `name`-distinct-0, ….
  AggregateTables open(OperatorState& state, const std::string& name,
                       std::chrono::milliseconds ttl) const;
  void drop(OperatorState& state, const std::string& name) const;
  // Which tables the next calls work on.
  void use(const AggregateTables& tables);

  // Columns for the results of this handler's calls, one each.
  std::vector<ColumnBuilder> make_results() const;

  // Row by row: base[row] and then the result in results[call][row].
  struct RowByRow {
    std::span<const AggregateStep> base;
    std::span<const std::uint8_t> fresh;  // as in AggregateSteps
  };
  void step_and_emit(const GroupedRows& rows, const RowByRow& how,
                     std::vector<ColumnBuilder>& results);
  // All rows at once.
  void apply(const GroupedRows& rows, std::span<const AggregateStep> base);
  // results[call][row] of states[row]; keys.key(i) belongs to selection[i].
  struct Groups {
    const std::byte* const* states;
    Selection rows;
    const EncodedKeys& keys;
  };
  void emit(const Groups& groups, std::vector<ColumnBuilder>& results);
  // Adds the states `from` to those at `into`, headers included.
  void merge(std::span<std::byte* const> into, std::span<const std::byte* const> from);

 private:
  struct Call {
    const AggregateCall* plan;
    AggregateKernels kernels{};
    AggregateContext context;
    bool ordered = false;  // its values are kept in extremes_[extremes]
    std::size_t extremes = 0;
    std::vector<ColumnPtr> arguments{};  // of the current batch
    std::vector<AggregateStep> steps{};
  };
  class TableBytes;

  void add_call(const AggregateCall& call, bool retracts);
  void add_distinct(const AggregateCall& call, std::size_t index);
  void prepare(const GroupedRows& rows, std::span<const AggregateStep> base);
  static void skip_rows(Call& call, const Batch& batch);

  std::vector<Call> calls_;
  StateLayout layout_;
  std::vector<DistinctValues> distinct_;
  std::vector<ExtremeValues> extremes_;
  std::shared_ptr<TableBytes> bytes_;
  std::vector<std::uint32_t> selected_;
};

}  // namespace streamsql
