#include "engine/type/decimal.h"

#include <array>
#include <bit>
#include <charconv>
#include <cmath>

#include "engine/type/number_text.h"
#include "engine/type/wide_integer.h"

namespace streamsql {

namespace {

constexpr int kMaxExponent = 38;

constexpr std::array<UInt128, kMaxExponent + 1> make_powers() {
  std::array<UInt128, kMaxExponent + 1> powers{1};
  for (std::size_t i = 1; i < powers.size(); ++i) powers[i] = powers[i - 1] * 10;
  return powers;
}
constexpr auto kPowers = make_powers();

UInt128 power(int exponent) { return kPowers[static_cast<std::size_t>(exponent)]; }

UInt128 magnitude(Decimal value) {
  return value < 0 ? -static_cast<UInt128>(value) : static_cast<UInt128>(value);
}

Decimal with_sign(UInt128 magnitude, bool negative) {
  return static_cast<Decimal>(negative ? -magnitude : magnitude);
}

int digit_count(UInt128 value) {
  int digits = 1;
  while (digits <= kMaxExponent && value >= power(digits)) ++digits;
  return digits;
}

UInt128 divide_half_up(UInt128 value, UInt128 divisor) {
  return value / divisor + (value % divisor >= divisor - value % divisor ? 1 : 0);
}

// value / 10^exponent, HALF_UP; exponent may be as big as the scale of a product, 76.
WideInteger drop_digits(WideInteger value, int exponent) {
  const WideInteger divisor = exponent <= kMaxExponent
                                  ? WideInteger{0, power(exponent)}
                                  : multiply_wide(power(kMaxExponent), power(exponent - 38));
  const auto [quotient, remainder] = divide_wide(value, divisor);
  const bool up = remainder >= subtract_wide(divisor, remainder);
  return add_wide(quotient, {0, up ? UInt128{1} : UInt128{0}});
}

std::optional<Decimal> narrow(WideInteger value, bool negative, int precision) {
  if (value.high != 0 || value.low >= power(precision)) return std::nullopt;
  return with_sign(value.low, negative);
}

// `value` has `scale` fraction digits; makes it a Decimal of the wanted type.
std::optional<Decimal> finish(WideInteger value, bool negative, int scale, DecimalSpec to) {
  if (scale > to.scale) return narrow(drop_digits(value, scale - to.scale), negative, to.precision);
  if (scale == to.scale) return narrow(value, negative, to.precision);
  const int more = to.scale - scale;
  if (more > kMaxExponent) return value.low == 0 ? std::optional(Decimal{0}) : std::nullopt;
  if (value.high != 0 || value.low >= power(kMaxExponent)) return std::nullopt;
  return narrow(multiply_wide(value.low, power(more)), negative, to.precision);
}

WideInteger at_scale(DecimalOperand operand, int scale) {
  return multiply_wide(magnitude(operand.value), power(scale - operand.scale));
}

std::optional<Decimal> add_exactly(DecimalOperand a, DecimalOperand b, DecimalSpec result) {
  const int scale = std::max(a.scale, b.scale);
  const WideInteger x = at_scale(a, scale), y = at_scale(b, scale);
  const bool negative = a.value < 0;
  if (negative == (b.value < 0)) return finish(add_wide(x, y), negative, scale, result);
  if (x >= y) return finish(subtract_wide(x, y), negative, scale, result);
  return finish(subtract_wide(y, x), !negative, scale, result);
}

// The scaled value when it fits into 127 bits.
std::optional<Decimal> scaled(Decimal value, int exponent) {
  Decimal result;
  if (exponent == 0) return value;
  if (__builtin_mul_overflow(value, power_of_ten(exponent), &result)) return std::nullopt;
  return result;
}

}  // namespace

Decimal power_of_ten(int exponent) { return static_cast<Decimal>(power(exponent)); }

bool fits(Decimal value, int precision) { return magnitude(value) < power(precision); }

std::optional<Decimal> rescale(Decimal value, int from_scale, DecimalSpec to) {
  if (from_scale <= to.scale) {
    const auto result = scaled(value, to.scale - from_scale);
    return result && fits(*result, to.precision) ? result : std::nullopt;
  }
  const int exponent = from_scale - to.scale;
  const bool small = static_cast<Int128>(static_cast<std::int64_t>(value)) == value;
  const UInt128 absolute = magnitude(value);
  if (small && exponent <= 18) {  // 64-bit division is several times faster
    const auto divisor = static_cast<std::uint64_t>(power(exponent));
    const auto x = static_cast<std::uint64_t>(absolute);
    const std::uint64_t rounded = x / divisor + (x % divisor >= divisor - x % divisor ? 1 : 0);
    return narrow({0, rounded}, value < 0, to.precision);
  }
  return narrow({0, divide_half_up(absolute, power(exponent))}, value < 0, to.precision);
}

std::optional<Decimal> add(DecimalOperand a, DecimalOperand b, DecimalSpec result) {
  const int scale = std::max(a.scale, b.scale);
  const auto x = scaled(a.value, scale - a.scale), y = scaled(b.value, scale - b.scale);
  Decimal sum;
  if (!x || !y || __builtin_add_overflow(*x, *y, &sum)) return add_exactly(a, b, result);
  return rescale(sum, scale, result);
}

std::optional<Decimal> subtract(DecimalOperand a, DecimalOperand b, DecimalSpec result) {
  return add(a, {-b.value, b.scale}, result);
}

std::optional<Decimal> multiply(DecimalOperand a, DecimalOperand b, DecimalSpec result) {
  Decimal product;
  const int scale = a.scale + b.scale;
  if (scale <= kMaxExponent && !__builtin_mul_overflow(a.value, b.value, &product)) {
    return rescale(product, scale, result);
  }
  const bool negative = (a.value < 0) != (b.value < 0);
  return finish(multiply_wide(magnitude(a.value), magnitude(b.value)), negative, scale, result);
}

// Flink divides to 38 significant digits and rounds that to the result's scale
// (DecimalDataUtils.divide: MathContext(38, HALF_UP), then setScale). Both roundings are done here.
std::optional<Decimal> divide(DecimalOperand a, DecimalOperand b, DecimalSpec result) {
  if (b.value == 0) return std::nullopt;
  const bool negative = (a.value < 0) != (b.value < 0);
  const UInt128 x = magnitude(a.value), y = magnitude(b.value);
  if (x == 0) return Decimal{0};
  // Quotient and divisor below 37 digits together: the first rounding cannot reach a tie.
  const int exponent = result.scale - a.scale + b.scale;
  if (exponent >= 0 && exponent < 36 && y < power(18) && x < power(36 - exponent)) {
    return narrow({0, divide_half_up(x * power(exponent), y)}, negative, result.precision);
  }
  const int shift = kMaxExponent + digit_count(y) - digit_count(x);
  const WideInteger dividend =
      shift <= kMaxExponent ? multiply_wide(x, power(shift))
                            : multiply_wide(x * power(shift - kMaxExponent), power(kMaxExponent));
  auto [quotient, remainder] = divide_wide(dividend, {0, y});
  int scale = shift + a.scale - b.scale;
  if (quotient >= WideInteger{0, power(kMaxExponent)}) {  // 39 digits
    quotient = drop_digits(quotient, 1);
    --scale;
  } else if (remainder.low >= y - remainder.low) {
    quotient.low += 1;
  }
  if (scale - result.scale > 76) return Decimal{0};
  return finish(quotient, negative, scale, result);
}

std::optional<Decimal> remainder(DecimalOperand a, DecimalOperand b, DecimalSpec result) {
  if (b.value == 0) return std::nullopt;
  const int scale = std::max(a.scale, b.scale);
  const auto rest = divide_wide(at_scale(a, scale), at_scale(b, scale)).remainder;
  return finish(rest, a.value < 0, scale, result);
}

int compare(DecimalOperand a, DecimalOperand b) {
  if (a.scale == b.scale) return a.value < b.value ? -1 : a.value > b.value;
  const bool negative = a.value < 0;
  if (negative != (b.value < 0)) return negative ? -1 : 1;
  const int scale = std::max(a.scale, b.scale);
  const WideInteger x = at_scale(a, scale), y = at_scale(b, scale);
  if (x == y) return 0;
  return (x < y) != negative ? -1 : 1;
}

// Flink divides doubles where a DECIMAL has up to 18 digits, and rounds correctly beyond that
// (DecimalDataUtils.doubleValue).
double to_double(Decimal value, DecimalSpec type) {
  constexpr Decimal kExact = Decimal{1} << 53;
  const bool exact = value > -kExact && value < kExact && type.scale <= 22;
  if (type.precision <= 18 || exact) {
    return static_cast<double>(value) / static_cast<double>(power_of_ten(type.scale));
  }
  std::string text;
  append_plain(value, type.scale, text);
  double result = 0;
  std::from_chars(text.data(), text.data() + text.size(), result);
  return result;
}

// Flink goes through the decimal text of the double (BigDecimal.valueOf), so 1.005 becomes 1.01.
std::optional<Decimal> from_double(double value, DecimalSpec spec) {
  if (!std::isfinite(value)) return std::nullopt;
  std::string text;
  append_java_double(value, text);
  return parse_decimal(text, spec);
}

}  // namespace streamsql
