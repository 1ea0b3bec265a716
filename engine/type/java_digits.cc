// Digit generation after Steele and White, "How to Print Floating-Point Numbers Accurately" (PLDI
// 1990), with the deviations of the JDK's FloatingDecimal, which make its output observable:
// integers below 2^63 keep all digits their precision justifies; exponent notation always has two
// digits; 32-bit and 64-bit arithmetic compare and overflow a little differently from exact one.
#include "engine/type/java_digits.h"

#include <bit>
#include <cmath>
#include <limits>
#include <type_traits>

#include "engine/type/big_number.h"
#include "engine/type/decimal.h"
#include "engine/type/digits.h"

namespace streamsql {

namespace {

constexpr int kFractionBits = 52;

// The number is remainder / scale * 10^exponent, half a unit in its last place is margin / scale.
// Each of the three is a product of a small number and powers of two and five.
struct Ratio {
  std::uint64_t significand;  // without trailing zero bits
  int exponent = 0;           // decimal
  int value2 = 0, value5 = 0, scale2 = 0, scale5 = 0, margin2 = 0, margin5 = 0;
  int value_bits = 0, tens_bits = 0;  // upper bounds of the sizes of value and 10 * scale
};

// An estimate of floor(log10(number)), never too small.
int estimate_exponent(const BinaryNumber& number) {
  const double fraction = std::bit_cast<double>(
      (number.significand & ((std::uint64_t{1} << kFractionBits) - 1)) | std::uint64_t{1023} << 52);
  return static_cast<int>(std::floor((fraction - 1.5) * 0.289529654 + 0.176091259 +
                                     number.exponent * 0.301029995663981));
}

// Bits of 5^exponent; the JDK rounds up to three a digit beyond its table.
int bits_of_power_of_five(int exponent) {
  if (exponent >= 27) return exponent * 3;
  return exponent == 0 ? 0 : static_cast<int>(exponent * 2.321928094887362) + 1;
}

Ratio make_ratio(const BinaryNumber& number) {
  const int trailing = std::countr_zero(number.significand);
  const int bits = kFractionBits + 1 - trailing;
  const int below_point = std::max(0, bits - number.exponent - 1);
  Ratio r{number.significand >> trailing};
  r.exponent = estimate_exponent(number);
  r.value5 = r.margin5 = std::max(0, -r.exponent);
  r.scale5 = std::max(0, r.exponent);
  r.value2 = r.value5 + below_point + number.exponent;
  r.scale2 = r.scale5 + below_point;
  r.margin2 = r.value2 - number.precision;
  r.value2 -= bits - 1;
  const int common = std::min(r.value2, r.scale2);
  r.value2 -= common;
  r.scale2 -= common;
  r.margin2 -= common;
  if (bits == 1) r.margin2 -= 1;  // the next smaller number is only half as far away
  if (r.margin2 < 0) {
    r.value2 -= r.margin2;
    r.scale2 -= r.margin2;
    r.margin2 = 0;
  }
  r.value_bits = bits + r.value2 + bits_of_power_of_five(r.value5);
  r.tens_bits = r.scale2 + 1 + bits_of_power_of_five(r.scale5 + 1);
  return r;
}

// Adds one in the last place; keeps the number of digits.
void round_up(JavaDigits& result) {
  auto i = static_cast<std::size_t>(result.count - 1);
  for (; result.digits[i] == '9' && i > 0; --i) result.digits[i] = '0';
  if (result.digits[i] == '9') {
    result.digits[0] = '1';
    ++result.exponent;
    return;
  }
  ++result.digits[i];
}

template <typename Number>
Number power_of_five(int exponent) {
  Number result = 1;
  for (; exponent > 0; --exponent) result *= 5;
  return result;
}

// What the loop asks of its arithmetic. next_digit() takes one digit off the value and widens the
// margin; low() means that cutting here is within the margin, high() that rounding up is.

// The JDK's int and long: they wrap, and a negative margin counts as a very big one.
template <typename Signed>
class JdkArithmetic {
 public:
  using Unsigned = std::make_unsigned_t<Signed>;

  explicit JdkArithmetic(const Ratio& r)
      : value_(static_cast<Unsigned>(r.significand) * power_of_five<Unsigned>(r.value5)
               << r.value2),
        scale_(power_of_five<Unsigned>(r.scale5) << r.scale2),
        margin_(power_of_five<Unsigned>(r.margin5) << r.margin2),
        tens_(scale_ * 10) {}

