#include "engine/type/stripped_decimal.h"

#include <fmt/format.h>

namespace streamsql {
namespace {

// 64-bit division is several times cheaper than 128-bit, and most values fit.
template <typename T>
void strip(T& value, int& scale, int least) {
  while (scale > least && value % 10 == 0) {
    value /= 10;
    --scale;
  }
}

char* write_with_exponent(Decimal value, int scale, char* to) {
  std::string digits;
  append_plain(value, 0, digits);
  const std::size_t first = digits.front() == '-' ? 1 : 0;
  const auto exponent = static_cast<int>(digits.size() - first) - 1 - scale;
  if (digits.size() > first + 1) digits.insert(first + 1, ".");
  return fmt::format_to(to, "{}E{:+}", digits, exponent);
}

}  // namespace

char* write_stripped(Decimal value, int scale, DecimalNotation notation, char* to) {
  if (value == 0) {
    *to = '0';
    return to + 1;
  }
  const int least = notation == DecimalNotation::Plain ? 0 : -40;
  if (const auto narrow = static_cast<std::int64_t>(value); narrow == value) {
    auto rest = narrow;
    strip(rest, scale, least);
    value = rest;
  } else {
    strip(value, scale, least);
  }
  if (scale < 0) return write_with_exponent(value, scale, to);
  return notation == DecimalNotation::Plain ? write_plain(value, scale, to)
                                            : write_java(value, scale, to);
}

void append_stripped(Decimal value, int scale, DecimalNotation notation, std::string& out) {
  char text[kDecimalTextSize];
  out.append(text, write_stripped(value, scale, notation, text));
}

}  // namespace streamsql
