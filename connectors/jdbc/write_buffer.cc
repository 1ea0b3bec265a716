#include "connectors/jdbc/write_buffer.h"

#include <algorithm>

namespace streamsql::jdbc {
namespace {
constexpr std::size_t kKeysAtOnce = 1024;
}  // namespace

std::uint32_t WriteBuffer::add(const Batch& batch, std::uint32_t row, std::size_t limit) {
  const auto count = std::min({limit, kKeysAtOnce, batch.row_count() - row});
  const auto rows = all_rows(batch.row_count()).subspan(row, count);
  if (!key_.empty()) encode(batch, rows);
  std::size_t added = 0;
  for (; added < count && !is_full(limit); ++added) {
    const auto kind = batch.kind(rows[added]);
    const bool is_delete = kind == RowKind::Delete || kind == RowKind::UpdateBefore;
    ++live_;
    if (!key_.empty()) {
      const auto [found, is_new] = last_.try_emplace(std::string(keys_.key(added)), rows_.size());
      if (!is_new) {
        rows_[found->second].superseded = true;
        found->second = rows_.size();
        --live_;
      }
    }
    rows_.push_back({{batch, rows[added]}, is_delete});
  }
  return row + static_cast<std::uint32_t>(added);
}

void WriteBuffer::encode(const Batch& batch, Selection rows) {
  std::vector<ColumnPtr> columns;
  for (const int column : key_)
    columns.push_back(batch.column_ptr(static_cast<std::size_t>(column)));
  encode_keys(columns, rows, keys_);
}

std::vector<WriteRow> WriteBuffer::deletes() const { return rows_of(true); }
std::vector<WriteRow> WriteBuffer::upserts() const { return rows_of(false); }

std::vector<WriteRow> WriteBuffer::rows_of(bool deletes) const {
  std::vector<WriteRow> out;
  for (const auto& entry : rows_) {
    if (!entry.superseded && entry.is_delete == deletes) out.push_back(entry.row);
  }
  return out;
}

void WriteBuffer::clear() {
  rows_.clear();
  last_.clear();
  live_ = 0;
}

}  // namespace streamsql::jdbc
