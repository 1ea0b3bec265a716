// Numbers as Java's Integer.parseInt and new BigDecimal read them, for the text formats.
#pragma once

#include <charconv>
#include <optional>
#include <string_view>

namespace streamsql {

// java.lang.String.trim.
inline std::string_view trim_java(std::string_view text) {
  while (!text.empty() && static_cast<unsigned char>(text.front()) <= ' ') text.remove_prefix(1);
  while (!text.empty() && static_cast<unsigned char>(text.back()) <= ' ') text.remove_suffix(1);
  return text;
}

// Decimal digits with an optional sign; nothing when malformed or out of range.
template <typename T>
std::optional<T> parse_java_integer(std::string_view text) {
  if (text.size() > 1 && text.front() == '+' && text[1] != '-') text.remove_prefix(1);
  T value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

// Whether new BigDecimal(text) would take it, however large.
inline bool is_decimal_text(std::string_view text) {
  std::size_t at = 0, digits = 0;
  const auto run = [&] {
    const std::size_t begin = at;
    while (at < text.size() && text[at] >= '0' && text[at] <= '9') ++at;
    return at - begin;
  };
  const auto sign = [&] {
    if (at < text.size() && (text[at] == '-' || text[at] == '+')) ++at;
  };
  sign();
  digits = run();
  if (at < text.size() && text[at] == '.') ++at, digits += run();
  if (digits == 0) return false;
  if (at == text.size()) return true;
  if (text[at] != 'e' && text[at] != 'E') return false;
  ++at;
  sign();
  return run() > 0 && at == text.size();
}

}  // namespace streamsql
