#include "engine/state/slot_codec.h"

#include <algorithm>
#include <bit>

namespace streamsql {
namespace {

char* put(char* at, const void* bytes, std::size_t size) {
  if (size > 0) std::memcpy(at, bytes, size);
  return at + size;
}
template <typename T>
char* put_number(char* at, T value) {
  return put(at, &value, sizeof(T));
}

char* put_key_size(char* at, std::size_t size) {
  if (size < kLongKey) return put_number(at, static_cast<std::uint8_t>(size));
  return put_number(put_number(at, kLongKey), static_cast<std::uint32_t>(size));
}

// Four bits for each word at `control`, its bytes at `at`, where there is room for eight.
class WordPacker {
 public:
  WordPacker(char* out, std::size_t words) : control_(out), at_(out + (words + 1) / 2) {
    std::memset(control_, 0, (words + 1) / 2);
  }
  void add(std::uint64_t word) {
    const std::uint64_t complement = word >> 63 ? ~word : word;
    auto size = static_cast<unsigned>(64 - std::countl_zero(complement) + 7) / 8;
    unsigned code = size;
    if (word >> 63 && size <= 6) {
      word = complement;
      code += 9;
    } else if (word >> 63) {
      code = size = 8;
    }
    control_[index_ / 2] = static_cast<char>(control_[index_ / 2] | code << index_ % 2 * 4);
    ++index_;
    store_at(at_, word);
    at_ += size;
  }
  void add_all(const void* bytes, std::size_t words) {
    const auto* const from = static_cast<const char*>(bytes);
    for (std::size_t i = 0; i < words; ++i) add(load_at<std::uint64_t>(from + 8 * i));
  }
  char* end() const { return at_; }

