// Digits: writing decimal digits into char buffers, two at a time.
#pragma once

#include <cstdint>
#include <cstring>

namespace streamsql {

inline constexpr char kDigitPairs[] =
    "0001020304050607080910111213141516171819202122232425262728293031323334353637383940414243444546"
    "4748495051525354555657585960616263646566676869707172737475767778798081828384858687888990919293"
    "949596979899";

// 0 <= value <= 99.
inline char* write_two_digits(unsigned value, char* to) {
  std::memcpy(to, kDigitPairs + value * 2, 2);
  return to + 2;
}

// Writes the digits so that they end before `end`; returns where they begin. At most 20.
inline char* write_digits_backwards(std::uint64_t value, char* end) {
  while (value >= 100) {
    end -= 2;
    write_two_digits(static_cast<unsigned>(value % 100), end);
    value /= 100;
  }
  if (value >= 10) {
    write_two_digits(static_cast<unsigned>(value), end - 2);
    return end - 2;
  }
  *--end = static_cast<char>('0' + value);
  return end;
}

}  // namespace streamsql
