#include "engine/state/slot_codec.h"

#include "engine/state/byte_record.h"

namespace streamsql {
namespace {

void append_key(std::string_view key, ByteWriter& out) {
  if (key.size() < kLongKey) {
    out.number(static_cast<std::uint8_t>(key.size()));
  } else {
    out.number(kLongKey);
    out.number(static_cast<std::uint32_t>(key.size()));
  }
  out.raw(key.data(), key.size());
}

std::string_view read_key(ByteReader& in) {
  const std::size_t size = in.number<std::uint8_t>();
  return in.raw(size == kLongKey ? in.number<std::uint32_t>() : size);
}

StateBytes bytes_at(std::string_view state, std::uint32_t offset) {
  return load_at<StateBytes>(state.data() + offset);
}

void read_rest(ByteReader& in, const StateLayout& layout, bool has_ttl, StoredSlot& slot) {
  if (has_ttl) slot.access_millis = in.number<std::int64_t>();
  slot.state = in.raw(layout.size);
  std::size_t heap = 0;
  for (const auto offset : layout.bytes_offsets) heap += bytes_at(slot.state, offset).size;
  slot.heap = in.raw(heap);
}

}  // namespace

void append_row(const std::byte* state, const SlotShape& shape, const StateLayout& layout,
                std::string& out) {
  ByteWriter writer(out);
  if (shape.access) writer.raw(state + shape.access, sizeof(std::int64_t));
  const auto begin = out.size();
  writer.raw(state, layout.size);
  for (const auto offset : layout.bytes_offsets) {
    const auto bytes = load_at<StateBytes>(state + offset);
    store_at(out.data() + begin + offset, StateBytes{nullptr, bytes.size, 0});
    out.append(bytes.data, bytes.size);
  }
}

void append_page(const std::byte* page, const SlotShape& shape, const StateLayout& layout,
                 std::string& out) {
  const auto& header = header_of(page);
  out.reserve(std::size_t{header.live} * (shape.slot_bytes + 8));
  ByteWriter writer(out);
  for (std::uint32_t i = 0; i < header.high; ++i) {
    const std::byte* const state = page + shape.first_state() + i * shape.slot_bytes;
    if (!(slot_flags(state) & kSlotUsed)) continue;
    writer.number(slot_flags(state));
    append_key(slot_key(state, shape), writer);
    append_row(state, shape, layout, out);
  }
}

void read_page(std::string_view bytes, const StateLayout& layout, bool has_ttl,
               const std::function<void(const StoredSlot&)>& visit) {
  ByteReader in(bytes);
  while (!in.done()) {
    StoredSlot slot;
    slot.flags = in.number<std::uint8_t>();
    slot.key = read_key(in);
    read_rest(in, layout, has_ttl, slot);
    visit(slot);
  }
}

StoredSlot read_row(std::string_view bytes, const StateLayout& layout, bool has_ttl) {
  ByteReader in(bytes);
  StoredSlot slot;
  read_rest(in, layout, has_ttl, slot);
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
