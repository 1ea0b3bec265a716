// GroupAggregate: GROUP BY without windows. Each row changes the result of its group, and the
// change goes out at once, as Flink does it without mini-batches: +I, then -U and +U, -D when no
// row is left.
//
// Works a batch at a time all the same: every aggregate writes its result behind each row into a
// column (AggregateKernels::step_and_emit), so that the old value of a row is the new value of the
// group's last row before it, or, for its first row in the batch, what its state said at the start.
#include <algorithm>
#include <utility>

#include "engine/operator/aggregate_handler.h"
#include "engine/operator/local_state.h"
#include "engine/operator/operators.h"
#include "engine/operator/value_changes.h"

namespace streamsql {
namespace {

constexpr std::size_t kRunRows = 4096;

bool is_retraction(RowKind kind) {
  return kind == RowKind::UpdateBefore || kind == RowKind::Delete;
}

// The changes that go out, as rows of the input (for the keys) and of the result columns.
struct Changes {
  std::vector<std::uint32_t> rows, values;
  std::vector<RowKind> kinds;

  void clear() {
    rows.clear();
    values.clear();
    kinds.clear();
  }
  void add(std::uint32_t row, std::uint32_t value, RowKind kind) {
    rows.push_back(row);
    values.push_back(value);
    kinds.push_back(kind);
  }
};

// The rows of a mini-batch.
class Bundle {
 public:
  bool empty() const { return batches_.empty(); }
  std::size_t row_count() const { return rows_; }
  void add(const Batch& batch) {
    batches_.push_back(batch);
    rows_ += batch.row_count();
  }
  // As one batch; leaves the bundle empty.
  Batch take() {
    const auto batches = std::exchange(batches_, {});
    const auto rows = std::exchange(rows_, 0);
    if (batches.size() == 1) return batches.front();
    std::vector<ColumnPtr> columns;
    for (std::size_t i = 0; i < batches.front().column_count(); ++i) {
      ColumnBuilder column(batches.front().column(i).type());
      column.reserve(rows);
      for (const auto& batch : batches) {
        for (const auto row : all_rows(batch.row_count())) column.append_from(batch.column(i), row);
      }
      columns.push_back(column.finish());
    }
    std::vector<RowKind> kinds;
    for (const auto& batch : batches) {
      for (const auto row : all_rows(batch.row_count())) kinds.push_back(batch.kind(row));
    }
    return Batch(std::move(columns), rows).with_kinds(std::move(kinds));
  }

 private:
  std::vector<Batch> batches_;
  std::size_t rows_ = 0;
};

class GroupAggregate final : public Operator {
 public:
  explicit GroupAggregate(const physical::Node& node)
      : plan_(std::get<physical::GroupAggregate>(node.node)),
        emits_update_before_(node.changelog.update_before),
        handler_(plan_.calls, !plan_.input->changelog.is_insert_only()) {}

  void open(const OperatorContext& context) override {
    clock_ = &context.clock;
    tables_ = handler_.open(local_state_.of(context), "groups", plan_.ttl);
    handler_.use(tables_);
  }

  void process(int, const Batch& batch, Output& out) override {
    if (batch.row_count() == 0) return;
    if (!plan_.mini_batch) return aggregate_in_runs(batch, out);
    if (bundle_.empty()) bundle_began_ = clock_->monotonic_millis();
    if (bundle_.row_count() + batch.row_count() > kMaxBatchRows) send_bundle(out);
    bundle_.add(batch);
    if (bundle_.row_count() >= plan_.mini_batch->size) send_bundle(out);
  }

  // Behind the rows that came before it.
  void on_watermark(Watermark watermark, Output& out) override {
    if (bundle_.empty()) return out.emit(watermark);
    held_watermark_ = watermark;
    if (watermark.millis == kMaxWatermark) send_bundle(out);
  }
  void on_idle(Output& out) override {
    if (const auto due = deadline(); due && *due <= clock_->monotonic_millis()) send_bundle(out);
  }
  std::optional<std::int64_t> deadline() const override {
    if (bundle_.empty()) return std::nullopt;
    return bundle_began_ + plan_.mini_batch->latency.count();
  }
  void before_checkpoint(CheckpointId, Output& out) override { send_bundle(out); }
  void finish(Output& out) override { send_bundle(out); }

