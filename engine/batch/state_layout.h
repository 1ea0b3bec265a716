// StateLayout: the fixed part of a key's state, and the variable bytes that hang on it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>
#include <vector>

namespace streamsql {

// Bytes of any length inside a state struct. All zero is empty. Trivially relocatable; owned by the
// table whose slot it lies in, which frees it when the slot is erased or evicted and copies it when
// a page is copied. Changed only through KeyedTable::assign.
struct StateBytes {
  char* data = nullptr;
  std::uint32_t size = 0, capacity = 0;
  std::string_view view() const { return {data, size}; }
};

// A state struct is plain bytes, zero when a key is created, aligned to 16, moved by memcpy.
// Pointers other than those of StateBytes are not allowed in it.
struct StateLayout {
  std::uint32_t size = 0;                    // a multiple of 8
  std::vector<std::uint32_t> bytes_offsets;  // where StateBytes lie in it
  friend bool operator==(const StateLayout&, const StateLayout&) = default;
};

}  // namespace streamsql
