#include "engine/type/wide_integer.h"

#include <bit>
#include <cstdint>

namespace streamsql {

namespace {

int bit_width(UInt128 value) {
  const auto high = static_cast<std::uint64_t>(value >> 64);
  if (high != 0) return 64 + static_cast<int>(std::bit_width(high));
  return static_cast<int>(std::bit_width(static_cast<std::uint64_t>(value)));
}

int bit_width(WideInteger value) {
  return value.high != 0 ? 128 + bit_width(value.high) : bit_width(value.low);
}

bool bit_at(WideInteger value, int index) {
  const UInt128 half = index < 128 ? value.low : value.high;
  return (half >> (index % 128) & 1) != 0;
}

WideInteger shift_in(WideInteger value, bool bit) {
  return {value.high << 1 | value.low >> 127, value.low << 1 | (bit ? 1 : 0)};
}

}  // namespace

// Schoolbook multiplication of 64-bit halves.
WideInteger multiply_wide(UInt128 a, UInt128 b) {
  constexpr UInt128 kMask = ~std::uint64_t{0};
  const UInt128 low = (a & kMask) * (b & kMask);
  const UInt128 middle1 = (a >> 64) * (b & kMask) + (low >> 64);
  const UInt128 middle2 = (a & kMask) * (b >> 64) + (middle1 & kMask);
  return {(a >> 64) * (b >> 64) + (middle1 >> 64) + (middle2 >> 64), middle2 << 64 | (low & kMask)};
}

WideInteger add_wide(WideInteger a, WideInteger b) {
  const UInt128 low = a.low + b.low;
  return {a.high + b.high + (low < a.low ? 1 : 0), low};
}

WideInteger subtract_wide(WideInteger a, WideInteger b) {
  return {a.high - b.high - (a.low < b.low ? 1 : 0), a.low - b.low};
}

// Shift and subtract, a bit at a time: only values beyond 128 bits come here, which is rare.
WideQuotient divide_wide(WideInteger dividend, WideInteger divisor) {
  if (dividend.high == 0 && divisor.high == 0) {
    return {{0, dividend.low / divisor.low}, {0, dividend.low % divisor.low}};
  }
  WideQuotient result;
  for (int i = bit_width(dividend) - 1; i >= 0; --i) {
    result.remainder = shift_in(result.remainder, bit_at(dividend, i));
    const bool fits = result.remainder >= divisor;
    if (fits) result.remainder = subtract_wide(result.remainder, divisor);
    result.quotient = shift_in(result.quotient, fits);
  }
  return result;
}

}  // namespace streamsql
