#include "engine/batch/batch.h"

#include <algorithm>
#include <numeric>

#include "engine/batch/row_text.h"

namespace streamsql {

std::string_view to_string(RowKind kind) {
  constexpr std::string_view kNames[] = {"+I", "-U", "+U", "-D"};
  return kNames[static_cast<int>(kind)];
}

std::string Batch::to_string() const {
  std::string out;
  for (std::size_t row = 0; row < row_count_; ++row) {
    append_row_text(*this, row, out);
    out += '\n';
  }
  return out;
}

std::span<const RowKind> Batch::kinds() const {
  if (!kinds_) return {};
  return *kinds_;
}

Batch Batch::with_kinds(std::vector<RowKind> kinds) const {
  Batch out = *this;
  const bool inserts =
      std::all_of(kinds.begin(), kinds.end(), [](RowKind kind) { return kind == RowKind::Insert; });
  out.kinds_ = inserts ? nullptr : std::make_shared<const std::vector<RowKind>>(std::move(kinds));
  return out;
}

Batch Batch::with_columns(std::vector<ColumnPtr> columns) const {
  Batch out = *this;
  out.columns_ = std::move(columns);
  return out;
}

std::span<const std::int64_t> Batch::running_watermark() const {
  if (!watermarks_) return {};
  return *watermarks_;
}

Batch Batch::with_running_watermark(std::vector<std::int64_t> millis) const {
  Batch out = *this;
  out.watermarks_ = std::make_shared<const std::vector<std::int64_t>>(std::move(millis));
  return out;
}

namespace {

template <typename T>
std::shared_ptr<const std::vector<T>> take(const std::vector<T>& values, Selection rows) {
  std::vector<T> out;
  out.reserve(rows.size());
  for (const auto row : rows) out.push_back(values[row]);
  return std::make_shared<const std::vector<T>>(std::move(out));
}

}  // namespace

Batch Batch::take(Selection rows) const {
  Batch out;
  out.row_count_ = rows.size();
  out.columns_.reserve(columns_.size());
  for (const auto& column : columns_) out.columns_.push_back(column->take(rows));
  if (kinds_) out = out.with_kinds(*streamsql::take(*kinds_, rows));
  if (watermarks_) out.watermarks_ = streamsql::take(*watermarks_, rows);
  return out;
}

Selection all_rows(std::size_t size) {
  static const std::vector<std::uint32_t> rows = [] {
    std::vector<std::uint32_t> indices(kMaxBatchRows);
    std::iota(indices.begin(), indices.end(), 0u);
    return indices;
  }();
  return Selection(rows).first(size);
}

}  // namespace streamsql
