#include "engine/state/page_codec.h"

#include <algorithm>
#include <array>
#include <bit>

namespace streamsql {
namespace {

constexpr std::uint8_t kPackedPage = 0xF1, kFramedPage = 0xF2;
constexpr std::size_t kWord = sizeof(std::uint64_t);
constexpr std::size_t kFrameHeader = 8, kFrameWord = 2 + kWord;

std::uint64_t word_at(const std::byte* image, std::size_t word) {
  return load_at<std::uint64_t>(image + word * kWord);
}

// The slots in use of a page, each as an image: words without addresses.
class Images {
 public:
  Images(const std::byte* page, const SlotShape& shape, const StateLayout& layout)
      : shape_(shape), layout_(layout), has_pointers_(!layout.bytes_offsets.empty()) {
    const auto* state = page + shape.first_state();
    for (std::uint32_t i = 0; i < header_of(page).high; ++i, state += shape.slot_bytes) {
      if (!(slot_flags(state) & kSlotUsed)) continue;
      has_pointers_ |= has_long_key(state);
      states_[count_++] = state;
    }
    if (has_pointers_) clean();
  }

  std::size_t count() const { return count_; }
  std::size_t key_words() const { return shape_.key_bytes / kWord; }
  std::size_t words() const {
    return (shape_.key_bytes + layout_.size) / kWord + (shape_.access != 0);
  }
  const std::byte* at(std::size_t i) const {
    return has_pointers_ ? cleaned_.data() + i * words() * kWord : states_[i] - shape_.key_bytes;
  }
  std::size_t longest_key() const {
    std::size_t longest = 0;
    for (std::size_t i = 0; i < count_; ++i) {
      longest = std::max(longest, slot_key(states_[i], shape_).size());
    }
    return longest;
  }
  std::size_t heap_size() const {
    std::size_t size = 0;
    if (!has_pointers_) return size;
    for (std::size_t i = 0; i < count_; ++i) {
      each_heap(i, [&](std::string_view bytes) { size += bytes.size(); });
    }
    return size;
  }
  char* put_heap(std::size_t i, char* at) const {
    if (!has_pointers_) return at;
    each_heap(i, [&](std::string_view bytes) {
      if (!bytes.empty()) std::memcpy(at, bytes.data(), bytes.size());
      at += bytes.size();
    });
    return at;
  }

 private:
  template <typename Visit>
  void each_heap(std::size_t i, const Visit& visit) const {
    const auto key = slot_key(states_[i], shape_);
    if (has_long_key(states_[i])) visit(key);
    for (const auto offset : layout_.bytes_offsets) {
      visit(load_at<StateBytes>(states_[i] + offset).view());
    }
  }

  void clean() {
    cleaned_.resize(count_ * words() * kWord);
    for (std::size_t i = 0; i < count_; ++i) {
      auto* const image = cleaned_.data() + i * words() * kWord;
      std::memcpy(image, states_[i] - shape_.key_bytes, words() * kWord);
      auto* const state = image + shape_.key_bytes;
      if (has_long_key(state)) store_at<const char*>(state - 16, nullptr);
      for (const auto offset : layout_.bytes_offsets) {
        store_at(state + offset, StateBytes{nullptr, load_at<StateBytes>(state + offset).size, 0});
      }
    }
  }

