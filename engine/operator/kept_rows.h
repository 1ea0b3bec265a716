// KeptRows: one row per key, as bytes in state; for deduplication and the normalising of upserts.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "engine/batch/batch_builder.h"
#include "engine/batch/key_codec.h"
#include "engine/operator/operator.h"
#include "engine/state/state_backend.h"

namespace streamsql {

// One operator subtask's, its thread only. begin() a batch, then visit its rows in order.
class KeptRows {
 public:
  KeptRows(SchemaPtr schema, std::vector<int> keys);

  void open(OperatorState& state, std::chrono::milliseconds ttl);
  void begin(const Batch& batch);

  // Whether a row of this row's key is kept, and its bytes, valid until the next change.
  bool has(std::size_t row) const { return kept(row).present != 0; }
  // Whether the kept row equals this one; columns of processing time do not count.
  bool equals(std::size_t row);
  void keep(std::size_t row);
  void remove(std::size_t row);
  // The kept row's value of a time column.
  Timestamp time_of_kept(std::size_t row) const { return kept(row).time; }
  void set_time(std::size_t row, Timestamp time);

  // Keeps this row and gives out what that changes: +I of a new key, else -U (if wanted) and +U.
  void replace(std::size_t row, bool with_update_before, BatchBuilder& out);

  void append_kept(std::size_t row, RowKind kind, BatchBuilder& out) const;
  void append_row(std::size_t row, RowKind kind, BatchBuilder& out) const;
  // Forgets the keys whose rows were removed.
  void end();

  // All of a batch: `visit(row)` appends up to two rows to `rows`, which go out in time.
  template <typename Visit>
  void process(const Batch& batch, BatchBuilder& rows, Output& out, const Visit& visit) {
    if (batch.row_count() == 0) return;
    begin(batch);
    for (std::size_t row = 0; row < batch.row_count(); ++row) {
      visit(row);
      if (rows.row_count() + 2 > kMaxBatchRows) out.emit(rows.finish());
    }
    end();
    if (rows.row_count() > 0) out.emit(rows.finish());
  }

 private:
  struct State {
    StateBytes bytes;
    Timestamp time;
    std::uint64_t present;
  };
  const State& kept(std::size_t row) const { return table_->read<State>(slots_[row]); }
  std::string_view encode(std::size_t row);

  SchemaPtr schema_;
  std::vector<int> keys_;
  std::vector<std::size_t> order_;  // in which columns are written: those of processing time last
  std::size_t compared_ = 0;        // so many of them tell rows apart
  KeyedTable* table_ = nullptr;
  const Batch* batch_ = nullptr;
  EncodedKeys encoded_keys_;
  std::vector<ColumnPtr> key_columns_;
  std::vector<Slot> slots_;
  std::vector<std::uint8_t> created_;
  std::string scratch_;
  std::size_t compared_size_ = 0;  // of scratch_
};

}  // namespace streamsql