 private:
  // Where the state of a row's group stands around the row.
  struct RowOutcome {
    std::uint32_t old_value;  // in the result columns
    bool existed, exists;
    bool superseded = false;  // in a mini-batch: another row of the group follows
  };

  void send_bundle(Output& out) {
    if (bundle_.empty()) return;
    aggregate(bundle_.take(), out);
    if (held_watermark_) out.emit(*std::exchange(held_watermark_, std::nullopt));
  }

  // Row by row there is nothing to gain from a long batch, and the states of a short one stay in
  // the second-level cache while the steps below go over them.
  void aggregate_in_runs(const Batch& batch, Output& out) {
    const auto rows = all_rows(batch.row_count());
    if (rows.size() <= kRunRows) return aggregate(batch, out);
    for (std::size_t begin = 0; begin < rows.size(); begin += kRunRows) {
      aggregate(batch.take(rows.subspan(begin, std::min(kRunRows, rows.size() - begin))), out);
    }
  }

  void aggregate(const Batch& batch, Output& out) {
    key_columns_.clear();
    for (const int key : plan_.keys) {
      key_columns_.push_back(batch.column_ptr(static_cast<std::size_t>(key)));
    }
    encode_keys(key_columns_, all_rows(batch.row_count()), keys_);
    tables_.groups->resolve(keys_, slots_, created_);
    find_states(batch);
    const auto columns = compute(batch);
    collect_changes(batch.row_count(), columns);
    erase_empty();
    emit(columns, out);
  }

  // states_[row] for the results behind the rows, states_[size + row] for those at the start.
  void find_states(const Batch& batch) {
    const std::size_t size = batch.row_count();
    states_.resize(2 * size);
    for (std::size_t row = 0; row < size; ++row) {
      states_[row] = states_[size + row] = tables_.groups->write(slots_[row]);
    }
    outcomes_.resize(size);
    base_.resize(size);
    at_start_.clear();
    fresh_.clear();
    for (std::uint32_t row = 0; row < size; ++row) count_row(row, batch);
    for (std::size_t row = 0; row < size; ++row) header(row).last_row = 0;
  }

  void count_row(std::uint32_t row, const Batch& batch) {
    auto& group = header(row);
    const auto size = static_cast<std::uint32_t>(batch.row_count());
    const bool existed = group.count > 0, first = group.last_row == 0;
    if (first && existed) at_start_.push_back(size + row);
    if (!first && !existed) {
      fresh_.resize(size, 0);
      fresh_[row] = 1;
    }
    if (!is_retraction(batch.kind(row))) {
      base_[row] = AggregateStep::Accumulate;
      ++group.count;
    } else if (existed) {
      base_[row] = AggregateStep::Retract;
      --group.count;
    } else {
      base_[row] = AggregateStep::Keep;  // of a row that expired, or never came
    }
    outcomes_[row] = {first ? size + row : group.last_row - 1, existed, group.count > 0};
    if (plan_.mini_batch && !first) {
      auto& before = outcomes_[group.last_row - 1];
      before.superseded = true;
      outcomes_[row].old_value = before.old_value;
      outcomes_[row].existed = before.existed;
    }
    group.last_row = row + 1;
  }

  std::vector<ColumnPtr> compute(const Batch& batch) {
    auto results = handler_.make_results();
    for (auto& result : results) result.resize(2 * batch.row_count());
    encode_start_keys(batch.row_count());
    handler_.emit({states_.data(), at_start_, start_keys_}, results);
    handler_.step_and_emit({batch, keys_, states_.data()}, {base_, fresh_}, results);
    std::vector<ColumnPtr> columns;
    for (auto& result : results) columns.push_back(result.finish());
    return columns;
  }

