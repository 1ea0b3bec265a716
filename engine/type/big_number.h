// BigNumber: unsigned integers up to 1,536 bits without allocation, for printing doubles.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace streamsql {

// Only what digit generation needs. A double's digits need 1,140 bits; nothing checks for more.
class BigNumber {
 public:
  BigNumber() : words_{}, size_(1) {}
  BigNumber(std::uint64_t value)  // NOLINT: implicit, so that it reads like the built-in integers
      : words_{static_cast<std::uint32_t>(value), static_cast<std::uint32_t>(value >> 32)},
        size_(value >> 32 != 0 ? 2 : 1) {}

  BigNumber& operator*=(std::uint64_t factor);  // factor < 2^53
  BigNumber& operator<<=(int bits);
  BigNumber& operator+=(const BigNumber& other);
  BigNumber& operator-=(const BigNumber& other);  // other <= *this

  friend bool operator<(const BigNumber& a, const BigNumber& b);
  friend bool operator>=(const BigNumber& a, const BigNumber& b) { return !(a < b); }

 private:
  BigNumber& multiply_small(std::uint32_t factor);

  // Least significant first; no leading zero words, words behind size_ are zero.
  std::array<std::uint32_t, 48> words_;
  std::size_t size_;
};

}  // namespace streamsql
