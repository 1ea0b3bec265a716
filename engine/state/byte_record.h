// ByteWriter and ByteReader: small binary records, little endian, bounds checked.
#pragma once

#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

#include "engine/base/error.h"

namespace streamsql {

class ByteWriter {
 public:
  explicit ByteWriter(std::string& out) : out_(out) {}
  template <typename T>
  void number(T value) {
    out_.append(reinterpret_cast<const char*>(&value), sizeof(T));
  }
  void text(std::string_view text) {
    number(static_cast<std::uint32_t>(text.size()));
    out_.append(text);
  }
  void raw(const void* bytes, std::size_t size) {
    out_.append(static_cast<const char*>(bytes), size);
  }

 private:
  std::string& out_;
};

// Throws StateUnreadable behind the end.
class ByteReader {
 public:
  explicit ByteReader(std::string_view bytes) : rest_(bytes) {}
  bool done() const { return rest_.empty(); }
  std::string_view raw(std::size_t size) {
    if (size > rest_.size()) throw Error(ErrorCode::StateUnreadable, "A state record is cut short");
    const auto bytes = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return bytes;
  }
  template <typename T>
  T number() {
    T value;
    std::memcpy(&value, raw(sizeof(T)).data(), sizeof(T));
    return value;
  }
  // The low `size` bytes, at most eight, of a number.
  std::uint64_t low_bytes(std::size_t size) {
    if (rest_.size() < sizeof(std::uint64_t)) {
      std::uint64_t value = 0;
      std::memcpy(&value, raw(size).data(), size);
      return value;
    }
    std::uint64_t value;
    std::memcpy(&value, rest_.data(), sizeof(value));
    rest_.remove_prefix(size);
    return size == 8 ? value : value & ((std::uint64_t{1} << size * 8) - 1);
  }
  std::string_view text() { return raw(number<std::uint32_t>()); }

 private:
  std::string_view rest_;
};

}  // namespace streamsql