  // Only aggregates that keep their values in a table of their own ask for the keys.
  void encode_start_keys(std::size_t size) {
    start_keys_.clear();
    if (tables_.extremes.empty()) return;
    for (const auto row : at_start_)
      start_keys_.append(keys_.key(row - size), keys_.hash(row - size));
  }

  void collect_changes(std::size_t size, const std::vector<ColumnPtr>& columns) {
    pairs_.resize(size);
    for (std::uint32_t row = 0; row < size; ++row) {
      const auto& outcome = outcomes_[row];
      const bool both = outcome.existed && outcome.exists;
      pairs_[row] = {both ? outcome.old_value : row, row};
    }
    // With a time to live Flink sends unchanged values too, so that those behind are kept alive.
    changed_.assign(size, plan_.ttl.count() > 0);
    if (plan_.ttl.count() == 0) {
      for (const auto& column : columns) mark_changes(*column, pairs_, changed_);
    }
    changes_.clear();
    for (std::uint32_t row = 0; row < size; ++row) add_changes(row);
  }

  void add_changes(std::uint32_t row) {
    const auto& outcome = outcomes_[row];
    if (outcome.superseded) return;
    if (!outcome.existed) {
      if (outcome.exists) changes_.add(row, row, RowKind::Insert);
    } else if (!outcome.exists) {
      changes_.add(row, outcome.old_value, RowKind::Delete);
    } else if (changed_[row]) {
      if (emits_update_before_) changes_.add(row, outcome.old_value, RowKind::UpdateBefore);
      changes_.add(row, row, RowKind::UpdateAfter);
    }
  }

  // States whose group has no row left. A group's slot is erased once, at its last row.
  void erase_empty() {
    for (std::size_t row = outcomes_.size(); row-- > 0;) {
      if (outcomes_[row].exists || header(row).last_row != 0 || header(row).count > 0) continue;
      header(row).last_row = 1;
      erased_.push_back(slots_[row]);
    }
    for (const auto slot : erased_) tables_.groups->erase(slot);
    erased_.clear();
  }

  void emit(const std::vector<ColumnPtr>& columns, Output& out) {
    for (std::size_t begin = 0; begin < changes_.rows.size(); begin += kMaxBatchRows) {
      const auto size = std::min(kMaxBatchRows, changes_.rows.size() - begin);
      const auto rows = Selection(changes_.rows).subspan(begin, size);
      const auto values = Selection(changes_.values).subspan(begin, size);
      std::vector<ColumnPtr> output;
      for (const auto& key : key_columns_) output.push_back(key->take(rows));
      for (const auto& column : columns) output.push_back(column->take(values));
      const auto kind = changes_.kinds.begin() + static_cast<std::ptrdiff_t>(begin);
      out.emit(Batch(std::move(output), size)
                   .with_kinds({kind, kind + static_cast<std::ptrdiff_t>(size)}));
    }
  }

  GroupHeader& header(std::size_t row) { return *reinterpret_cast<GroupHeader*>(states_[row]); }

  const physical::GroupAggregate plan_;
  const bool emits_update_before_;
  AggregateHandler handler_;
  LocalState local_state_;
  AggregateTables tables_;
  const Clock* clock_ = nullptr;

  Bundle bundle_;
  std::int64_t bundle_began_ = 0;
  std::optional<Watermark> held_watermark_;

  // Of the current batch.
  std::vector<ColumnPtr> key_columns_;
  EncodedKeys keys_, start_keys_;
  std::vector<Slot> slots_, erased_;
  std::vector<std::uint8_t> created_, fresh_, changed_;
  std::vector<std::byte*> states_;
  std::vector<RowOutcome> outcomes_;
  std::vector<AggregateStep> base_;
  std::vector<std::uint32_t> at_start_;
  std::vector<RowPair> pairs_;
  Changes changes_;
};

}  // namespace

std::unique_ptr<Operator> make_group_aggregate(const physical::Node& node) {
  return std::make_unique<GroupAggregate>(node);
}

}  // namespace streamsql
