// Column: an immutable typed vector of values; a constant column stores one value.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "engine/batch/string_view16.h"
#include "engine/type/data_type.h"
#include "engine/type/decimal.h"
#include "engine/type/timestamp.h"

namespace streamsql {

// Physical representation by TypeKind:
//   Boolean                              std::uint8_t (0 or 1)
//   TinyInt, SmallInt                    std::int8_t, std::int16_t
//   Int, Date, Time, IntervalMonth       std::int32_t
//   BigInt, IntervalMillis               std::int64_t
//   Float, Double                        float, double
//   Decimal                              Decimal (Int128, any precision)
//   Timestamp, TimestampLtz              Timestamp
//   Char, Varchar, Binary, Varbinary     StringView16
//   Array, Multiset, Map                 ListRef into the children: [element] or [key, value]
//   Row                                  no values; one child per field, as long as the column
//   Null                                 std::uint8_t, every row NULL
// A MULTISET is stored as a map from element to count: children [element, INT].

// Rows [offset, offset + length) of the children.
struct ListRef {
  std::uint32_t offset = 0, length = 0;
};

// Row indices, strictly ascending. Results over a selection keep the batch's length, and only the
// selected positions are defined.
using Selection = std::span<const std::uint32_t>;

// Keeps memory alive that string views point into: an arena, a run of Kafka messages, a file.
using BufferOwner = std::shared_ptr<const void>;

class Column;
using ColumnPtr = std::shared_ptr<const Column>;

// What a ColumnBuilder hands over. `values` is aligned to 16 bytes; `validity` has a bit per value,
// 1 = not NULL, in 64-bit words, and is empty when no value is NULL.
struct ColumnParts {
  DataType type;
  std::size_t size = 0;   // rows
  bool constant = false;  // values, validity and children hold one row that stands for all
  std::shared_ptr<const std::byte[]> values;
  std::vector<std::uint64_t> validity;
  std::vector<ColumnPtr> children;
  std::vector<BufferOwner> owners;
};

// Immutable, hence safe to read from any thread.
class Column {
 public:
  explicit Column(ColumnParts parts) : parts_(std::move(parts)) {}

  const DataType& type() const { return parts_.type; }
  std::size_t size() const { return parts_.size; }
  bool is_constant() const { return parts_.constant; }
  bool has_nulls() const { return !parts_.validity.empty(); }
  bool is_null(std::size_t row) const {
    if (parts_.validity.empty()) return false;
    const std::size_t i = parts_.constant ? 0 : row;
    return (parts_.validity[i / 64] >> (i % 64) & 1) == 0;
  }

  // The physical array: size() values, one when constant. T must be the type's representation.
  template <typename T>
  const T* values() const {
    return reinterpret_cast<const T*>(parts_.values.get());
  }
  template <typename T>
  const T& value(std::size_t row) const {
    return values<T>()[parts_.constant ? 0 : row];
  }
  std::string_view string(std::size_t row) const { return value<StringView16>(row).view(); }

  const std::vector<ColumnPtr>& children() const { return parts_.children; }
  // Row of the children that belongs to `row` of a Row column.
  std::size_t child_row(std::size_t row) const { return parts_.constant ? 0 : row; }
  const std::vector<BufferOwner>& owners() const { return parts_.owners; }
  std::span<const std::uint64_t> validity() const { return parts_.validity; }

  // The same values under a type with the same representation (NOT NULL, CHAR as VARCHAR, …).
  ColumnPtr with_type(DataType type) const;
  // The rows of `rows`, in order. Strings are shared, unless few rows would pin a big buffer.
  ColumnPtr take(Selection rows) const;
  // `size` copies of one row, stored once.
  ColumnPtr repeat(std::size_t row, std::size_t size) const;
  // Bytes held, shared buffers excluded.
  std::size_t byte_size() const;

 private:
  ColumnParts parts_;
};

// Size in bytes of one physical value of the kind; 0 for Row.
std::size_t value_size(TypeKind kind);

// A read cursor that hides whether a column is constant: reader[row] for any row of the batch.
template <typename T>
class ColumnReader {
 public:
  explicit ColumnReader(const Column& column)
      : values_(column.values<T>()),
        validity_(column.has_nulls() ? column.validity().data() : nullptr),
        mask_(column.is_constant() ? 0 : ~std::size_t{0}) {}

  const T& operator[](std::size_t row) const { return values_[row & mask_]; }
  bool is_null(std::size_t row) const {
    const std::size_t i = row & mask_;
    return validity_ && (validity_[i / 64] >> (i % 64) & 1) == 0;
  }
  bool has_nulls() const { return validity_ != nullptr; }

 private:
  const T* values_;
  const std::uint64_t* validity_;
  std::size_t mask_;
};

}  // namespace streamsql
