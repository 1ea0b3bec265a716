// Slot codec: slots as bytes, for the database.
#pragma once

#include <string>
#include <string_view>

#include "engine/state/byte_record.h"
#include "engine/state/slot_page.h"

namespace streamsql {

// An evicted row is   access millis i64 (only with a time to live) | state | heap
//   heap   for each StateBytes of the state: its bytes
// In a stored state, a StateBytes has its size; pointer and capacity are 0.
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

// Throws StateUnreadable, as all here do.
void read_row(ByteReader& in, const StateLayout& layout, bool has_ttl, StoredSlot& slot);
StoredSlot read_row(std::string_view bytes, const StateLayout& layout, bool has_ttl);
// How many bytes hang on a stored state.
std::size_t heap_size(std::string_view state, const StateLayout& layout);
// Into a state of the layout, which owns the bytes afterwards.
void restore_state(const StoredSlot& stored, const StateLayout& layout, std::byte* state);

}  // namespace streamsql
