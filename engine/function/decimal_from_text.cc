#include "engine/function/decimal_from_text.h"

#include <array>
#include <string>

#include "engine/base/utf8.h"

namespace streamsql {

namespace {

constexpr int kShortDigits = 18;

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_space(char c) { return c == ' ' || c == '\n' || c == '\t'; }

// Reads the number as Flink's loops do: each loop also consumes the character that ends it.
class ShortDecimalParser {
 public:
  explicit ShortDecimalParser(std::string_view text) : text_(text) {}

  std::optional<Decimal> parse(DecimalSpec spec) {
    while (next_ < text_.size() && is_space(text_[next_])) ++next_;
    if (next_ == text_.size()) return std::nullopt;
    const bool negative = text_[next_] == '-';
    if ((negative || text_[next_] == '+') && ++next_ == text_.size()) return std::nullopt;
    if (!read_significand() || !read_exponent()) return std::nullopt;
    for (; next_ < text_.size(); ++next_) {
      if (!is_space(text_[next_])) return std::nullopt;
    }
    const auto result = at_scale(spec);
    return result && negative ? -*result : result;
  }

 private:
  bool read_significand() {
    bool point = false;
    while (next_ < text_.size()) {
      last_ = text_[next_++];
      if (is_digit(last_)) {
        significand_ = significand_ * 10 + (last_ - '0');
        ++length_;
        fraction_ += point;
      } else if (last_ == '.') {
        if (point) return false;
        point = true;
      } else {
        break;
      }
    }
    return true;
  }

  bool read_exponent() {
    constexpr int kStop = 40;  // beyond this every exponent overflows or underflows
    if ((last_ != 'e' && last_ != 'E') || next_ == text_.size()) return true;
    const bool negative = text_[next_] == '-';
    if ((negative || text_[next_] == '+') && ++next_ == text_.size()) return false;
    while (next_ < text_.size()) {
      const char c = text_[next_++];
      if (!is_digit(c)) break;
      if (exponent_ < kStop) exponent_ = exponent_ * 10 + (c - '0');
    }
    if (negative) exponent_ = -exponent_;
    return true;
  }

  std::optional<Decimal> at_scale(DecimalSpec spec) const {
    const int change = exponent_ - fraction_ + spec.scale;
    if (length_ + change > spec.precision) return std::nullopt;
    if (change >= 0) return significand_ * power_of_ten(change);
    if (-change > kShortDigits) return std::nullopt;
    return (significand_ + 5 * power_of_ten(-change - 1)) / power_of_ten(-change);
  }

  std::string_view text_;
  std::size_t next_ = 0;
  char last_ = '\0';
  Decimal significand_ = 0;
  int length_ = 0, fraction_ = 0, exponent_ = 0;
};

// Where the ten digits of other scripts begin (Unicode's category Nd in the basic plane).
constexpr std::array<char32_t, 36> kZeros{
    0x0660, 0x06f0, 0x07c0, 0x0966, 0x09e6, 0x0a66, 0x0ae6, 0x0b66, 0x0be6, 0x0c66, 0x0ce6, 0x0d66,
    0x0de6, 0x0e50, 0x0ed0, 0x0f20, 0x1040, 0x1090, 0x17e0, 0x1810, 0x1946, 0x19d0, 0x1a80, 0x1a90,
    0x1b50, 0x1bb0, 0x1c40, 0x1c50, 0xa620, 0xa8d0, 0xa900, 0xa9d0, 0xa9f0, 0xaa50, 0xabf0, 0xff10};

char32_t to_ascii_digit(char32_t code_point) {
  for (const char32_t zero : kZeros) {
    if (code_point >= zero && code_point <= zero + 9) return U'0' + (code_point - zero);
  }
  return code_point;
}

std::string with_ascii_digits(std::string_view text) {
  std::string result;
  for (std::size_t offset = 0; offset < text.size();) {
    append_utf8(to_ascii_digit(next_code_point(text, offset)), result);
  }
  return result;
}

bool is_ascii(std::string_view text) {
  for (const char c : text) {
    if (static_cast<unsigned char>(c) >= 0x80) return false;
  }
  return true;
}

}  // namespace

std::optional<Decimal> decimal_from_text(std::string_view text, DecimalSpec spec) {
  if (spec.precision <= kShortDigits && text.size() <= kShortDigits) {
    return ShortDecimalParser(text).parse(spec);
  }
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  if (is_ascii(text)) return parse_decimal(text, spec);
  return parse_decimal(with_ascii_digits(text), spec);
}

}  // namespace streamsql