  unsigned next_digit() {
    const Unsigned digit = value_ / scale_;
    value_ = value_ % scale_ * 10;
    margin_ *= 10;
    return static_cast<unsigned>(digit);
  }
  bool low() const { return is_huge() || value_ < margin_; }
  bool high() const {
    return is_huge() || static_cast<Signed>(value_ + margin_) > static_cast<Signed>(tens_);
  }
  int compare_with_half() const {
    const auto difference = static_cast<Signed>(value_ * 2 - tens_);
    return difference < 0 ? -1 : difference > 0;
  }

 private:
  bool is_huge() const { return static_cast<Signed>(margin_) <= 0; }

  Unsigned value_, scale_, margin_, tens_;
};

// Exact; the margin never wraps because the loop ends before.
template <typename Number>
class ExactArithmetic {
 public:
  explicit ExactArithmetic(const Ratio& r)
      : value_(power_of_five<Number>(r.value5)),
        scale_(power_of_five<Number>(r.scale5)),
        margin_(power_of_five<Number>(r.margin5)) {
    value_ *= r.significand;
    value_ <<= r.value2;
    scale_ <<= r.scale2;
    margin_ <<= r.margin2;
    tens_ = scale_;
    tens_ *= 10;
  }

  unsigned next_digit() {
    unsigned digit = 0;
    for (; value_ >= scale_; ++digit) value_ -= scale_;
    value_ *= 10;
    margin_ *= 10;
    return digit;
  }
  bool low() const { return value_ < margin_; }
  bool high() const {
    Number sum = value_;
    sum += margin_;
    return sum >= tens_;
  }
  int compare_with_half() const {
    Number twice = value_;
    twice += value_;
    return twice < tens_ ? -1 : tens_ < twice;
  }

 private:
  Number value_, scale_, margin_, tens_;
};

template <typename Arithmetic>
JavaDigits generate(const Ratio& ratio) {
  Arithmetic arithmetic(ratio);
  JavaDigits result;
  result.exponent = ratio.exponent;
  const unsigned first = arithmetic.next_digit();
  bool low = arithmetic.low(), high = arithmetic.high();
  if (first == 0 && !high) {
    --result.exponent;
  } else {
    result.push(first);
  }
  // Exponent notation needs a digit behind the point, so the JDK goes on for a second digit.
  if (result.exponent < -3 || result.exponent >= 8) low = high = false;
  while (!low && !high) {
    result.push(arithmetic.next_digit());
    low = arithmetic.low();
    high = arithmetic.high();
  }
  ++result.exponent;
  if (!high) return result;
  const int tie = low ? arithmetic.compare_with_half() : 1;
  const bool odd = (result.digits[static_cast<std::size_t>(result.count - 1)] & 1) != 0;
  if (tie > 0 || (tie == 0 && odd)) round_up(result);
  return result;
}

// Integers are printed digit by digit, less the digits that their precision does not justify.
JavaDigits integer_digits(const BinaryNumber& number) {
  const int surplus = number.exponent - number.precision - 1;
  const int dropped = number.exponent > number.precision && surplus > 1
                          ? static_cast<int>(surplus * 0.30102999566398120)
                          : 0;
  std::uint64_t value = number.exponent >= kFractionBits
                            ? number.significand << (number.exponent - kFractionBits)
                            : number.significand >> (kFractionBits - number.exponent);
  if (dropped > 0) {
    const auto power = static_cast<std::uint64_t>(power_of_ten(dropped));
    value = value / power + (value % power >= power / 2 ? 1 : 0);
  }
  JavaDigits result;
  std::array<char, 20> text;
  char* const end = text.data() + text.size();
  const char* const begin = write_digits_backwards(value, end);
  const char* last = end;
  while (last > begin + 1 && last[-1] == '0') --last;
  for (const char* digit = begin; digit != last; ++digit) {
    result.push(static_cast<unsigned>(*digit - '0'));
  }
  result.exponent = static_cast<int>(end - begin) + dropped;
  return result;
}

bool is_integer(const BinaryNumber& number) {
  const int trailing = std::countr_zero(number.significand);
  return number.exponent <= 62 && kFractionBits - trailing <= number.exponent;
}

}  // namespace

JavaDigits java_digits(const BinaryNumber& number) {
  if (is_integer(number)) return integer_digits(number);
  const Ratio ratio = make_ratio(number);
  const int bits = std::max(ratio.value_bits, ratio.tens_bits);
  if (bits < 32) return generate<JdkArithmetic<std::int32_t>>(ratio);
  if (bits < 64) return generate<JdkArithmetic<std::int64_t>>(ratio);
  if (bits < 123) return generate<ExactArithmetic<UInt128>>(ratio);
  return generate<ExactArithmetic<BigNumber>>(ratio);
}

}  // namespace streamsql
