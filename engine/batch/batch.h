// Batch: rows as columns, each row with its RowKind; Element: what flows through a channel.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "engine/batch/column.h"

namespace streamsql {

// +I -U +U -D. An update is a -U directly or somewhere before its +U; filters and exchanges may
// split pairs.
enum class RowKind : std::uint8_t { Insert, UpdateBefore, UpdateAfter, Delete };

std::string_view to_string(RowKind kind);  // "+I", "-U", "+U", "-D"

// Immutable and cheap to copy: columns are shared. All columns have row_count() rows. May have no
// columns at all and still have rows (SELECT COUNT(*)).
class Batch {
 public:
  Batch() = default;
  Batch(std::vector<ColumnPtr> columns, std::size_t row_count)
      : columns_(std::move(columns)), row_count_(row_count) {}

  // "+I[1, a]\n-D[1, null]": the literal of tests, inverse of to_string(). `null` is NULL in every
  // type. Throws Error(InvalidArgument) for text that does not fit the schema.
  static Batch parse(const Schema& schema, std::string_view rows);
  // One line per row, as the print connector writes it, each with a trailing newline.
  std::string to_string() const;

  std::size_t row_count() const { return row_count_; }
  std::size_t column_count() const { return columns_.size(); }
  const Column& column(std::size_t index) const { return *columns_[index]; }
  const ColumnPtr& column_ptr(std::size_t index) const { return columns_[index]; }
  const std::vector<ColumnPtr>& columns() const { return columns_; }

  RowKind kind(std::size_t row) const { return kinds_ ? (*kinds_)[row] : RowKind::Insert; }
  bool insert_only() const { return kinds_ == nullptr; }  // no kinds stored: every row is +I
  // Empty when insert_only().
  std::span<const RowKind> kinds() const;
  Batch with_kinds(std::vector<RowKind> kinds) const;  // stores none when all are +I
  // The same rows, kinds and watermarks under other columns.
  Batch with_columns(std::vector<ColumnPtr> columns) const;

  // Per row the event time reached before that row, in milliseconds; only with on-event watermarks,
  // because lateness must not depend on where a batch ends. Empty otherwise.
  std::span<const std::int64_t> running_watermark() const;
  Batch with_running_watermark(std::vector<std::int64_t> millis) const;

  // The rows of a selection, in order: a filter compacts.
  Batch take(Selection rows) const;

 private:
  std::vector<ColumnPtr> columns_;
  std::size_t row_count_ = 0;
  std::shared_ptr<const std::vector<RowKind>> kinds_;
  std::shared_ptr<const std::vector<std::int64_t>> watermarks_;
};

// No batch is longer: sources and operators that multiply rows start a new one.
inline constexpr std::size_t kMaxBatchRows = 65536;

// All rows of a batch of `size` rows: 0, 1, 2, … Shared storage; lives as long as the process.
Selection all_rows(std::size_t size);

using CheckpointId = std::uint64_t;

// Event time has reached `millis`; rows at or before it are late from here.
struct Watermark {
  std::int64_t millis;
};
inline constexpr std::int64_t kMaxWatermark = INT64_MAX;

struct Idle {};  // this input no longer holds the watermark back
struct Barrier {
  CheckpointId id;
  bool then_stop = false;
};
struct EndOfInput {};
using Element = std::variant<Batch, Watermark, Idle, Barrier, EndOfInput>;

}  // namespace streamsql
