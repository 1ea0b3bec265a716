// DimensionRows: rows of a dimension in reusable slots, as columns.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "engine/batch/batch.h"
#include "engine/batch/column_builder.h"

namespace streamsql {

// Not thread-safe; LookupCache holds its lock around every call. A slot is counted: add() gives it
// one reference, and the last unref() frees it for reuse. Long strings live in an arena that is
// rewritten when more than half of it is garbage; gathered columns keep the old arena alive.
class DimensionRows {
 public:
  static constexpr std::uint32_t kNone = UINT32_MAX;

  explicit DimensionRows(SchemaPtr schema);

  std::uint32_t add(const Batch& rows, std::uint32_t row);
  void ref(std::uint32_t slot) { ++references_[slot]; }
  void unref(std::uint32_t slot);
  // Row i of the result is the row in slots[i], all NULL for kNone.
  std::vector<ColumnPtr> gather(std::span<const std::uint32_t> slots) const;
  std::size_t byte_size() const;
  std::size_t count() const { return references_.size() - free_.size(); }

 private:
  struct Values {
    DataType type;
    std::size_t width;          // 0: nested, kept as columns of one row
    std::vector<Int128> words;  // slot values, `width` bytes each
    std::vector<std::uint8_t> null;
    std::vector<ColumnPtr> nested;
    std::byte* at(std::uint32_t slot) {
      return reinterpret_cast<std::byte*>(words.data()) + slot * width;
    }
    const std::byte* at(std::uint32_t slot) const {
      return reinterpret_cast<const std::byte*>(words.data()) + slot * width;
    }
  };
  std::uint32_t new_slot();
  void store(Values& values, std::uint32_t slot, const Column& column, std::uint32_t row);
  void store_string(Values& values, std::uint32_t slot, std::string_view text);
  ColumnPtr gather(const Values& values, std::span<const std::uint32_t> slots) const;
  void compact();

  std::vector<Values> columns_;
  std::vector<std::uint32_t> references_;
  std::vector<std::uint32_t> free_;
  std::shared_ptr<StringArena> arena_;
  std::size_t arena_bytes_ = 0, garbage_bytes_ = 0;
};

}  // namespace streamsql
