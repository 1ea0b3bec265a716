// Limit: the rows that come first. The algorithms and the kinds of what they emit are those of
// Flink's AppendOnlyTopNFunction and RetractableTopNFunction without a sort key.
#include <algorithm>
#include <deque>

#include "engine/batch/batch_builder.h"
#include "engine/batch/key_codec.h"
#include "engine/batch/row_codec.h"
#include "engine/operator/operators.h"
#include "engine/state/state_backend.h"

namespace streamsql {
namespace {

constexpr std::string_view kStateName = "rows";

// What the one subtask had set before the restart; empty at a fresh start.
std::string restored(const OperatorContext& context) {
  if (!context.state) return {};
  const auto values = context.state->restored_values(kStateName);
  return values.empty() ? std::string() : values.front();
}

// Over an input that only grows: counting is enough.
class AppendLimit final : public Operator {
 public:
  explicit AppendLimit(const physical::Limit& limit)
      : begin_(limit.offset), end_(limit.offset + limit.fetch) {}

  void open(const OperatorContext& context) override {
    state_ = context.state;
    const auto text = restored(context);
    if (!text.empty()) seen_ = std::stoll(text);
  }
  void before_checkpoint(CheckpointId, Output&) override { keep(); }
  void finish(Output&) override { keep(); }

  void process(int, const Batch& batch, Output& out) override {
    const auto rows = static_cast<std::int64_t>(batch.row_count());
    const auto from = std::clamp(begin_ - seen_, std::int64_t{0}, rows);
    const auto to = std::clamp(end_ - seen_, std::int64_t{0}, rows);
    seen_ += to;
    if (from < to) out.emit(slice(batch, from, to));
    on_idle(out);
  }
  void on_idle(Output& out) override {
    if (seen_ == end_) out.end();
  }

 private:
  void keep() const {
    if (state_) state_->set_value(kStateName, std::to_string(seen_));
  }
  static Batch slice(const Batch& batch, std::int64_t from, std::int64_t to) {
    if (static_cast<std::size_t>(to - from) == batch.row_count()) return batch;
    const auto first = static_cast<std::size_t>(from);
    return batch.take(
        all_rows(batch.row_count()).subspan(first, static_cast<std::size_t>(to - from)));
  }

  const std::int64_t begin_, end_;
  std::int64_t seen_ = 0;  // rows counted, at most end_: all of the operator's state
  OperatorState* state_ = nullptr;
};

// Over an input with updates: every row is kept, because any may come to be among the first.
class RetractLimit final : public Operator {
 public:
  RetractLimit(const physical::Limit& limit, SchemaPtr schema)
      : begin_(static_cast<std::size_t>(limit.offset)),
        end_(static_cast<std::size_t>(limit.offset + limit.fetch)),
        schema_(std::move(schema)),
        output_(*schema_) {}

  void open(const OperatorContext& context) override {
    state_ = context.state;
    const auto bytes = restored(context);
    restore(bytes);
  }
  void before_checkpoint(CheckpointId, Output&) override { keep(); }
  void finish(Output&) override { keep(); }

  void process(int, const Batch& batch, Output& out) override {
    encode_keys(batch.columns(), all_rows(batch.row_count()), keys_);
    for (std::uint32_t row = 0; row < batch.row_count(); ++row) {
      const auto kind = batch.kind(row);
      const bool adds = kind == RowKind::Insert || kind == RowKind::UpdateAfter;
      adds ? add(batch, row) : remove(keys_.key(row));
    }
    if (output_.row_count() > 0) out.emit(output_.finish());
  }

 private:
  struct Kept {
    std::string key;  // all columns, encoded: rows are equal when their keys are
    Batch row;
  };

  void keep() const {
    if (!state_) return;
    std::string bytes;
    for (const auto& kept : kept_) append_row(kept.row.columns(), 0, bytes);
    state_->set_value(kStateName, std::move(bytes));
  }
  void restore(std::string_view bytes) {
    BatchBuilder rows(*schema_);
    while (!bytes.empty()) {
      for (std::size_t i = 0; i < rows.column_count(); ++i) read_value(bytes, rows.column(i));
      rows.end_row();
    }
    const auto batch = rows.finish();
    encode_keys(batch.columns(), all_rows(batch.row_count()), keys_);
    for (std::uint32_t row = 0; row < batch.row_count(); ++row) {
      kept_.push_back({std::string(keys_.key(row)), batch.take({&row, 1})});
    }
  }

  void add(const Batch& batch, std::uint32_t row) {
    kept_.push_back({std::string(keys_.key(row)), batch.with_kinds({}).take({&row, 1})});
    put(RowKind::Insert, kept_.back(), kept_.size() - 1);
  }

  void remove(std::string_view key) {
    const auto found =
        std::find_if(kept_.begin(), kept_.end(), [&](const Kept& kept) { return kept.key == key; });
    if (found == kept_.end()) return;
    const auto index = static_cast<std::size_t>(found - kept_.begin());
    const Kept gone = std::move(*found);
    kept_.erase(found);
    if (index < end_) begin_ == 0 ? replace(gone) : shift(gone, index);
  }

  // The row goes and the first one outside comes in.
  void replace(const Kept& gone) {
    put(RowKind::Delete, gone, 0);
    if (kept_.size() >= end_) put(RowKind::Insert, kept_[end_ - 1], end_ - 1);
  }

  // With an offset places have numbers: every row behind moves up by one.
  void shift(const Kept& gone, std::size_t index) {
    const Kept* before = &gone;
    for (; index < std::min(kept_.size(), end_); ++index) {
      put(RowKind::UpdateBefore, *before, index);
      put(RowKind::UpdateAfter, kept_[index], index);
      before = &kept_[index];
    }
    put(RowKind::Delete, *before, index);
  }

  // Only places inside of the limit are seen.
  void put(RowKind kind, const Kept& kept, std::size_t place) {
    if (place < begin_ || place >= end_) return;
    for (std::size_t i = 0; i < output_.column_count(); ++i) {
      output_.column(i).append_from(kept.row.column(i), 0);
    }
    output_.end_row(kind);
  }

  const std::size_t begin_, end_;
  const SchemaPtr schema_;
  BatchBuilder output_;
  EncodedKeys keys_;
  std::deque<Kept> kept_;  // in order of arrival: all of the operator's state
  OperatorState* state_ = nullptr;
};

}  // namespace

std::unique_ptr<Operator> make_limit(const physical::Node& node) {
  const auto& limit = std::get<physical::Limit>(node.node);
  if (limit.input->changelog.is_insert_only()) return std::make_unique<AppendLimit>(limit);
  return std::make_unique<RetractLimit>(limit, node.schema);
}

}  // namespace streamsql
