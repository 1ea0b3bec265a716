// SlotIndex: the open-addressing index of one key group, from a key's hash to its slot.
#pragma once

#include <cstdint>

namespace streamsql {

// Eight bytes, so that a cache line holds eight. The tag is the low bits of the hash, which also
// give the place: growing needs no key. Its top bit says that the key was used since the last sweep
// (the reference bit of CLOCK).
struct IndexEntry {
  static constexpr std::uint32_t kEmpty = UINT32_MAX;
  static constexpr std::uint32_t kReferenced = 1u << 31;

  std::uint32_t tag = 0;
  std::uint32_t slot = kEmpty;

  bool empty() const { return slot == kEmpty; }
  bool referenced() const { return tag & kReferenced; }
  bool matches(std::uint32_t other) const { return ((tag ^ other) & ~kReferenced) == 0; }
};

// Linear probing, at most three quarters full; removal shifts the followers back, so there are no
// tombstones. Owns no memory accounts: bytes() tells its table what to reserve.
class SlotIndex {
 public:
  SlotIndex() = default;
  SlotIndex(SlotIndex&& other) noexcept { swap(other); }
  SlotIndex& operator=(SlotIndex&& other) noexcept {
    swap(other);
    return *this;
  }
  ~SlotIndex();

  static std::uint32_t tag_of(std::uint64_t hash) {
    return static_cast<std::uint32_t>(hash) & ~IndexEntry::kReferenced;
  }

  IndexEntry* begin() { return entries_; }
  IndexEntry* end() { return entries_ + capacity(); }
  IndexEntry* place(std::uint32_t tag) { return entries_ + (tag & mask_); }
  IndexEntry* next(IndexEntry* entry) {
    return entries_ + ((static_cast<std::uint32_t>(entry - entries_) + 1) & mask_);
  }
  // The first entry of the probe sequence that is empty or has the tag, beginning at `entry`.
  IndexEntry* candidate(IndexEntry* entry, std::uint32_t tag) {
    while (!entry->empty() && !entry->matches(tag)) entry = next(entry);
    return entry;
  }

  std::uint32_t size() const { return size_; }
  std::uint32_t capacity() const { return entries_ == &nothing_ ? 0 : mask_ + 1; }
  std::uint64_t bytes() const { return std::uint64_t{capacity()} * sizeof(IndexEntry); }
  bool full() const { return (size_ + 1) * 4 > capacity() * 3; }
  std::uint32_t next_capacity() const { return capacity() == 0 ? 8 : capacity() * 2; }
  // At least `capacity` entries, a power of two that holds size().
  void resize(std::uint32_t capacity);
  // A key that is not there; full() is false. Referenced from the beginning.
  void insert(std::uint32_t tag, std::uint32_t slot);
  void remove(IndexEntry* entry);
  // The entry that points to the slot, which is there.
  IndexEntry* entry_of(std::uint32_t tag, std::uint32_t slot);

 private:
  void swap(SlotIndex& other) noexcept;

  static IndexEntry nothing_;  // stays empty: what an index without entries points to
  IndexEntry* entries_ = &nothing_;
  std::uint32_t mask_ = 0, size_ = 0;
};

}  // namespace streamsql