 private:
  char *control_, *at_;
  std::size_t index_ = 0;
};

std::uint64_t unpacked(ByteReader& in, unsigned code) {
  return code <= 8 ? in.low_bytes(code) : ~in.low_bytes(code - 9);
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

struct PackedForm {
  const SlotShape& shape;
  const StateLayout& layout;
  std::byte* room;  // for a state with StateBytes
};

char* put_packed_slot(char* at, const std::byte* state, const PackedForm& form) {
  const auto key = slot_key(state, form.shape);
  const std::size_t key_words = key.size() / 8, state_words = form.layout.size / 8;
  const bool has_ttl = form.shape.access != 0;
  at = put_key_size(put_number(at, slot_flags(state)), key.size());
  WordPacker words(at, key_words + has_ttl + state_words);
  words.add_all(key.data(), key_words);
  if (has_ttl) words.add_all(state + form.shape.access, 1);
  const std::byte* stored = state;
  if (form.room) {
    std::memcpy(form.room, state, form.layout.size);
    for (const auto offset : form.layout.bytes_offsets) {
      store_at(form.room + offset,
               StateBytes{nullptr, load_at<StateBytes>(state + offset).size, 0});
    }
    stored = form.room;
  }
  words.add_all(stored, state_words);
  at = put(words.end(), key.data() + key_words * 8, key.size() % 8);
  for (const auto offset : form.layout.bytes_offsets) {
    const auto bytes = load_at<StateBytes>(state + offset);
    at = put(at, bytes.data, bytes.size);
  }
  return at;
}

std::size_t read_key_size(ByteReader& in) {
  const std::size_t size = in.number<std::uint8_t>();
  return size == kLongKey ? in.number<std::uint32_t>() : size;
}

std::size_t heap_size(std::string_view state, const StateLayout& layout) {
  std::size_t size = 0;
  for (const auto offset : layout.bytes_offsets) {
    size += load_at<StateBytes>(state.data() + offset).size;
  }
  return size;
}

template <typename Visit>
void each_slot(const std::byte* page, const SlotShape& shape, const Visit& visit) {
  const auto* state = page + shape.first_state();
  for (std::uint32_t i = 0; i < header_of(page).high; ++i, state += shape.slot_bytes) {
    if (slot_flags(state) & kSlotUsed) visit(state);
  }
}

}  // namespace

void append_row(const std::byte* state, const SlotShape& shape, const StateLayout& layout,
                std::string& out) {
  const auto begin = out.size();
  out.resize(begin + row_size(state, shape, layout));
  put_row(out.data() + begin, state, shape, layout);
}

void append_page(const std::byte* page, const SlotShape& shape, const StateLayout& layout,
                 std::string& out) {
  std::size_t bound = kPackedPageHeader + sizeof(std::uint64_t), longest = 0;
  each_slot(page, shape, [&](const std::byte* state) {
    const auto key = slot_key(state, shape);
    longest = std::max(longest, key.size());
    // Packed words are at most an eighth longer than the words; sizes and flags.
    bound += (key.size() + row_size(state, shape, layout)) * 9 / 8 + 16;
  });
  const auto begin = out.size();
  out.resize(begin + bound);
  char* at = put_number(out.data() + begin, kPackedPage);
  at = put_number(put_number(at, header_of(page).live), static_cast<std::uint32_t>(longest));
  std::vector<std::byte> room(layout.bytes_offsets.empty() ? 0 : layout.size);
  each_slot(page, shape, [&](const std::byte* state) {
    at = put_packed_slot(at, state, {shape, layout, room.data()});
  });
  out.resize(static_cast<std::size_t>(at - out.data()));
}

StoredPageSize stored_page_size(std::string_view bytes, const StateLayout& layout, bool has_ttl) {
  StoredPageSize size;
  if (!bytes.empty() && static_cast<std::uint8_t>(bytes.front()) == kPackedPage) {
    ByteReader in(bytes.substr(1));
    size.slots = in.number<std::uint16_t>();
    size.longest_key = in.number<std::uint32_t>();
    return size;
  }
  read_page(bytes, layout, has_ttl, [&](const StoredSlot& slot) {
    size.longest_key = std::max(size.longest_key, slot.key.size());
    ++size.slots;
  });
  return size;
}

void read_row(ByteReader& in, const StateLayout& layout, bool has_ttl, StoredSlot& slot) {
  if (has_ttl) slot.access_millis = in.number<std::int64_t>();
  slot.state = in.raw(layout.size);
  slot.heap = in.raw(heap_size(slot.state, layout));
}

StoredSlot read_plain_slot(ByteReader& in, const StateLayout& layout, bool has_ttl) {
  StoredSlot slot;
  slot.flags = in.number<std::uint8_t>();
  slot.key = in.raw(read_key_size(in));
  read_row(in, layout, has_ttl, slot);
  return slot;
}

StoredSlot read_packed_slot(ByteReader& in, const StateLayout& layout, bool has_ttl,
                            std::vector<std::uint64_t>& room) {
  StoredSlot slot;
  slot.flags = in.number<std::uint8_t>();
  const auto size = read_key_size(in);
  const std::size_t key_words = size / 8, words = key_words + has_ttl + layout.size / 8;
  const auto control = in.raw((words + 1) / 2);
  if (room.size() <= words) room.resize(words + 1);
  // The rest of the key gets a word of its own behind the others of it.
  for (std::size_t i = 0; i < words; ++i) {
    const auto codes = static_cast<std::uint8_t>(control[i / 2]);
    room[i + (i >= key_words)] = unpacked(in, codes >> i % 2 * 4 & 15u);
  }
  const auto rest = in.raw(size % 8);
  std::memcpy(&room[key_words], rest.data(), rest.size());
  slot.key = {reinterpret_cast<const char*>(room.data()), size};
  if (has_ttl) slot.access_millis = static_cast<std::int64_t>(room[key_words + 1]);
  slot.state = {reinterpret_cast<const char*>(room.data() + key_words + 1 + has_ttl), layout.size};
  slot.heap = in.raw(heap_size(slot.state, layout));
  return slot;
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
