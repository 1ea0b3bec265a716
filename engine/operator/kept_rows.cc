#include "engine/operator/kept_rows.h"

#include <algorithm>

#include "engine/batch/row_codec.h"

namespace streamsql {
namespace {

bool is_proctime(const Field& field) {
  return field.type.time_attribute() == TimeAttribute::Proctime;
}

}  // namespace

KeptRows::KeptRows(SchemaPtr schema, std::vector<int> keys)
    : schema_(std::move(schema)), keys_(std::move(keys)) {
  for (const bool proctime : {false, true}) {
    for (std::size_t i = 0; i < schema_->fields.size(); ++i) {
      if (is_proctime(schema_->fields[i]) == proctime) order_.push_back(i);
    }
    if (!proctime) compared_ = order_.size();
  }
}

void KeptRows::open(OperatorState& state, std::chrono::milliseconds ttl) {
  KeyedTableOptions options;
  options.layout.size = sizeof(State);
  options.layout.bytes_offsets = {offsetof(State, bytes)};
  options.ttl = ttl;
  table_ = &state.keyed_table("rows", options);
}

void KeptRows::begin(const Batch& batch) {
  batch_ = &batch;
  key_columns_.clear();
  for (const int key : keys_)
    key_columns_.push_back(batch.column_ptr(static_cast<std::size_t>(key)));
  encode_keys(key_columns_, all_rows(batch.row_count()), encoded_keys_);
  table_->resolve(encoded_keys_, slots_, created_);
}

std::string_view KeptRows::encode(std::size_t row) {
  scratch_.clear();
  for (std::size_t i = 0; i < order_.size(); ++i) {
    if (i == compared_) compared_size_ = scratch_.size();
    append_value(batch_->column(order_[i]), row, scratch_);
  }
  if (compared_ == order_.size()) compared_size_ = scratch_.size();
  return scratch_;
}

bool KeptRows::equals(std::size_t row) {
  const auto bytes = encode(row).substr(0, compared_size_);
  return kept(row).bytes.view().substr(0, bytes.size()) == bytes;
}

void KeptRows::keep(std::size_t row) {
  auto& state = table_->write<State>(slots_[row]);
  table_->assign(state.bytes, encode(row));
  state.present = 1;
}

void KeptRows::remove(std::size_t row) { table_->write<State>(slots_[row]).present = 0; }

void KeptRows::set_time(std::size_t row, Timestamp time) {
  auto& state = table_->write<State>(slots_[row]);
  state.time.millis = time.millis;
  state.time.nanos = time.nanos;
}

void KeptRows::replace(std::size_t row, bool with_update_before, BatchBuilder& out) {
  const bool known = has(row);
  if (known && with_update_before) append_kept(row, RowKind::UpdateBefore, out);
  append_row(row, known ? RowKind::UpdateAfter : RowKind::Insert, out);
  keep(row);
}

void KeptRows::append_kept(std::size_t row, RowKind kind, BatchBuilder& out) const {
  auto bytes = kept(row).bytes.view();
  for (const auto column : order_) read_value(bytes, out.column(column));
  out.end_row(kind);
}

void KeptRows::append_row(std::size_t row, RowKind kind, BatchBuilder& out) const {
  for (std::size_t i = 0; i < batch_->column_count(); ++i) {
    out.column(i).append_from(batch_->column(i), row);
  }
  out.end_row(kind);
}

void KeptRows::end() {
  std::sort(slots_.begin(), slots_.end());
  slots_.erase(std::unique(slots_.begin(), slots_.end()), slots_.end());
  for (const Slot slot : slots_) {
    if (!table_->read<State>(slot).present) table_->erase(slot);
  }
  batch_ = nullptr;
}

}  // namespace streamsql
