#include "engine/state/slot_index.h"

#include <utility>

namespace streamsql {

IndexEntry SlotIndex::nothing_;

SlotIndex::~SlotIndex() {
  if (entries_ != &nothing_) delete[] entries_;
}

void SlotIndex::swap(SlotIndex& other) noexcept {
  std::swap(entries_, other.entries_);
  std::swap(mask_, other.mask_);
  std::swap(size_, other.size_);
}

void SlotIndex::resize(std::uint32_t capacity) {
  SlotIndex grown;
  grown.entries_ = new IndexEntry[capacity];
  grown.mask_ = capacity - 1;
  for (auto& entry : *this) {
    if (entry.empty()) continue;
    auto* place = grown.place(entry.tag);
    while (!place->empty()) place = grown.next(place);
    *place = entry;
  }
  grown.size_ = size_;
  swap(grown);
}

void SlotIndex::insert(std::uint32_t tag, std::uint32_t slot) {
  auto* entry = place(tag);
  while (!entry->empty()) entry = next(entry);
  *entry = {tag | IndexEntry::kReferenced, slot};
  ++size_;
}

void SlotIndex::remove(IndexEntry* entry) {
  auto* hole = entry;
  for (auto* other = next(entry); !other->empty(); other = next(other)) {
    const auto home = other->tag & mask_;
    const auto from = static_cast<std::uint32_t>(hole - entries_);
    const auto at = static_cast<std::uint32_t>(other - entries_);
    // An entry may fill the hole unless that would put it before its home.
    if (((at - home) & mask_) < ((at - from) & mask_)) continue;
    *hole = *other;
    hole = other;
  }
  *hole = {};
  --size_;
}

IndexEntry* SlotIndex::entry_of(std::uint32_t tag, std::uint32_t slot) {
  auto* entry = place(tag);
  while (entry->slot != slot) entry = next(entry);
  return entry;
}

}  // namespace streamsql
