#include "engine/type/big_number.h"

#include <algorithm>

namespace streamsql {

BigNumber& BigNumber::multiply_small(std::uint32_t factor) {
  std::uint64_t carry = 0;
  for (std::size_t i = 0; i < size_; ++i) {
    carry += std::uint64_t{words_[i]} * factor;
    words_[i] = static_cast<std::uint32_t>(carry);
    carry >>= 32;
  }
  if (carry != 0) words_[size_++] = static_cast<std::uint32_t>(carry);
  return *this;
}

BigNumber& BigNumber::operator*=(std::uint64_t factor) {
  const auto high = static_cast<std::uint32_t>(factor >> 32);
  if (high == 0) return multiply_small(static_cast<std::uint32_t>(factor));
  BigNumber upper = *this;
  upper.multiply_small(high) <<= 32;
  return multiply_small(static_cast<std::uint32_t>(factor)) += upper;
}

BigNumber& BigNumber::operator<<=(int bits) {
  const auto words = static_cast<std::size_t>(bits / 32);
  if (words > 0) {
    std::copy_backward(words_.begin(), words_.begin() + static_cast<std::ptrdiff_t>(size_),
                       words_.begin() + static_cast<std::ptrdiff_t>(size_ + words));
    std::fill_n(words_.begin(), words, 0u);
    size_ += words;
  }
  return bits % 32 == 0 ? *this : multiply_small(std::uint32_t{1} << (bits % 32));
}

BigNumber& BigNumber::operator+=(const BigNumber& other) {
  size_ = std::max(size_, other.size_);
  std::uint64_t carry = 0;
  for (std::size_t i = 0; i < size_; ++i) {
    carry += std::uint64_t{words_[i]} + other.words_[i];
    words_[i] = static_cast<std::uint32_t>(carry);
    carry >>= 32;
  }
  if (carry != 0) words_[size_++] = static_cast<std::uint32_t>(carry);
  return *this;
}

BigNumber& BigNumber::operator-=(const BigNumber& other) {
  std::uint64_t borrow = 0;
  for (std::size_t i = 0; i < size_; ++i) {
    const std::uint64_t difference = std::uint64_t{words_[i]} - other.words_[i] - borrow;
    words_[i] = static_cast<std::uint32_t>(difference);
    borrow = difference >> 63;
  }
  while (size_ > 1 && words_[size_ - 1] == 0) --size_;
  return *this;
}

bool operator<(const BigNumber& a, const BigNumber& b) {
  if (a.size_ != b.size_) return a.size_ < b.size_;
  for (std::size_t i = a.size_; i-- > 0;) {
    if (a.words_[i] != b.words_[i]) return a.words_[i] < b.words_[i];
  }
  return false;
}

}  // namespace streamsql
