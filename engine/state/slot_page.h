// Pages of slots: how a KeyedTable's keys and states lie in memory.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "engine/batch/state_layout.h"

namespace streamsql {

// A page is one allocation, aligned to 64 bytes:
//
//   PageHeader | slot 0 | slot 1 | ...
//
//   slot   [ key, inline           key_bytes - 2 ][ size u8 ][ flags u8 ]
//          [ state                 aligned to 16                        ]
//          [ access millis i64     only with a time to live             ]
//          [ padding to 16 ]
//
// A key that is longer than its inline place has size 255 and lies on the heap:
//   state - 16: pointer (8 bytes) · state - 8: size (u32)
// so that size and flags are always the two bytes before the state.
//
// Everything about a slot is written only while its page is writable: a page that a cut refers to
// is read by the checkpoint thread.
struct PageHeader {
  std::uint16_t group = 0;
  std::uint16_t capacity = 0;          // slots this allocation has room for
  std::uint16_t high = 0;              // slots in use or freed are below it
  std::uint16_t live = 0;              // slots in use
  std::uint16_t first_free = kNoFree;  // freed slots, linked through the first bytes of the state
  std::uint32_t number = 0;            // names the page within its key group, in the database
  static constexpr std::uint16_t kNoFree = 0xFFFF;
};
inline constexpr std::size_t kPageHeaderSize = 64;
static_assert(sizeof(PageHeader) <= kPageHeaderSize);

enum SlotFlag : std::uint8_t {
  kSlotUsed = 1,
  kSlotHasRow = 2,   // the database holds a row of this key, perhaps an old one
  kSlotChanged = 4,  // since the row was read; set by KeyedTable::write
  kSlotErased = 8    // no key any more, but the row behind it is not deleted yet
};

inline constexpr std::size_t kMaxSlots = 254;  // of a page

// Places within a slot, counted from its state.
struct SlotShape {
  SlotShape() = default;
  SlotShape(const StateLayout& layout, bool has_ttl, std::size_t longest_key);

  std::uint32_t key_bytes = 16;  // before the state, size and flags included
  std::uint32_t slot_bytes = 0;
  std::uint32_t access = 0;    // offset of the access time; 0: none
  std::uint32_t capacity = 0;  // slots of a full page

  std::size_t first_state() const { return kPageHeaderSize + key_bytes; }
  std::size_t page_bytes(std::uint32_t slots) const { return kPageHeaderSize + slots * slot_bytes; }
  bool fits(std::size_t key_size) const { return key_size <= key_bytes - 2; }
};

inline constexpr std::uint8_t kLongKey = 255;

inline bool has_long_key(const std::byte* state) {
  return static_cast<std::uint8_t>(state[-2]) == kLongKey;
}
inline std::uint8_t slot_flags(const std::byte* state) {
  return static_cast<std::uint8_t>(state[-1]);
}
inline void set_slot_flags(std::byte* state, std::uint8_t flags) {
  state[-1] = static_cast<std::byte>(flags);
}

template <typename T>
T load_at(const void* place) {
  T value;
  std::memcpy(&value, place, sizeof(T));
  return value;
}
template <typename T>
void store_at(void* place, T value) {
  std::memcpy(place, &value, sizeof(T));
}

inline std::string_view slot_key(const std::byte* state, const SlotShape& shape) {
  const auto size = static_cast<std::uint8_t>(state[-2]);
  if (size != kLongKey) return {reinterpret_cast<const char*>(state) - shape.key_bytes, size};
  return {load_at<const char*>(state - 16), load_at<std::uint32_t>(state - 8)};
}

inline bool equal_bytes(const char* a, const char* b, std::size_t size) {
  if (size < 8 || size > 16) return std::memcmp(a, b, size) == 0;
  const auto front = load_at<std::uint64_t>(a) ^ load_at<std::uint64_t>(b);
  const auto back = load_at<std::uint64_t>(a + size - 8) ^ load_at<std::uint64_t>(b + size - 8);
  return (front | back) == 0;
}

inline bool slot_has_key(const std::byte* state, const SlotShape& shape, std::string_view key) {
  const auto stored = slot_key(state, shape);
  return stored.size() == key.size() && equal_bytes(stored.data(), key.data(), key.size());
}

// The bytes that lie outside the page: sizes for the accounts.
void store_key(std::byte* state, const SlotShape& shape, std::string_view key);
void free_key(std::byte* state);
std::uint64_t heap_bytes(const std::byte* state, const StateLayout& layout);
void free_state_bytes(std::byte* state, const StateLayout& layout);  // and empties them
// After a slot was copied bytewise: gives it its own copies of what lies outside.
void own_heap(std::byte* state, const StateLayout& layout);

std::byte* allocate_page(const SlotShape& shape, std::uint32_t slots);
void free_page(std::byte* page);
inline PageHeader& header_of(std::byte* page) { return *reinterpret_cast<PageHeader*>(page); }
inline const PageHeader& header_of(const std::byte* page) {
  return *reinterpret_cast<const PageHeader*>(page);
}

}  // namespace streamsql
