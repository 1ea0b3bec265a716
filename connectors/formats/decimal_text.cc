#include "connectors/formats/decimal_text.h"

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

void append_with_exponent(Decimal value, int scale, std::string& out) {
  std::string digits;
  append_plain(value, 0, digits);
  const std::size_t first = digits.front() == '-' ? 1 : 0;
  const auto exponent = static_cast<int>(digits.size() - first) - 1 - scale;
  if (digits.size() > first + 1) digits.insert(first + 1, ".");
  fmt::format_to(std::back_inserter(out), "{}E{:+}", digits, exponent);
}

}  // namespace

void append_stripped(Decimal value, int scale, DecimalNotation notation, std::string& out) {
  if (value == 0) return void(out += '0');
  const int least = notation == DecimalNotation::Plain ? 0 : -40;
  if (const auto narrow = static_cast<std::int64_t>(value); narrow == value) {
    auto rest = narrow;
    strip(rest, scale, least);
    value = rest;
  } else {
    strip(value, scale, least);
  }
  if (scale < 0) return append_with_exponent(value, scale, out);
  if (notation == DecimalNotation::Plain) return append_plain(value, scale, out);
  append_java(value, scale, out);
}

}  // namespace streamsql
