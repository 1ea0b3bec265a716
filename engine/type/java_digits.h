// JavaDigits: the decimal digits that the JDK before 19 chooses for a FLOAT or DOUBLE.
#pragma once

#include <array>
#include <cstdint>

namespace streamsql {

// 0.d1d2d3... * 10^exponent, d1 != 0.
struct JavaDigits {
  std::array<char, 24> digits;
  int count = 0;
  int exponent = 0;

  void push(unsigned digit) {
    digits[static_cast<std::size_t>(count++)] = static_cast<char>('0' + digit);
  }
};

// A finite positive number: significand / 2^52 * 2^exponent, 2^52 <= significand < 2^53, of which
// the number type keeps the leading `precision` bits (53, 24, or fewer when subnormal).
struct BinaryNumber {
  std::uint64_t significand;
  int exponent;
  int precision;
};

// The digits of JDK 17, which are not always the shortest ones (JDK-4511638): exact.
JavaDigits java_digits(const BinaryNumber& number);

}  // namespace streamsql
