#include "engine/type/number_text.h"

#include <algorithm>
#include <bit>
#include <charconv>
#include <cmath>
#include <limits>

#include "engine/type/java_digits.h"

namespace streamsql {

namespace {

// value > 0 and finite. As doubles, subnormal floats are normal numbers.
template <typename Float>
BinaryNumber take_apart(Float value) {
  constexpr int kBits = std::numeric_limits<Float>::digits;
  const auto bits = std::bit_cast<std::uint64_t>(static_cast<double>(value));
  std::uint64_t significand = bits & ((std::uint64_t{1} << 52) - 1);
  int exponent = static_cast<int>(bits >> 52) - 1023;
  if (exponent == -1023) {  // subnormal: shifted until its first bit stands where others have it
    const int shift = std::countl_zero(significand) - 11;
    significand <<= shift;
    exponent = -1022 - shift;
  }
  const int surplus = std::numeric_limits<Float>::min_exponent - 1 - exponent;
  return {significand | std::uint64_t{1} << 52, exponent, surplus > 0 ? kBits - surplus : kBits};
}

// Whether a decimal of at most digits10 digits that names the number is also what the JDK finds.
// Not so for powers of two and subnormals, whose margins differ; nor for integers of 2^53 to 2^127,
// where a decimal may lie exactly halfway between two numbers, and which the JDK cuts differently.
template <typename Float>
bool is_regular(Float value, const BinaryNumber& number) {
  constexpr int kBits = std::numeric_limits<Float>::digits;
  return value >= std::numeric_limits<Float>::min() && !std::has_single_bit(number.significand) &&
         (number.exponent < kBits - 1 || number.exponent > 126);
}

// The shortest digits, when there are at most digits10 of them.
template <typename Float>
bool find_short_digits(Float value, JavaDigits& result) {
  char text[32];
  const auto end = std::to_chars(text, text + sizeof text, value, std::chars_format::scientific);
  const char* const mark = std::find(text, end.ptr, 'e');
  if (mark - text > std::numeric_limits<Float>::digits10 + 1) return false;
  for (const char* c = text; c != mark; ++c) {
    if (*c != '.') result.push(static_cast<unsigned>(*c - '0'));
  }
  int exponent = 0;
  std::from_chars(mark[1] == '+' ? mark + 2 : mark + 1, end.ptr, exponent);
  result.exponent = exponent + 1;
  return true;
}

template <typename Float>
JavaDigits digits_of(Float value) {
  const BinaryNumber number = take_apart(value);
  JavaDigits result;
  if (is_regular(value, number) && find_short_digits(value, result)) return result;
  return java_digits(number);
}

// Digits and point for exponents from 1E-3 up to 1E7, else "d.dddE±x".
void append_digits(const JavaDigits& number, std::string& out) {
  const char* const digits = number.digits.data();
  const auto count = static_cast<std::size_t>(number.count);
  if (number.exponent > 0 && number.exponent < 8) {
    const auto whole = static_cast<std::size_t>(number.exponent);
    out.append(digits, std::min(count, whole));
    if (count < whole) out.append(whole - count, '0');
    out += '.';
    if (count > whole) return void(out.append(digits + whole, count - whole));
    out += '0';
  } else if (number.exponent <= 0 && number.exponent > -3) {
    out += "0.";
    out.append(static_cast<std::size_t>(-number.exponent), '0').append(digits, count);
  } else {
    out += digits[0];
    out += '.';
    count > 1 ? out.append(digits + 1, count - 1) : out.append("0");
    char exponent[8] = {'E'};
    const auto end = std::to_chars(exponent + 1, exponent + sizeof exponent, number.exponent - 1);
    out.append(exponent, end.ptr);
  }
}

template <typename Float>
void append_java(Float value, std::string& out) {
  if (std::isnan(value)) return void(out += "NaN");
  if (std::signbit(value)) {
    out += '-';
    value = -value;
  }
  if (std::isinf(value)) return void(out += "Infinity");
  if (value == 0) return void(out += "0.0");
  append_digits(digits_of(value), out);
}

// ---- reading

std::string_view trim(std::string_view text) {
  const auto is_blank = [](char c) { return static_cast<unsigned char>(c) <= ' '; };
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return text;
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Whether an out-of-range number is huge, not tiny: the sign of its decimal or binary exponent
// decides, corrected by the place of its first digit.
bool is_huge(std::string_view text, std::string_view marks) {
  const std::size_t mark = std::min(text.find_first_of(marks), text.size());
  const std::string_view digits = text.substr(0, mark);
  const std::size_t point = std::min(digits.find('.'), digits.size());
  const std::size_t first = digits.find_first_not_of("0.");
  const auto place = static_cast<long long>(point) - static_cast<long long>(first);
  if (mark == text.size()) return place > 0;
  long long exponent = 0;
  const char* begin = text.data() + mark + 1;
  if (*begin == '+') ++begin;
  const auto read = std::from_chars(begin, text.data() + text.size(), exponent);
  if (read.ec != std::errc()) return *begin != '-';
  return exponent + place * (marks == "eE" ? 1 : 4) > 0;
}

template <typename Float>
std::optional<Float> read_number(std::string_view text, std::chars_format format) {
  Float value = 0;
  const char* const end = text.data() + text.size();
  const auto [next, error] = std::from_chars(text.data(), end, value, format);
  if (next != end || error == std::errc::invalid_argument) return std::nullopt;
  if (error == std::errc()) return value;
  const bool huge = is_huge(text, format == std::chars_format::hex ? "pP" : "eE");
  return huge ? std::numeric_limits<Float>::infinity() : Float{0};
}

// Java demands the exponent of hexadecimal numbers.
template <typename Float>
std::optional<Float> read_unsigned(std::string_view text) {
  if (text == "NaN") return std::numeric_limits<Float>::quiet_NaN();
  if (text == "Infinity") return std::numeric_limits<Float>::infinity();
  if (text.empty()) return std::nullopt;
  if (text.size() > 1 && std::string_view("dDfF").find(text.back()) != std::string_view::npos) {
    text.remove_suffix(1);
  }
  if (text.starts_with("0x") || text.starts_with("0X")) {
    text.remove_prefix(2);
    if (text.find_first_of("pP") == std::string_view::npos) return std::nullopt;
    return read_number<Float>(text, std::chars_format::hex);
  }
  if (!is_digit(text.front()) && text.front() != '.') return std::nullopt;  // no "inf", no "nan"
  return read_number<Float>(text, std::chars_format::general);
}

template <typename Float>
std::optional<Float> parse_java(std::string_view text) {
  text = trim(text);
  const bool negative = text.starts_with('-');
  if (negative || text.starts_with('+')) text.remove_prefix(1);
  const auto value = read_unsigned<Float>(text);
  return value && negative ? -*value : value;
}

}  // namespace

void append_java_double(double value, std::string& out) { append_java(value, out); }
void append_java_float(float value, std::string& out) { append_java(value, out); }

std::optional<double> parse_java_double(std::string_view text) { return parse_java<double>(text); }
std::optional<float> parse_java_float(std::string_view text) { return parse_java<float>(text); }

}  // namespace streamsql
