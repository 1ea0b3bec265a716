#include "engine/state/slot_page.h"

#include <algorithm>
#include <new>

namespace streamsql {
namespace {

// Allocators hand out sizes in steps of an eighth or a quarter, and what a page of 16 KiB and a
// header wastes is counted nowhere: with the header, pages of common slots fill 8, 12 or 16 KiB.
constexpr std::size_t kTargetPageBytes = 16 << 10;
constexpr auto kPageAlignment = std::align_val_t{64};

std::uint32_t rounded_to_16(std::uint32_t size) { return (size + 15) & ~15u; }

// The common keys inline: one BIGINT, three of them, a short string; longer ones by pointer.
std::uint32_t key_bytes_for(std::size_t longest_key) {
  for (const std::uint32_t bytes : {16, 32, 48}) {
    if (longest_key <= bytes - 2) return bytes;
  }
  return 16;
}

template <typename Visit>
void each_bytes(std::byte* state, const StateLayout& layout, const Visit& visit) {
  for (const auto offset : layout.bytes_offsets) {
    visit(*reinterpret_cast<StateBytes*>(state + offset));
  }
}

char* copy_of(const char* data, std::size_t size) {
  char* const copy = new char[size];
  std::memcpy(copy, data, size);
  return copy;
}

}  // namespace

SlotShape::SlotShape(const StateLayout& layout, bool has_ttl, std::size_t longest_key)
    : key_bytes(key_bytes_for(longest_key)) {
  access = has_ttl ? (layout.size + 7) / 8 * 8 : 0;
  const std::uint32_t state = has_ttl ? access + 8 : std::max(layout.size, 8u);  // a link fits
  slot_bytes = key_bytes + rounded_to_16(state);
  const auto fitting = (kTargetPageBytes - kPageHeaderSize) / slot_bytes;
  capacity = static_cast<std::uint32_t>(std::clamp<std::size_t>(fitting, 8, kMaxSlots));
}

void store_key(std::byte* state, const SlotShape& shape, std::string_view key) {
  if (shape.fits(key.size())) {
    std::memcpy(state - shape.key_bytes, key.data(), key.size());
    state[-2] = static_cast<std::byte>(key.size());
    return;
  }
  store_at(state - 16, copy_of(key.data(), key.size()));
  store_at(state - 8, static_cast<std::uint32_t>(key.size()));
  state[-2] = static_cast<std::byte>(kLongKey);
}

void free_key(std::byte* state) {
  if (has_long_key(state)) delete[] load_at<char*>(state - 16);
}

std::uint64_t heap_bytes(const std::byte* state, const StateLayout& layout) {
  std::uint64_t sum = has_long_key(state) ? load_at<std::uint32_t>(state - 8) : 0;
  for (const auto offset : layout.bytes_offsets) {
    sum += reinterpret_cast<const StateBytes*>(state + offset)->capacity;
  }
  return sum;
}

void free_state_bytes(std::byte* state, const StateLayout& layout) {
  each_bytes(state, layout, [](StateBytes& bytes) {
    delete[] bytes.data;
    bytes = {};
  });
}

void own_heap(std::byte* state, const StateLayout& layout) {
  if (has_long_key(state)) {
    const auto size = load_at<std::uint32_t>(state - 8);
    store_at(state - 16, copy_of(load_at<char*>(state - 16), size));
  }
  each_bytes(state, layout, [](StateBytes& bytes) {
    if (!bytes.data) return;
    bytes.data = copy_of(bytes.data, bytes.size);
    bytes.capacity = bytes.size;
  });
}

std::byte* allocate_page(const SlotShape& shape, std::uint32_t slots) {
  auto* const page =
      static_cast<std::byte*>(::operator new(shape.page_bytes(slots), kPageAlignment));
  auto* const header = new (page) PageHeader;
  header->capacity = static_cast<std::uint16_t>(slots);
  return page;
}

void free_page(std::byte* page) { ::operator delete(page, kPageAlignment); }

}  // namespace streamsql
