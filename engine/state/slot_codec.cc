#include "engine/state/slot_codec.h"

namespace streamsql {
namespace {

char* put(char* at, const void* bytes, std::size_t size) {
  if (size > 0) std::memcpy(at, bytes, size);
  return at + size;
}

std::size_t row_size(const std::byte* state, const SlotShape& shape, const StateLayout& layout) {
  std::size_t size = layout.size + (shape.access ? sizeof(std::int64_t) : 0);
  for (const auto offset : layout.bytes_offsets) size += load_at<StateBytes>(state + offset).size;
  return size;
}

char* put_row(char* at, const std::byte* state, const SlotShape& shape, const StateLayout& layout) {
  if (shape.access) at = put(at, state + shape.access, sizeof(std::int64_t));
  char* const row = at;
  at = put(at, state, layout.size);
  for (const auto offset : layout.bytes_offsets) {
    const auto bytes = load_at<StateBytes>(state + offset);
    store_at(row + offset, StateBytes{nullptr, bytes.size, 0});
    at = put(at, bytes.data, bytes.size);
  }
  return at;
}

}  // namespace

void append_row(const std::byte* state, const SlotShape& shape, const StateLayout& layout,
                std::string& out) {
  const auto begin = out.size();
  out.resize(begin + row_size(state, shape, layout));
  put_row(out.data() + begin, state, shape, layout);
}

std::size_t heap_size(std::string_view state, const StateLayout& layout) {
  std::size_t size = 0;
  for (const auto offset : layout.bytes_offsets) {
    size += load_at<StateBytes>(state.data() + offset).size;
  }
  return size;
}

void read_row(ByteReader& in, const StateLayout& layout, bool has_ttl, StoredSlot& slot) {
  if (has_ttl) slot.access_millis = in.number<std::int64_t>();
  slot.state = in.raw(layout.size);
  slot.heap = in.raw(heap_size(slot.state, layout));
}

StoredSlot read_row(std::string_view bytes, const StateLayout& layout, bool has_ttl) {
  ByteReader in(bytes);
  StoredSlot slot;
  read_row(in, layout, has_ttl, slot);
  return slot;
}

void restore_state(const StoredSlot& stored, const StateLayout& layout, std::byte* state) {
  std::memcpy(state, stored.state.data(), layout.size);
  auto rest = stored.heap;
  for (const auto offset : layout.bytes_offsets) {
    auto& bytes = *reinterpret_cast<StateBytes*>(state + offset);
    if (bytes.size == 0) continue;
    bytes.data = new char[bytes.size];
    bytes.capacity = bytes.size;
    std::memcpy(bytes.data, rest.data(), bytes.size);
    rest.remove_prefix(bytes.size);
  }
}

}  // namespace streamsql