  const SlotShape& shape_;
  const StateLayout& layout_;
  bool has_pointers_;
  std::size_t count_ = 0;
  std::array<const std::byte*, kMaxSlots> states_;
  std::vector<std::byte> cleaned_;
};

// The bytes of a word in which the slots of a page differ.
struct Difference {
  unsigned shift = 0, width = 0;
};

Difference difference(const Images& images, std::size_t word) {
  const auto first = word_at(images.at(0), word);
  std::uint64_t bits = 0;
  for (std::size_t i = 1; i < images.count(); ++i) bits |= word_at(images.at(i), word) ^ first;
  if (bits == 0) return {};
  const auto shift = static_cast<unsigned>(std::countr_zero(bits)) / 8;
  return {shift, 8 - static_cast<unsigned>(std::countl_zero(bits)) / 8 - shift};
}

template <typename T>
char* put_number(char* at, T value) {
  store_at(at, value);
  return at + sizeof(T);
}

std::uint64_t bytes_of_word(unsigned shift, unsigned width) {
  const auto low = width == kWord ? ~std::uint64_t{0} : (std::uint64_t{1} << width * 8) - 1;
  return low << shift * 8;
}

}  // namespace

void append_page(const std::byte* page, const SlotShape& shape, const StateLayout& layout,
                 std::string& out) {
  const Images images(page, shape, layout);
  const auto begin = out.size(), words = images.words();
  out.resize(begin + kFrameHeader + words * kFrameWord + images.count() * words * kWord +
             images.heap_size() + kWord);
  char* at = put_number(out.data() + begin, kFramedPage);
  at = put_number(at, static_cast<std::uint16_t>(images.count()));
  at = put_number(at, static_cast<std::uint32_t>(images.longest_key()));
  at = put_number(at, static_cast<std::uint8_t>(images.key_words()));
  struct Column {
    std::size_t offset;
    unsigned shift_bits, width;
  };
  std::vector<Column> columns;
  for (std::size_t word = 0; word < words; ++word) {
    const auto [shift, width] = images.count() > 0 ? difference(images, word) : Difference{};
    at = put_number(put_number(at, static_cast<std::uint8_t>(shift)),
                    static_cast<std::uint8_t>(width));
    at = put_number(at, images.count() > 0 ? word_at(images.at(0), word) : 0);
    if (width > 0) columns.push_back({word * kWord, shift * 8, width});
  }
  for (std::size_t i = 0; i < images.count(); ++i) {
    const auto* const image = images.at(i);
    for (const auto& column : columns) {
      store_at(at, load_at<std::uint64_t>(image + column.offset) >> column.shift_bits);
      at += column.width;
    }
    at = images.put_heap(i, at);
  }
  out.resize(static_cast<std::size_t>(at - out.data()));
}

PageReader::PageReader(std::string_view bytes, const StateLayout& layout, bool has_ttl)
    : in_(bytes), layout_(layout), has_ttl_(has_ttl) {
  const auto kind = static_cast<std::uint8_t>(bytes.empty() ? '\0' : bytes.front());
  if (kind != kPackedPage && kind != kFramedPage) return;
  in_.number<std::uint8_t>();
  size_.slots = in_.number<std::uint16_t>();
  size_.longest_key = in_.number<std::uint32_t>();
  form_ = kind == kPackedPage ? Form::Packed : Form::Framed;
  if (form_ == Form::Framed) read_frame();
}

StoredPageSize PageReader::size() const {
  if (form_ != Form::Plain) return size_;
  auto rest = *this;
  StoredPageSize size;
  for (StoredSlot slot; rest.next(slot); ++size.slots) {
    size.longest_key = std::max(size.longest_key, slot.key.size());
  }
  return size;
}

bool PageReader::next(StoredSlot& slot) {
  if (form_ == Form::Framed ? size_.slots == 0 : in_.done()) return false;
  slot = {};
  switch (form_) {
    case Form::Plain: read_plain(slot); break;
    case Form::Packed: read_packed(slot); break;
    case Form::Framed: read_framed(slot); break;
  }
  return true;
}

void PageReader::read_frame() {
  key_words_ = in_.number<std::uint8_t>();
  const std::size_t words = key_words_ + layout_.size / kWord + has_ttl_;
  for (std::size_t word = 0; word < words; ++word) {
    const unsigned shift = in_.number<std::uint8_t>(), width = in_.number<std::uint8_t>();
    const auto first = in_.number<std::uint64_t>();
    if (key_words_ < 2 || shift + width > kWord) {
      throw Error(ErrorCode::StateUnreadable, "A stored page has a frame of another form");
    }
    if (width > 0) columns_.push_back({word, shift, width});
    common_.push_back(first & ~bytes_of_word(shift, width));
  }
  words_ = common_;
}

void PageReader::read_framed(StoredSlot& slot) {
  --size_.slots;
  for (const auto [word, shift, width] : columns_) {
    words_[word] = common_[word] | in_.low_bytes(width) << shift * 8;
  }
  const auto* const key = reinterpret_cast<const std::byte*>(words_.data());
  const auto* const state = key + key_words_ * kWord;
  slot.flags = slot_flags(state);
  const std::size_t size = static_cast<std::uint8_t>(state[-2]);
  if (size != kLongKey && size + 2 > key_words_ * kWord) {
    throw Error(ErrorCode::StateUnreadable, "A stored page has a key that is too long for it");
  }
  slot.key = size == kLongKey ? in_.raw(load_at<std::uint32_t>(state - 8))
                              : std::string_view(reinterpret_cast<const char*>(key), size);
  slot.state = {reinterpret_cast<const char*>(state), layout_.size};
  if (has_ttl_) slot.access_millis = load_at<std::int64_t>(state + layout_.size);
  slot.heap = in_.raw(heap_size(slot.state, layout_));
}

void PageReader::read_plain(StoredSlot& slot) {
  slot.flags = in_.number<std::uint8_t>();
  const std::size_t size = in_.number<std::uint8_t>();
  slot.key = in_.raw(size == kLongKey ? in_.number<std::uint32_t>() : size);
  read_row(in_, layout_, has_ttl_, slot);
}

void PageReader::read_packed(StoredSlot& slot) {
  slot.flags = in_.number<std::uint8_t>();
  std::size_t size = in_.number<std::uint8_t>();
  if (size == kLongKey) size = in_.number<std::uint32_t>();
  const std::size_t key_words = size / 8, words = key_words + has_ttl_ + layout_.size / 8;
  const auto control = in_.raw((words + 1) / 2);
  if (words_.size() <= words) words_.resize(words + 1);
  // The rest of the key gets a word of its own behind the others of it.
  for (std::size_t i = 0; i < words; ++i) {
    const unsigned code = static_cast<std::uint8_t>(control[i / 2]) >> i % 2 * 4 & 15u;
    words_[i + (i >= key_words)] = code <= 8 ? in_.low_bytes(code) : ~in_.low_bytes(code - 9);
  }
  const auto rest = in_.raw(size % 8);
  std::memcpy(&words_[key_words], rest.data(), rest.size());
  slot.key = {reinterpret_cast<const char*>(words_.data()), size};
  if (has_ttl_) slot.access_millis = static_cast<std::int64_t>(words_[key_words + 1]);
  slot.state = {reinterpret_cast<const char*>(words_.data() + key_words + 1 + has_ttl_),
                layout_.size};
  slot.heap = in_.raw(heap_size(slot.state, layout_));
}

}  // namespace streamsql
