// StringView16: a string value of a column, with its prefix at hand.
#pragma once

#include <cstdint>
#include <cstring>
#include <string_view>

namespace streamsql {

// 16 bytes: length, then either up to 12 bytes inline, or a 4-byte prefix and a pointer into a
// buffer that the column holds (after Umbra and Velox: https://www.cidrdb.org/cidr2020/papers/
// p29-neumann-cidr20.pdf). Unused inline bytes are zero, so that equal short strings have equal
// bytes. Trivial; all zero bytes is the empty string.
class StringView16 {
 public:
  static constexpr std::uint32_t kInlineSize = 12;

  StringView16() : size_(0), inline_{} {}
  // Long text is not copied: the caller makes its owner outlive the view.
  explicit StringView16(std::string_view text) : size_(static_cast<std::uint32_t>(text.size())) {
    if (size_ <= kInlineSize) {
      std::memset(inline_, 0, kInlineSize);
      if (size_ > 0) std::memcpy(inline_, text.data(), size_);
    } else {
      std::memcpy(inline_, text.data(), 4);
      const char* data = text.data();
      std::memcpy(inline_ + 4, &data, sizeof data);
    }
  }

  std::uint32_t size() const { return size_; }
  bool is_inline() const { return size_ <= kInlineSize; }
  // Valid as long as this object (inline text) and the owner of the buffer.
  const char* data() const {
    if (is_inline()) return inline_;
    const char* data;
    std::memcpy(&data, inline_ + 4, sizeof data);
    return data;
  }
  std::string_view view() const { return {data(), size_}; }

  friend bool operator==(const StringView16& a, const StringView16& b) {
    if (a.size_ != b.size_ || std::memcmp(a.inline_, b.inline_, 4) != 0) return false;
    if (a.is_inline()) return std::memcmp(a.inline_ + 4, b.inline_ + 4, 8) == 0;
    return std::memcmp(a.data(), b.data(), a.size_) == 0;
  }
  // Byte order, which for UTF-8 is the order of code points.
  friend bool operator<(const StringView16& a, const StringView16& b) {
    return a.view() < b.view();
  }

 private:
  std::uint32_t size_;
  char inline_[kInlineSize];
};
static_assert(sizeof(StringView16) == 16);

}  // namespace streamsql
