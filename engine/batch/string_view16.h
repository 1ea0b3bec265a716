// StringView16: a string value of a column, with its prefix at hand.
#pragma once

#include <bit>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace streamsql {

// 16 bytes: length, then either up to 12 bytes inline, or a 4-byte prefix and a pointer into a
// buffer that the column holds (after Umbra and Velox: https://www.cidrdb.org/cidr2020/papers/
// p29-neumann-cidr20.pdf). Unused inline bytes are zero, so that equal short strings have equal
// bytes. Trivial; all zero bytes is the empty string.
//
// Two words, made in registers: a value put together in memory from smaller pieces and then copied
// as sixteen bytes would wait for its own stores.
class StringView16 {
 public:
  static constexpr std::uint32_t kInlineSize = 12;

  StringView16() : words_{0, 0} {}
  // Long text is not copied: the caller makes its owner outlive the view.
  explicit StringView16(std::string_view text) : words_{0, 0} {
    const auto size = static_cast<std::uint32_t>(text.size());
    std::uint64_t first = 0;
    if (size > kInlineSize) {
      first = load<std::uint32_t>(text.data());
      words_[1] = reinterpret_cast<std::uintptr_t>(text.data());
    } else if (size >= 8) {
      first = load<std::uint64_t>(text.data());
      const auto last = load<std::uint64_t>(text.data() + size - 8);
      const auto behind = last >> (15 - size) * 8 >> 8;  // what `first` does not have
      words_[1] = first >> 32 | behind << 32;
    } else if (size >= 4) {
      first = load<std::uint32_t>(text.data());
      words_[1] = load<std::uint32_t>(text.data() + size - 4) >> (7 - size) * 8 >> 8;
    } else if (size > 0) {
      first = byte(text, 0) | byte(text, size / 2) | byte(text, size - 1);
    }
    words_[0] = size | first << 32;
  }

  std::uint32_t size() const { return static_cast<std::uint32_t>(words_[0]); }
  bool is_inline() const { return size() <= kInlineSize; }
  // Valid as long as this object (inline text) and the owner of the buffer.
  const char* data() const {
    if (is_inline()) return reinterpret_cast<const char*>(words_) + sizeof(std::uint32_t);
    return reinterpret_cast<const char*>(words_[1]);
  }
  std::string_view view() const { return {data(), size()}; }

  friend bool operator==(const StringView16& a, const StringView16& b) {
    if (a.words_[0] != b.words_[0]) return false;
    if (a.words_[1] == b.words_[1]) return true;
    return !a.is_inline() && std::memcmp(a.data(), b.data(), a.size()) == 0;
  }
  // Byte order, which for UTF-8 is the order of code points.
  friend bool operator<(const StringView16& a, const StringView16& b) {
    return a.view() < b.view();
  }

 private:
  template <typename T>
  static T load(const char* from) {
    T value;
    std::memcpy(&value, from, sizeof value);
    return value;
  }
  static std::uint64_t byte(std::string_view text, std::uint32_t at) {
    return std::uint64_t{static_cast<unsigned char>(text[at])} << at * 8;
  }

  std::uint64_t words_[2];  // the length is the lower half of the first
};
static_assert(std::endian::native == std::endian::little, "inline text lies behind the length");
static_assert(sizeof(StringView16) == 16);

}  // namespace streamsql
