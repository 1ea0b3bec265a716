#include "engine/type/decimal.h"

#include <doctest/doctest.h>

using namespace streamsql;

namespace {

// "1.50" as DECIMAL(38, 2).
DecimalOperand operand(std::string_view text) {
  const std::size_t point = text.find('.');
  const int scale = point == std::string_view::npos ? 0 : static_cast<int>(text.size() - point - 1);
  return {parse_decimal(text, {38, scale}).value(), scale};
}

std::string plain(std::optional<Decimal> value, int scale) {
  std::string text;
  if (!value) return "NULL";
  append_plain(*value, scale, text);
  return text;
}

std::string java(std::string_view text) {
  const DecimalOperand value = operand(text);
  std::string out;
  append_java(value.value, value.scale, out);
  return out;
}

std::string parsed(std::string_view text, DecimalSpec spec) {
  return plain(parse_decimal(text, spec), spec.scale);
}

const char* const kLargest = "99999999999999999999999999999999999999";

}  // namespace

TEST_CASE("short text is read like long text, wherever the point stands") {
  const std::string digits = "918273645546372819";
  for (std::size_t length = 1; length <= 17; ++length) {
    for (std::size_t point = 0; point <= length; ++point) {
      const auto fraction = static_cast<int>(length - point);
      for (const char* sign : {"", "-"}) {
        const auto text =
            sign + digits.substr(0, point) + "." + digits.substr(point, length - point);
        CAPTURE(text);
        const DecimalSpec spec{38, fraction};
        const auto expected =
            parse_decimal("00000000000000000000" + digits.substr(0, length), {38, 0});
        const auto value = *sign == '-' ? -*expected : *expected;
        CHECK(parse_decimal(text, spec) == value);
        for (std::size_t i = *sign == '-'; i < text.size(); ++i) {
          auto broken = text;
          broken[i] = ':';  // behind '9'
          CHECK_FALSE(parse_short_decimal(broken, spec).has_value());
        }
      }
    }
  }
}

TEST_CASE("a decimal is read with BigDecimal's grammar and rounded half up") {
  CHECK(parsed("-12.34", {10, 2}) == "-12.34");
  CHECK(parsed("+.5", {10, 2}) == "0.50");
  CHECK(parsed("5.", {10, 2}) == "5.00");
  CHECK(parsed("1e3", {10, 2}) == "1000.00");
  CHECK(parsed("1.25E-1", {10, 2}) == "0.13");
  CHECK(parsed("-1.005", {10, 2}) == "-1.01");
  CHECK(parsed("0.004", {10, 2}) == "0.00");
  CHECK(parsed("000000000000000000000000000000000000000000000000001.5", {3, 1}) == "1.5");
  CHECK(parsed("0.00000000000000000000000000000000000000000000000001e50", {3, 1}) == "1.0");
  CHECK(parsed(kLargest, {38, 0}) == kLargest);
  CHECK(parsed("0e2000000000", {38, 0}) == "0");
}

TEST_CASE("numbers of few digits are read as all others are") {
  CHECK(parsed("31.2304160", {10, 7}) == "31.2304160");
  CHECK(parsed("-31.23", {10, 7}) == "-31.2300000");
  CHECK(parsed("999.9999999", {10, 7}) == "999.9999999");
  CHECK(parsed("1000", {10, 7}) == "NULL");
  CHECK(parsed("1..5", {10, 2}) == "NULL");
  CHECK(parsed("5..", {10, 2}) == "NULL");
  CHECK(parsed("-", {10, 2}) == "NULL");
  CHECK(parsed(".", {10, 2}) == "NULL");
  CHECK(parsed("", {10, 2}) == "NULL");
  CHECK(parsed("12x", {10, 2}) == "NULL");
  CHECK(parsed("123456789012345678", {38, 20}) == "123456789012345678.00000000000000000000");
  CHECK(parsed("123456789012345678", {18, 0}) == "123456789012345678");
  CHECK(parsed("123456789012345678", {17, 0}) == "NULL");
}

TEST_CASE("digits beyond the 38th only round") {
  CHECK(parsed("0.12345678901234567890123456789012345678500001", {38, 38}) ==
        "0.12345678901234567890123456789012345679");
  CHECK(parsed("1234567890123456789012345678901234567.849999999999999", {38, 1}) ==
        "1234567890123456789012345678901234567.8");
  CHECK(parsed("0.5000000000000000000000000000000000000000000000000", {1, 0}) == "1");
  CHECK(parsed("0.05000000000000000000000000000000000000000000000000", {1, 0}) == "0");
}

TEST_CASE("text that is no number or does not fit is nothing") {
  for (const char* text : {"", "-", ".", "+.", "1e", "1e+", "1x", " 1", "1 ", "--1", "1.2.3", "e1",
                           "1e99999999999", "NaN", "Infinity", "0x1"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_decimal(text, {38, 2}).has_value());
  }
  CHECK_FALSE(parse_decimal("1000", {3, 0}).has_value());
  CHECK_FALSE(parse_decimal("999.5", {3, 0}).has_value());
  CHECK_FALSE(parse_decimal(std::string(kLargest) + "0", {38, 0}).has_value());
  CHECK_FALSE(parse_decimal("1e2000000000", {38, 0}).has_value());
}

TEST_CASE("plain text is padded to the scale") {
  CHECK(plain(9870, 3) == "9.870");
  CHECK(plain(-5, 3) == "-0.005");
  CHECK(plain(0, 2) == "0.00");
  CHECK(plain(7, 0) == "7");
  CHECK(plain(parse_decimal(kLargest, {38, 0}), 38) == std::string("0.") + kLargest);
  CHECK(plain(power_of_ten(20), 0) == "100000000000000000000");
}

