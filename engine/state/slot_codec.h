// Slot codec: slots as bytes, for the database.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/state/byte_record.h"
#include "engine/state/slot_page.h"

namespace streamsql {

// A page:  0xF1 | slots in use u16 | longest key u32 | its slots in use, one behind the other
//   slot   flags u8 | key size u8, 255: u32 follows | packed words | rest of the key | heap
//   words  of the key (size / 8), the access millis (only with a time to live), the state
//   heap   for each StateBytes of the state: its bytes
// Packed words are 4 bits for each of them, then their significant bytes, little endian: 0 to 8 say
// how many, and 9 to 15 that 0 to 6 follow which are the complement. Counts, sums and numbers as
// keys are mostly leading zeros, and a checkpoint costs what its bytes cost.
//
// An evicted row is   access millis i64 (only with a time to live) | state | heap
// In a stored state, a StateBytes has its size; pointer and capacity are 0.
//
// Pages in older databases begin with the flags of a slot (below 16), and are of these slots:
//   flags u8 | key size u8, 255: u32 follows | key | row
void append_page(const std::byte* page, const SlotShape& shape, const StateLayout& layout,
                 std::string& out);
void append_row(const std::byte* state, const SlotShape& shape, const StateLayout& layout,
                std::string& out);

// What is read back; views point into the bytes.
struct StoredSlot {
  std::uint8_t flags = 0;
  std::string_view key;
  std::int64_t access_millis = 0;
  std::string_view state;  // layout.size bytes
  std::string_view heap;   // the bytes of all StateBytes
};

// What is allocated for a page before its slots are read. Throws StateUnreadable, as all here do.
struct StoredPageSize {
  std::uint32_t slots = 0;
  std::size_t longest_key = 0;
};
StoredPageSize stored_page_size(std::string_view bytes, const StateLayout& layout, bool has_ttl);

void read_row(ByteReader& in, const StateLayout& layout, bool has_ttl, StoredSlot& slot);
StoredSlot read_plain_slot(ByteReader& in, const StateLayout& layout, bool has_ttl);
// `room` holds the unpacked words that the slot points to.
StoredSlot read_packed_slot(ByteReader& in, const StateLayout& layout, bool has_ttl,
                            std::vector<std::uint64_t>& room);

inline constexpr std::uint8_t kPackedPage = 0xF1;
inline constexpr std::size_t kPackedPageHeader = 7;

template <typename Visit>
void read_page(std::string_view bytes, const StateLayout& layout, bool has_ttl,
               const Visit& visit) {
  ByteReader in(bytes);
  if (!bytes.empty() && static_cast<std::uint8_t>(bytes.front()) == kPackedPage) {
    in.raw(kPackedPageHeader);
    std::vector<std::uint64_t> room;
    while (!in.done()) visit(read_packed_slot(in, layout, has_ttl, room));
  }
  while (!in.done()) visit(read_plain_slot(in, layout, has_ttl));
}
StoredSlot read_row(std::string_view bytes, const StateLayout& layout, bool has_ttl);
// Into a state of the layout, which owns the bytes afterwards.
void restore_state(const StoredSlot& stored, const StateLayout& layout, std::byte* state);

}  // namespace streamsql
