#include "engine/operator/dimension_rows.h"

#include <algorithm>
#include <cstring>
#include <utility>

namespace streamsql {
namespace {

bool is_string(const DataType& type) { return type.is_character() || type.is_binary(); }

std::size_t inline_width(const DataType& type) {
  return type.is_nested() ? 0 : value_size(type.kind());
}

// Garbage below this is not worth a rewrite.
constexpr std::size_t kCompactFrom = 1 << 20;

template <typename T>
void copy_values(const std::byte* values, std::span<const std::uint32_t> slots,
                 ColumnBuilder& out) {
  const T* from = reinterpret_cast<const T*>(values);
  T* to = out.data<T>();
  for (std::size_t i = 0; i < slots.size(); ++i) {
    if (slots[i] != DimensionRows::kNone) to[i] = from[slots[i]];
  }
}

}  // namespace

DimensionRows::DimensionRows(SchemaPtr schema) : arena_(std::make_shared<StringArena>()) {
  for (const auto& field : schema->fields) {
    columns_.push_back({field.type, inline_width(field.type), {}, {}, {}});
  }
}

std::uint32_t DimensionRows::new_slot() {
  if (!free_.empty()) {
    const auto slot = free_.back();
    free_.pop_back();
    references_[slot] = 1;
    return slot;
  }
  const auto slot = static_cast<std::uint32_t>(references_.size());
  references_.push_back(1);
  for (auto& values : columns_) {
    values.null.push_back(0);
    if (values.width == 0) values.nested.push_back(nullptr);
    const auto bytes = (slot + std::size_t{1}) * values.width;
    if (bytes > values.words.size() * sizeof(Int128)) {
      values.words.resize(std::max<std::size_t>(16, values.words.size() * 2));
    }
  }
  return slot;
}

std::uint32_t DimensionRows::add(const Batch& rows, std::uint32_t row) {
  if (garbage_bytes_ > kCompactFrom && garbage_bytes_ > arena_bytes_ / 2) compact();
  const auto slot = new_slot();
  for (std::size_t i = 0; i < columns_.size(); ++i) store(columns_[i], slot, rows.column(i), row);
  return slot;
}

void DimensionRows::store(Values& values, std::uint32_t slot, const Column& column,
                          std::uint32_t row) {
  values.null[slot] = column.is_null(row);
  if (values.width == 0) {
    values.nested[slot] = column.repeat(row, 1);
  } else if (values.null[slot]) {
    std::memset(values.at(slot), 0, values.width);
  } else if (is_string(values.type)) {
    store_string(values, slot, column.string(row));
  } else {
    std::memcpy(values.at(slot), column.values<std::byte>() + column.child_row(row) * values.width,
                values.width);
  }
}

void DimensionRows::store_string(Values& values, std::uint32_t slot, std::string_view text) {
  const StringView16 view = arena_->store(text);
  if (!view.is_inline()) arena_bytes_ += view.size();
  std::memcpy(values.at(slot), &view, sizeof view);
}

void DimensionRows::unref(std::uint32_t slot) {
  if (--references_[slot] > 0) return;
  for (const auto& values : columns_) {
    if (!is_string(values.type)) continue;
    StringView16 view;
    std::memcpy(&view, values.at(slot), sizeof view);
    if (!view.is_inline()) garbage_bytes_ += view.size();
  }
  free_.push_back(slot);
}

void DimensionRows::compact() {
  const auto old = std::exchange(arena_, std::make_shared<StringArena>());
  arena_bytes_ = garbage_bytes_ = 0;
  for (auto& values : columns_) {
    if (!is_string(values.type)) continue;
    for (std::uint32_t slot = 0; slot < references_.size(); ++slot) {
      StringView16 view;
      std::memcpy(&view, values.at(slot), sizeof view);
      if (references_[slot] > 0) {
        store_string(values, slot, view.view());
      } else {
        std::memset(values.at(slot), 0, values.width);
      }
    }
  }
}

std::vector<ColumnPtr> DimensionRows::gather(std::span<const std::uint32_t> slots) const {
  std::vector<ColumnPtr> out;
  out.reserve(columns_.size());
  for (const auto& values : columns_) out.push_back(gather(values, slots));
  return out;
}

ColumnPtr DimensionRows::gather(const Values& values, std::span<const std::uint32_t> slots) const {
  ColumnBuilder out(values.type.with_nullable(true));
  out.resize(slots.size());
  for (std::size_t i = 0; i < slots.size(); ++i) {
    if (slots[i] == kNone || values.null[slots[i]]) {
      out.set_null(i);
    } else if (values.width == 0) {
      out.set_from(i, *values.nested[slots[i]], 0);
    }
  }
  const std::byte* words = reinterpret_cast<const std::byte*>(values.words.data());
  switch (values.width) {
    case 1:
      copy_values<std::uint8_t>(words, slots, out);
      break;
    case 2:
      copy_values<std::uint16_t>(words, slots, out);
      break;
    case 4:
      copy_values<std::uint32_t>(words, slots, out);
      break;
    case 8:
      copy_values<std::uint64_t>(words, slots, out);
      break;
    case 16:
      copy_values<Int128>(words, slots, out);
      break;
    default:
      break;
  }
  if (is_string(values.type)) out.hold(arena_);
  return out.finish();
}

std::size_t DimensionRows::byte_size() const {
  std::size_t bytes = arena_bytes_ + references_.size() * sizeof(std::uint32_t);
  for (const auto& values : columns_) {
    bytes += references_.size() * (values.width + 1);
    for (const auto& column : values.nested) bytes += column ? column->byte_size() : 0;
  }
  return bytes;
}

}  // namespace streamsql
