// Slot codec: slots as bytes, for the database.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "engine/state/slot_page.h"

namespace streamsql {

// A page is its slots in use, one behind the other; an evicted row is one without its key:
//   flags u8 | key size u8, 255: u32 follows | key | row
//   row  access millis i64 (only with a time to live) | state | for each StateBytes: its bytes
// In the state, a StateBytes has its size; pointer and capacity are 0.
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

// Reads the slots of a page. Throws StateUnreadable.
void read_page(std::string_view bytes, const StateLayout& layout, bool has_ttl,
               const std::function<void(const StoredSlot&)>& visit);
StoredSlot read_row(std::string_view bytes, const StateLayout& layout, bool has_ttl);
// Into a state of the layout, which owns the bytes afterwards.
void restore_state(const StoredSlot& stored, const StateLayout& layout, std::byte* state);

}  // namespace streamsql
