// The text of DECIMAL values: java.math.BigDecimal's grammar and printing.
#include "engine/type/decimal_text.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>

#include "engine/type/digits.h"

namespace streamsql {

namespace {

constexpr int kMaxDigits = 38;
constexpr int kShortDigits = 18;

constexpr auto kShortPowers = [] {
  std::array<std::uint64_t, kShortDigits + 1> powers{1};
  for (std::size_t i = 1; i < powers.size(); ++i) powers[i] = powers[i - 1] * 10;
  return powers;
}();

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// A number's text taken apart; `first` to `last` span digits with at most one point.
struct NumberParts {
  const char* first = nullptr;  // the first non-zero digit
  const char* last = nullptr;   // behind the last digit
  UInt128 value = 0;            // its first kMaxDigits significant digits
  int significant = 0;          // all significant digits
  int fraction = 0;             // digits behind the point
  bool negative = false;
};

// Reads digits into 64 bits first: a 128-bit multiplication per digit would cost three times more.
class DigitReader {
 public:
  // Returns whether there was at least one digit and at most one point.
  bool read(const char*& next, const char* end, NumberParts& parts) {
    bool point = false, any = false;
    for (; next != end; ++next) {
      if (*next == '.' && !point) {
        point = true;
        continue;
      }
      if (!is_digit(*next)) break;
      any = true;
      parts.fraction += point;
      take(*next, next, parts);
    }
    parts.last = next;
    parts.value = flush();
    return any;
  }

 private:
  void take(char digit, const char* place, NumberParts& parts) {
    if (parts.significant == 0) {
      if (digit == '0') return;
      parts.first = place;
    }
    if (parts.significant++ >= kMaxDigits) return;
    if (chunk_digits_ == 18) value_ = flush();
    chunk_ = chunk_ * 10 + static_cast<unsigned>(digit - '0');
    ++chunk_digits_;
  }
  UInt128 flush() {
    const auto power = static_cast<UInt128>(power_of_ten(chunk_digits_));
    const UInt128 value = value_ * power + chunk_;
    chunk_ = 0;
    chunk_digits_ = 0;
    return value_ = value;
  }

