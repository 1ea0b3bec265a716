// TextBuffer: one record's text under construction, written through a pointer.
#pragma once

#include <algorithm>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

namespace streamsql {

// One thread. Encoders that write a record piece by piece use it where a check and a call per piece
// would cost more than the pieces: they ask for room once and write as they like.
class TextBuffer {
 public:
  TextBuffer() : bytes_(kFirstBytes), next_(bytes_.data()) {}
  TextBuffer(const TextBuffer&) = delete;
  TextBuffer& operator=(const TextBuffer&) = delete;

  void clear() { next_ = bytes_.data(); }
  std::size_t size() const { return static_cast<std::size_t>(next_ - bytes_.data()); }
  std::string_view view() const { return {bytes_.data(), size()}; }
  char& operator[](std::size_t at) { return bytes_[at]; }

  // Where up to `size` characters may be written; end() says how far they were.
  char* room(std::size_t size) {
    if (bytes_.size() - this->size() < size) grow(size);
    return next_;
  }
  void end(char* behind) { next_ = behind; }

  void push(char c) {
    *room(1) = c;
    ++next_;
  }
  void append(std::string_view text) {
    std::memcpy(room(text.size()), text.data(), text.size());
    next_ += text.size();
  }
  // For what is seldom written: whatever `write` appends to a string.
  template <typename Write>
  void append_from(Write write) {
    std::string text;
    write(text);
    append(text);
  }

 private:
  static constexpr std::size_t kFirstBytes = 1024;

  void grow(std::size_t more) {
    const std::size_t used = size();
    bytes_.resize(std::max(bytes_.size() * 2, used + more));
    next_ = bytes_.data() + used;
  }

  std::vector<char> bytes_;
  char* next_;
};

}  // namespace streamsql
