// ColumnBuilder: fills one column, by appending rows or by setting positions.
#pragma once

#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "engine/batch/column.h"
#include "engine/batch/string_arena.h"

namespace streamsql {

// One thread. Two ways of filling, not to be mixed:
//  * append_*: rows one after the other (decoders, sources);
//  * resize(n), then set_* or data<T>() at any position (kernels). Rows never set are NOT NULL
//    zeros, which is a valid value of every representation (Row: of every child).
// finish() hands the column over and leaves the builder empty, ready for the next batch.
class ColumnBuilder {
 public:
  explicit ColumnBuilder(DataType type);

  const DataType& type() const { return type_; }
  std::size_t size() const { return size_; }
  void reserve(std::size_t rows);

  // ---- appending
  template <typename T>
  void append(T value) {
    if (size_ == capacity_) grow(size_ + 1);
    reinterpret_cast<T*>(values_.get())[size_++] = value;
  }
  void append_null();
  void append_string(std::string_view text) { append(arena_.store(text)); }  // copies long text
  // No copy: long text must lie in a buffer that is passed to hold().
  void append_view(std::string_view text) { append(StringView16(text)); }
  void hold(BufferOwner owner) { owners_.push_back(std::move(owner)); }
  // A list whose elements were appended to the children since the last list.
  void append_list();
  // A row whose fields were appended to each child.
  void append_row() { append_placeholder(); }
  // Copies one row of a column of the same type; deep, strings included.
  void append_from(const Column& column, std::size_t row);
  // Undoes every row behind the first `size`, in the children as well.
  void truncate(std::size_t size);

  // ---- positions
  void resize(std::size_t rows);
  template <typename T>
  T* data() {
    return reinterpret_cast<T*>(values_.get());
  }
  template <typename T>
  void set(std::size_t row, T value) {
    data<T>()[row] = value;
  }
  void set_null(std::size_t row);
  // NULL wherever a bit of `validity` (a word per 64 rows, all of size() rows) is 0.
  void intersect_validity(std::span<const std::uint64_t> validity);
  void set_string(std::size_t row, std::string_view text) { set(row, arena_.store(text)); }
  void set_view(std::size_t row, std::string_view text) { set(row, StringView16(text)); }
  // The elements appended to the children since the last list become the list at `row`.
  void set_list(std::size_t row);
  void set_from(std::size_t row, const Column& column, std::size_t from);  // deep copy of one row

  // Children: [element], [key, value] or one per field. Lists append to them.
  ColumnBuilder& child(std::size_t index) { return children_[index]; }
  std::size_t child_count() const { return children_.size(); }

  // Room for text that is written in place: fill `size` bytes, then append_view or set_view them.
  char* allocate(std::size_t size) { return arena_.allocate(size); }

  ColumnPtr finish();
  // The first row as a constant column of `size` rows.
  ColumnPtr finish_constant(std::size_t size);

 private:
  void grow(std::size_t rows);
  void append_placeholder();
  void clear_validity_bit(std::size_t row);
  ListRef new_list();
  StringView16 import_string(const Column& column, std::size_t row);
  ColumnParts take_parts();

  DataType type_;
  std::size_t value_size_;
  static constexpr std::size_t kFewRows = 16;
  std::size_t size_ = 0, capacity_ = 0;
  std::size_t expected_ = kFewRows;  // rows of the last batch: the next is likely as long
  std::shared_ptr<std::byte[]> values_;
  std::vector<std::uint64_t> validity_;  // empty as long as nothing is NULL
  std::vector<ColumnBuilder> children_;
  std::uint32_t list_end_ = 0;  // children rows that belong to lists already made
  StringArena arena_;
  std::vector<BufferOwner> owners_;
};

}  // namespace streamsql
