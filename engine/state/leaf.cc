#include "engine/state/leaf.h"

#include <algorithm>
#include <cstring>

namespace streamsql {
namespace {

struct RecordHeader {
  std::uint32_t key, order, value;
};

RecordHeader header_at(const char* record) {
  RecordHeader header;
  std::memcpy(&header, record, sizeof(header));
  return header;
}

std::size_t size_of(const RecordHeader& header) {
  return sizeof(header) + header.key + header.order + header.value;
}

}  // namespace

EntryPlace Leaf::place(std::size_t i) const {
  const char* const record = heap_.data() + offsets_[i];
  const auto header = header_at(record);
  const char* const bytes = record + sizeof(header);
  return {{bytes, header.key}, {bytes + header.key, header.order}};
}

std::string_view Leaf::value(std::size_t i) const {
  const char* const record = heap_.data() + offsets_[i];
  const auto header = header_at(record);
  return {record + sizeof(header) + header.key + header.order, header.value};
}

std::size_t Leaf::lower_bound(const EntryPlace& wanted) const {
  std::size_t begin = 0, end = size();
  while (begin < end) {
    const auto middle = (begin + end) / 2;
    if (place(middle) < wanted) {
      begin = middle + 1;
    } else {
      end = middle;
    }
  }
  return begin;
}

void Leaf::insert(std::size_t i, const EntryPlace& place, std::string_view value) {
  const auto offset = add_record(place, value);
  offsets_.insert(offsets_.begin() + static_cast<std::ptrdiff_t>(i), offset);
}

void Leaf::set_value(std::size_t i, std::string_view value) {
  const auto old = this->value(i);
  if (old.size() == value.size()) {
    if (!value.empty()) std::memmove(const_cast<char*>(old.data()), value.data(), value.size());
    return;
  }
  const std::string copy(value);  // it may lie in the heap that is about to move
  garbage_ += record_size(i);
  const std::string key(place(i).key), order(place(i).order);
  offsets_[i] = add_record({key, order}, copy);
  compact_if_worth();
}

void Leaf::remove(std::size_t begin, std::size_t end) {
  for (auto i = begin; i < end; ++i) garbage_ += record_size(i);
  offsets_.erase(offsets_.begin() + static_cast<std::ptrdiff_t>(begin),
                 offsets_.begin() + static_cast<std::ptrdiff_t>(end));
  compact_if_worth();
}

Leaf Leaf::split_off(std::size_t i) {
  Leaf upper;
  for (auto at = i; at < size(); ++at) upper.insert(upper.size(), place(at), value(at));
  remove(i, size());
  compact();
  return upper;
}

void Leaf::append(const Leaf& leaf) {
  for (std::size_t i = 0; i < leaf.size(); ++i) insert(size(), leaf.place(i), leaf.value(i));
}

std::size_t Leaf::memory_bytes() const {
  return sizeof(*this) + heap_.capacity() + offsets_.capacity() * sizeof(std::uint32_t);
}

std::string Leaf::to_bytes() const {
  std::string bytes;
  bytes.reserve(data_bytes());
  for (std::size_t i = 0; i < size(); ++i) {
    bytes.append(heap_.data() + offsets_[i], record_size(i));
  }
  return bytes;
}

Leaf Leaf::from_bytes(std::string_view bytes) {
  Leaf leaf;
  leaf.heap_.assign(bytes.begin(), bytes.end());
  for (std::size_t at = 0; at < bytes.size(); at += size_of(header_at(bytes.data() + at))) {
    leaf.offsets_.push_back(static_cast<std::uint32_t>(at));
  }
  return leaf;
}

std::uint32_t Leaf::add_record(const EntryPlace& place, std::string_view value) {
  const RecordHeader header{static_cast<std::uint32_t>(place.key.size()),
                            static_cast<std::uint32_t>(place.order.size()),
                            static_cast<std::uint32_t>(value.size())};
  const auto offset = heap_.size();
  std::vector<char> former;  // the arguments may lie in it
  if (offset + size_of(header) > heap_.capacity()) former = grow(offset + size_of(header));
  const auto* const bytes = reinterpret_cast<const char*>(&header);
  heap_.insert(heap_.end(), bytes, bytes + sizeof(header));
  for (const auto part : {place.key, place.order, value}) {
    heap_.insert(heap_.end(), part.begin(), part.end());
  }
  return static_cast<std::uint32_t>(offset);
}

std::vector<char> Leaf::grow(std::size_t at_least) {
  std::vector<char> grown;
  grown.reserve(std::max(at_least, heap_.size() + heap_.size() / 2));
  grown.insert(grown.end(), heap_.begin(), heap_.end());
  heap_.swap(grown);
  return grown;
}

void Leaf::compact_if_worth() {
  if (garbage_ > 512 && garbage_ > heap_.size() / 2) compact();
}

void Leaf::compact() {
  const auto bytes = to_bytes();
  *this = from_bytes(bytes);
}

std::size_t Leaf::record_size(std::size_t i) const {
  return size_of(header_at(heap_.data() + offsets_[i]));
}

}  // namespace streamsql
