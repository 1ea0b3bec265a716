#include "engine/batch/column_builder.h"

#include <algorithm>
#include <cstring>

namespace streamsql {
namespace {

bool is_list(TypeKind kind) {
  return kind == TypeKind::Array || kind == TypeKind::Map || kind == TypeKind::Multiset;
}

bool is_string(const DataType& type) { return type.is_character() || type.is_binary(); }

}  // namespace

ColumnBuilder::ColumnBuilder(DataType type)
    : type_(std::move(type)), value_size_(value_size(type_.kind())) {
  for (const auto& child : type_.children()) children_.emplace_back(child.type);
  if (type_.is(TypeKind::Multiset)) children_.emplace_back(DataType::integer().not_null());
}

void ColumnBuilder::reserve(std::size_t rows) {
  if (rows > capacity_) grow(rows);
  if (!type_.is(TypeKind::Row)) return;
  for (auto& child : children_) child.reserve(rows);
}

void ColumnBuilder::grow(std::size_t rows) {
  const std::size_t capacity = std::max({rows, capacity_ * 2, expected_});
  std::shared_ptr<std::byte[]> values(
      new std::byte[std::max<std::size_t>(capacity * value_size_, 1)]);
  if (size_ > 0 && value_size_ > 0) std::memcpy(values.get(), values_.get(), size_ * value_size_);
  values_ = std::move(values);
  capacity_ = capacity;
}

void ColumnBuilder::append_placeholder() {
  if (size_ == capacity_) grow(size_ + 1);
  if (value_size_ > 0) std::memset(values_.get() + size_ * value_size_, 0, value_size_);
  ++size_;
}

void ColumnBuilder::append_null() {
  append_placeholder();
  if (type_.is(TypeKind::Row)) {
    for (auto& child : children_) child.append_null();
  }
  clear_validity_bit(size_ - 1);
}

// Bits behind the vector's end count as set: finish() extends it.
void ColumnBuilder::clear_validity_bit(std::size_t row) {
  if (validity_.size() <= row / 64) validity_.resize(row / 64 + 1, ~std::uint64_t{0});
  validity_[row / 64] &= ~(std::uint64_t{1} << (row % 64));
}

ListRef ColumnBuilder::new_list() {
  const auto end = static_cast<std::uint32_t>(children_.front().size());
  const ListRef list{list_end_, end - list_end_};
  list_end_ = end;
  return list;
}

void ColumnBuilder::append_list() { append(new_list()); }

void ColumnBuilder::set_list(std::size_t row) { set(row, new_list()); }

StringView16 ColumnBuilder::import_string(const Column& column, std::size_t row) {
  return arena_.store(column.string(row));
}

void ColumnBuilder::append_from(const Column& column, std::size_t row) {
  if (column.is_null(row)) return append_null();
  if (is_list(type_.kind())) {
    const auto list = column.value<ListRef>(row);
    for (std::size_t c = 0; c < children_.size(); ++c) {
      for (std::uint32_t i = 0; i < list.length; ++i) {
        children_[c].append_from(*column.children()[c], list.offset + i);
      }
    }
    return append_list();
  }
  if (type_.is(TypeKind::Row)) {
    for (std::size_t c = 0; c < children_.size(); ++c) {
      children_[c].append_from(*column.children()[c], column.child_row(row));
    }
    return append_row();
  }
  append_placeholder();
  if (is_string(type_)) return set(size_ - 1, import_string(column, row));
  std::memcpy(values_.get() + (size_ - 1) * value_size_,
              column.values<std::byte>() + column.child_row(row) * value_size_, value_size_);
}

void ColumnBuilder::set_from(std::size_t row, const Column& column, std::size_t from) {
  if (column.is_null(from)) return set_null(row);
  if (is_list(type_.kind())) {
    const auto list = column.value<ListRef>(from);
    for (std::size_t c = 0; c < children_.size(); ++c) {
      for (std::uint32_t i = 0; i < list.length; ++i) {
        children_[c].append_from(*column.children()[c], list.offset + i);
      }
    }
    return set_list(row);
  }
  if (type_.is(TypeKind::Row)) {
    for (std::size_t c = 0; c < children_.size(); ++c) {
      children_[c].set_from(row, *column.children()[c], column.child_row(from));
    }
    return;
  }
  if (is_string(type_)) return set(row, import_string(column, from));
  std::memcpy(values_.get() + row * value_size_,
              column.values<std::byte>() + column.child_row(from) * value_size_, value_size_);
}

void ColumnBuilder::truncate(std::size_t size) {
  while (size_ > size) {
    --size_;
    const bool null =
        validity_.size() > size_ / 64 && (validity_[size_ / 64] >> (size_ % 64) & 1) == 0;
    if (null) validity_[size_ / 64] |= std::uint64_t{1} << (size_ % 64);
    if (is_list(type_.kind()) && !null) list_end_ -= data<ListRef>()[size_].length;
  }
  if (is_list(type_.kind())) {
    for (auto& child : children_) child.truncate(list_end_);
  } else if (type_.is(TypeKind::Row)) {
    for (auto& child : children_) child.truncate(size);
  }
}

void ColumnBuilder::resize(std::size_t rows) {
  if (rows > capacity_ || values_.use_count() != 1) grow(rows);
  size_ = rows;
  std::memset(values_.get(), 0, rows * value_size_);
  if (!type_.is(TypeKind::Row)) return;
  for (auto& child : children_) child.resize(rows);
}

void ColumnBuilder::set_null(std::size_t row) {
  clear_validity_bit(row);
  if (!type_.is(TypeKind::Row)) return;
  for (auto& child : children_) child.set_null(row);
}

void ColumnBuilder::intersect_validity(std::span<const std::uint64_t> validity) {
  validity_.resize(std::max(validity_.size(), validity.size()), ~std::uint64_t{0});
  for (std::size_t i = 0; i < validity.size(); ++i) validity_[i] &= validity[i];
  if (!type_.is(TypeKind::Row)) return;
  for (auto& child : children_) child.intersect_validity(validity);
}

ColumnParts ColumnBuilder::take_parts() {
  ColumnParts parts;
  parts.type = type_;
  parts.size = size_;
  if (!values_) grow(1);
  parts.values = std::move(values_);
  if (!validity_.empty()) {
    validity_.resize((size_ + 63) / 64, ~std::uint64_t{0});
    const bool any_null = std::any_of(validity_.begin(), validity_.end(),
                                      [](std::uint64_t word) { return ~word != 0; });
    if (any_null) parts.validity = std::move(validity_);
  }
  for (auto& child : children_) parts.children.push_back(child.finish());
  arena_.take_chunks(owners_);
  parts.owners = std::move(owners_);
  values_ = nullptr;
  validity_.clear();
  owners_.clear();
  expected_ = std::max(size_, kFewRows);
  size_ = capacity_ = 0;
  list_end_ = 0;
  return parts;
}

ColumnPtr ColumnBuilder::finish() { return std::make_shared<const Column>(take_parts()); }

ColumnPtr ColumnBuilder::finish_constant(std::size_t size) {
  ColumnParts parts = take_parts();
  parts.size = size;
  parts.constant = true;
  return std::make_shared<const Column>(std::move(parts));
}

}  // namespace streamsql