TEST_CASE("Java's text turns scientific below a millionth") {
  CHECK(java("0.000001") == "0.000001");
  CHECK(java("0.00000001") == "1E-8");
  CHECK(java("-0.000000012") == "-1.2E-8");
  CHECK(java("0.00000000") == "0E-8");
  CHECK(java("0.000000") == "0.000000");
  CHECK(java("123456789012345678901234567890.00") == "123456789012345678901234567890.00");
}

TEST_CASE("rescaling rounds away from zero at the half") {
  CHECK(plain(rescale(125, 2, {3, 1}), 1) == "1.3");
  CHECK(plain(rescale(-125, 2, {3, 1}), 1) == "-1.3");
  CHECK(plain(rescale(124, 2, {3, 1}), 1) == "1.2");
  CHECK(plain(rescale(12, 1, {5, 3}), 3) == "1.200");
  CHECK_FALSE(rescale(995, 1, {2, 0}).has_value());
  CHECK(plain(rescale(994, 1, {2, 0}), 0) == "99");
  CHECK_FALSE(rescale(power_of_ten(37), 0, {38, 2}).has_value());
  CHECK(plain(rescale(power_of_ten(37) * 5, 38, {38, 0}), 0) == "1");
}

TEST_CASE("sums of any scale are exact, and nothing on overflow") {
  const DecimalOperand large = operand(kLargest);
  CHECK(plain(add(operand("1.5"), operand("2.25"), {5, 2}), 2) == "3.75");
  CHECK(plain(subtract(operand("1.5"), operand("2.25"), {5, 2}), 2) == "-0.75");
  CHECK_FALSE(add(large, operand("1"), {38, 0}).has_value());
  CHECK(plain(subtract(large, operand("0.4"), {38, 0}), 0) == kLargest);
  CHECK(plain(subtract(large, operand("0.6"), {38, 0}), 0) ==
        "99999999999999999999999999999999999998");
  CHECK(plain(add({-large.value, 0}, large, {38, 0}), 0) == "0");
}

TEST_CASE("products are rounded once from all their digits") {
  CHECK(plain(multiply(operand("1.15"), operand("-1.1"), {5, 2}), 2) == "-1.27");
  CHECK(plain(multiply(operand("12345678901234567890.123456"), operand("0.000001"), {38, 6}), 6) ==
        "12345678901234.567890");
  CHECK(plain(multiply(operand("0.99999999999999999999999999999999999999"),
                       operand("0.99999999999999999999999999999999999999"), {38, 6}),
              6) == "1.000000");
  CHECK_FALSE(multiply(operand(kLargest), operand(kLargest), {38, 6}).has_value());
}

TEST_CASE("quotients have the result's scale") {
  CHECK(plain(divide(operand("1"), operand("3"), {38, 6}), 6) == "0.333333");
  CHECK(plain(divide(operand("-2"), operand("3"), {38, 6}), 6) == "-0.666667");
  CHECK(plain(divide(operand(kLargest), operand("0.3"), {38, 0}), 0) == "NULL");
  CHECK(plain(divide(operand(kLargest), operand("7"), {38, 0}), 0) ==
        "14285714285714285714285714285714285714");
  CHECK(plain(divide(operand("1"), operand(kLargest), {38, 38}), 38) ==
        "0.00000000000000000000000000000000000001");
  CHECK_FALSE(divide(operand("1"), operand("0"), {38, 6}).has_value());
}

TEST_CASE("a quotient is first rounded to 38 digits, as Flink does") {
  // 1.5 - 7.5E-39 becomes 1.5, and that 2.
  const DecimalOperand a = operand("99999999999999999999999999999999999997");
  const DecimalOperand b = operand("66666666666666666666666666666666666665");
  CHECK(plain(divide(a, b, {38, 0}), 0) == "2");
  // Its 39 digits do not fit into 128 bits.
  CHECK(plain(divide(operand("98166.53351191813943071734"), operand("1994.94073735"), {12, 2}),
              2) == "49.21");
}

TEST_CASE("the remainder has the dividend's sign") {
  CHECK(plain(remainder(operand("7.5"), operand("-2"), {5, 1}), 1) == "1.5");
  CHECK(plain(remainder(operand("-7.5"), operand("2"), {5, 1}), 1) == "-1.5");
  CHECK(plain(remainder(operand(kLargest), operand("0.00007"), {38, 5}), 5) == "0.00005");
}

TEST_CASE("comparison ignores the scale and never overflows") {
  CHECK(compare(operand("1.50"), operand("1.5")) == 0);
  CHECK(compare(operand("-1.51"), operand("-1.5")) == -1);
  CHECK(compare(operand(kLargest), operand("0.99999999999999999999999999999999999999")) == 1);
  CHECK(compare(operand("-1"), operand(kLargest)) == -1);
}

TEST_CASE("doubles are converted through their decimal text") {
  CHECK(plain(from_double(1.005, {10, 2}), 2) == "1.01");
  CHECK(plain(from_double(-9.2e9, {20, 0}), 0) == "-9200000000");
  CHECK_FALSE(from_double(1e10, {10, 0}).has_value());
  CHECK_FALSE(from_double(1.0 / 0.0, {38, 0}).has_value());
  CHECK(to_double(628751750680124489, {18, 11}) == 6287517.506801246);
  CHECK(to_double(628751750680124489, {19, 11}) == 6287517.506801245);
  CHECK(to_double(12345, {5, 2}) == 123.45);
  CHECK(to_double(parse_decimal(kLargest, {38, 0}).value(), {38, 38}) == 1.0);
}
