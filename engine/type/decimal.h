// Decimal: DECIMAL(p, s) values as unscaled 128-bit integers; 38 digits fit.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace streamsql {

__extension__ typedef __int128 Int128;
__extension__ typedef unsigned __int128 UInt128;

// The unscaled value; its scale belongs to the column's DataType. 9.87 as DECIMAL(4, 3) is 9870.
using Decimal = Int128;

struct DecimalSpec {
  int precision = 10, scale = 0;
};

// 10^exponent for 0 <= exponent <= 38.
Decimal power_of_ten(int exponent);

// Whether |value| has at most `precision` digits.
bool fits(Decimal value, int precision);

// The value at another scale, rounded HALF_UP (away from zero); nothing when it has more than
// to.precision digits.
std::optional<Decimal> rescale(Decimal value, int from_scale, DecimalSpec to);

// Exact operations with 256-bit intermediates, rounded HALF_UP to the result's scale; nothing on
// overflow (Flink makes NULL of it), and for division by zero, which the caller checks first.
struct DecimalOperand {
  Decimal value;
  int scale;
};
std::optional<Decimal> add(DecimalOperand a, DecimalOperand b, DecimalSpec result);
std::optional<Decimal> subtract(DecimalOperand a, DecimalOperand b, DecimalSpec result);
std::optional<Decimal> multiply(DecimalOperand a, DecimalOperand b, DecimalSpec result);
std::optional<Decimal> divide(DecimalOperand a, DecimalOperand b, DecimalSpec result);
std::optional<Decimal> remainder(DecimalOperand a, DecimalOperand b, DecimalSpec result);

// Three-way comparison of values with different scales; never overflows.
int compare(DecimalOperand a, DecimalOperand b);

// Reads "-12.34", "1e3", ".5", with java.math.BigDecimal's grammar, rounding HALF_UP to the scale.
// Nothing when the text is no number or does not fit.
std::optional<Decimal> parse_decimal(std::string_view text, DecimalSpec spec);
// The same for most numbers: at most 18 digits, no exponent, nothing to round. Of all others it
// says nothing. Its value comes back in registers, so that decoders need not wait for memory.
std::optional<std::int64_t> parse_short_decimal(std::string_view text, DecimalSpec spec);

// Plain digits, padded to the scale: "9.870".
void append_plain(Decimal value, int scale, std::string& out);
// java.math.BigDecimal.toString: like append_plain, but scientific ("1E-8") where Java is.
void append_java(Decimal value, int scale, std::string& out);

// As Flink casts a DECIMAL of that type.
double to_double(Decimal value, DecimalSpec type);
// HALF_UP; nothing when it does not fit or is not finite.
std::optional<Decimal> from_double(double value, DecimalSpec spec);

}  // namespace streamsql