  UInt128 value_ = 0;
  std::uint64_t chunk_ = 0;
  int chunk_digits_ = 0;
};

// The exponent behind 'e'; nothing when malformed or beyond an int, as BigDecimal demands.
std::optional<std::int64_t> read_exponent(const char* next, const char* end) {
  const bool negative = next != end && *next == '-';
  if (next != end && (*next == '-' || *next == '+')) ++next;
  if (next == end) return std::nullopt;
  std::int64_t value = 0;
  for (; next != end; ++next) {
    if (!is_digit(*next)) return std::nullopt;
    value = value * 10 + (*next - '0');
    if (value > 2'147'483'647) return std::nullopt;
  }
  return negative ? -value : value;
}

std::optional<Decimal> signed_result(UInt128 value, bool negative, int precision) {
  if (value >= static_cast<UInt128>(power_of_ten(precision))) return std::nullopt;
  return negative ? -static_cast<Decimal>(value) : static_cast<Decimal>(value);
}

// The first `count` significant digits, rounded by the one that follows.
UInt128 leading_digits(const NumberParts& parts, std::int64_t count) {
  UInt128 value = 0;
  const char* next = parts.first;
  for (; count > 0; ++next) {
    if (*next == '.') continue;
    value = value * 10 + static_cast<unsigned>(*next - '0');
    --count;
  }
  if (*next == '.') ++next;
  return value + (*next >= '5' ? 1 : 0);
}

// value * 10^shift at the wanted precision.
std::optional<Decimal> shifted(const NumberParts& parts, std::int64_t shift, int precision) {
  if (parts.significant == 0) return Decimal{0};
  const std::int64_t kept = parts.significant + shift;  // digits of the result before rounding
  if (kept > precision) return std::nullopt;
  if (kept < 0) return Decimal{0};
  if (shift < 0) return signed_result(leading_digits(parts, kept), parts.negative, precision);
  const auto power = static_cast<UInt128>(power_of_ten(static_cast<int>(shift)));
  return signed_result(parts.value * power, parts.negative, precision);
}

char* write_digits(UInt128 value, char* end) {
  constexpr std::uint64_t kChunk = 10'000'000'000'000'000'000u;  // 10^19
  while (value > ~std::uint64_t{0}) {
    const auto low = static_cast<std::uint64_t>(value % kChunk);
    value /= kChunk;
    char* const begin = write_digits_backwards(low, end);
    end -= 19;
    std::memset(end, '0', static_cast<std::size_t>(begin - end));
  }
  return write_digits_backwards(static_cast<std::uint64_t>(value), end);
}

UInt128 magnitude(Decimal value) {
  return value < 0 ? -static_cast<UInt128>(value) : static_cast<UInt128>(value);
}

// Digits that end at a fixed place, with readable bytes behind them.
class DigitBuffer {
 public:
  explicit DigitBuffer(Decimal value) {
    std::memset(bytes_.data() + kEnd, 0, kBlock);
    begin = write_digits(magnitude(value), bytes_.data() + kEnd);
  }
  void pad(int least) {
    while (size() < least) *--begin = '0';
  }
  const char* end() const { return bytes_.data() + kEnd; }
  int size() const { return static_cast<int>(end() - begin); }

  static constexpr std::ptrdiff_t kBlock = 16;
  char* begin;

 private:
  static constexpr std::size_t kEnd = 48;
  std::array<char, kEnd + kBlock> bytes_;
};

// Most parts fit into one block, which is copied without a call; what is too much of it is
// overwritten, or lies within kDecimalTextSize.
char* copy_digits(const char* begin, const char* end, char* to) {
  if (end - begin > DigitBuffer::kBlock) return std::copy(begin, end, to);
  std::memcpy(to, begin, DigitBuffer::kBlock);
  return to + (end - begin);
}

char* write_with_point(DigitBuffer& digits, int scale, bool negative, char* to) {
  digits.pad(scale + 1);
  if (negative) *to++ = '-';
  const char* const point = digits.end() - scale;
  to = copy_digits(digits.begin, point, to);
  if (scale == 0) return to;
  *to++ = '.';
  return copy_digits(point, digits.end(), to);
}

// Eight digits in the order of their text, as bytes 0 to 9, joined to pairs, fours and the value
// (Daniel Lemire, "Quickly parsing eight digits", 2018,
// https://lemire.me/blog/2018/10/03/quickly-parsing-eight-digits/).
std::uint64_t value_of_eight_digits(std::uint64_t digits) {
  constexpr std::uint64_t kEvenPairs = 0x000000FF000000FF;
  constexpr std::uint64_t kHundreds = 100 + (1000000ull << 32), kOnes = 1 + (10000ull << 32);
  digits = digits * 10 + (digits >> 8);
  return ((digits & kEvenPairs) * kHundreds + (digits >> 16 & kEvenPairs) * kOnes) >> 32;
}

bool take_digit(const char*& next, std::uint64_t& value) {
  const auto digit = static_cast<unsigned>(*next - '0');
  if (digit > 9) return false;
  value = value * 10 + digit;
  ++next;
  return true;
}

// The last `count` of eight characters, as digits, behind those of `value`; 1 <= count <= 8.
bool take_last_of_eight(const char* text, std::ptrdiff_t count, std::uint64_t& value) {
  constexpr std::uint64_t kBytes = 0x0101010101010101, kTops = kBytes * 0x80;
  std::uint64_t block;
  std::memcpy(&block, text, sizeof block);
  block ^= kBytes * '0';
  block &= ~std::uint64_t{0} << (8 - count) * 8;  // the first character is the lowest byte
  const bool above_nine = (((block + kBytes * 0x76) | block) & kTops) != 0;
  if (above_nine) return false;
  value = value * kShortPowers[static_cast<std::size_t>(count)] + value_of_eight_digits(block);
  return true;
}

}  // namespace

std::optional<std::int64_t> parse_short_decimal(std::string_view text, DecimalSpec spec) {
  if (text.size() > kShortDigits) return std::nullopt;
  const char* next = text.data();
  const char* const end = next + text.size();
  const bool negative = next != end && *next == '-';
  next += negative;
  std::uint64_t value = 0;
  auto digits = end - next;
  for (bool digit = true; digit && next != end;) digit = take_digit(next, value);
  std::ptrdiff_t fraction = 0;
  if (next != end) {
    if (*next++ != '.') return std::nullopt;
    --digits;
    fraction = end - next;
    const bool block = std::endian::native == std::endian::little && text.size() >= 8 &&
                       fraction > 0 && fraction <= 8;
    if (block && !take_last_of_eight(end - 8, fraction, value)) return std::nullopt;
    while (!block && next != end) {
      if (!take_digit(next, value)) return std::nullopt;
    }
  }
  const auto shift = spec.scale - fraction;
  if (digits == 0 || shift < 0 || digits + shift > kShortDigits) return std::nullopt;
  value *= kShortPowers[static_cast<std::size_t>(shift)];
  const auto limit = static_cast<std::size_t>(std::min(spec.precision, kShortDigits));
  if (value >= kShortPowers[limit]) return std::nullopt;
  return negative ? -static_cast<std::int64_t>(value) : static_cast<std::int64_t>(value);
}

std::optional<Decimal> parse_decimal(std::string_view text, DecimalSpec spec) {
  if (const auto value = parse_short_decimal(text, spec)) return *value;
  const char* next = text.data();
  const char* const end = next + text.size();
  NumberParts parts;
  if (next != end && (*next == '-' || *next == '+')) parts.negative = *next++ == '-';
  if (!DigitReader().read(next, end, parts)) return std::nullopt;
  std::int64_t exponent = 0;
  if (next != end) {
    if (*next != 'e' && *next != 'E') return std::nullopt;
    const auto read = read_exponent(next + 1, end);
    if (!read) return std::nullopt;
    exponent = *read;
  }
  return shifted(parts, exponent - parts.fraction + spec.scale, spec.precision);
}

char* write_plain(Decimal value, int scale, char* to) {
  DigitBuffer digits(value);
  return write_with_point(digits, scale, value < 0, to);
}

char* write_java(Decimal value, int scale, char* to) {
  DigitBuffer digits(value);
  const int exponent = digits.size() - 1 - scale;
  if (exponent >= -6 || scale == 0) return write_with_point(digits, scale, value < 0, to);
  if (value < 0) *to++ = '-';
  *to++ = *digits.begin;
  if (digits.size() > 1) {
    *to++ = '.';
    to = std::copy(static_cast<const char*>(digits.begin) + 1, digits.end(), to);
  }
  *to++ = 'E';
  const auto text = std::to_string(exponent);
  return std::copy(text.begin(), text.end(), to);
}

void append_plain(Decimal value, int scale, std::string& out) {
  char text[kDecimalTextSize];
  out.append(text, write_plain(value, scale, text));
}

void append_java(Decimal value, int scale, std::string& out) {
  char text[kDecimalTextSize];
  out.append(text, write_java(value, scale, text));
}

}  // namespace streamsql
