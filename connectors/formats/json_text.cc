// Strings, numbers and whole values as Jackson prints them.
#include <algorithm>
#include <cmath>
#include <fmt/format.h>

#include "connectors/formats/json_scanner.h"
#include "engine/base/utf8.h"
#include "engine/type/number_text.h"

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace streamsql {
namespace {

unsigned hex_value(char c) {
  if (c <= '9') return static_cast<unsigned>(c - '0');
  return static_cast<unsigned>((c | 0x20) - 'a' + 10);
}

char32_t read_hex(std::string_view text, std::size_t at) {
  char32_t value = 0;
  for (std::size_t i = at; i < at + 4; ++i) value = value * 16 + hex_value(text[i]);
  return value;
}

bool is_high_surrogate(char32_t c) { return c >= 0xD800 && c < 0xDC00; }
bool is_low_surrogate(char32_t c) { return c >= 0xDC00 && c < 0xE000; }

// `at` is behind "\u"; returns how many characters were taken.
std::size_t unescape_unicode(std::string_view text, std::size_t at, std::string& out) {
  const char32_t first = read_hex(text, at);
  const bool pair = is_high_surrogate(first) && text.substr(at + 4, 2) == "\\u" &&
                    is_low_surrogate(read_hex(text, at + 6));
  if (pair) {
    append_utf8(0x10000 + ((first - 0xD800) << 10) + (read_hex(text, at + 6) - 0xDC00), out);
    return 10;
  }
  if (is_high_surrogate(first) || is_low_surrogate(first)) {
    out += '?';
  } else {
    append_utf8(first, out);
  }
  return 4;
}

char simple_escape(char c) {
  switch (c) {
    case 'b': return '\b';
    case 'f': return '\f';
    case 'n': return '\n';
    case 'r': return '\r';
    case 't': return '\t';
    default: return c;
  }
}

// Bytes that cannot stand for themselves: quotes, backslashes, controls, four-byte sequences.
bool is_plain(unsigned char c) { return c >= 0x20 && c != '"' && c != '\\' && c < 0xF0; }

#if defined(__SSE2__)
// A bit for each byte that is not plain.
unsigned special_bytes(__m128i bytes) {
  const __m128i quote = _mm_cmpeq_epi8(bytes, _mm_set1_epi8('"'));
  const __m128i backslash = _mm_cmpeq_epi8(bytes, _mm_set1_epi8('\\'));
  const __m128i control = _mm_cmpeq_epi8(_mm_min_epu8(bytes, _mm_set1_epi8(0x1F)), bytes);
  const __m128i four = _mm_set1_epi8(static_cast<char>(0xF0));
  const __m128i long_sequence = _mm_cmpeq_epi8(_mm_max_epu8(bytes, four), bytes);
  return static_cast<unsigned>(_mm_movemask_epi8(
      _mm_or_si128(_mm_or_si128(quote, backslash), _mm_or_si128(control, long_sequence))));
}

unsigned copy_16(const char* from, char* to) {
  const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(from));
  _mm_storeu_si128(reinterpret_cast<__m128i*>(to), bytes);
  return special_bytes(bytes);
}

unsigned copy_8(const char* from, char* to) {
  const __m128i bytes = _mm_loadl_epi64(reinterpret_cast<const __m128i*>(from));
  _mm_storel_epi64(reinterpret_cast<__m128i*>(to), bytes);
  return special_bytes(bytes) & 0xFF;
}
#endif

void append_unit(unsigned unit, std::string& out) {
  fmt::format_to(std::back_inserter(out), "\\u{:04X}", unit);
}

void append_special(std::string_view text, std::size_t& at, std::string& out) {
  const char c = text[at];
  const auto byte = static_cast<unsigned char>(c);
  if (byte >= 0xF0) {
    const char32_t point = next_code_point(text, at);
    if (point < 0x10000) return append_utf8(point, out);
    append_unit(0xD800 + ((point - 0x10000) >> 10), out);
    return append_unit(0xDC00 + ((point - 0x10000) & 0x3FF), out);
  }
  ++at;
  constexpr std::string_view kShort = "btnvfr";  // 8 to 13, without v
  if (c == '"' || c == '\\') {
    out += '\\';
    out += c;
  } else if (byte >= 8 && byte <= 13 && byte != 11) {
    out += '\\';
    out += kShort[byte - 8u];
  } else {
    append_unit(byte, out);
  }
}

}  // namespace

void unescape_json(std::string_view escaped, std::string& out) {
  for (std::size_t at = 0; at < escaped.size();) {
    const auto next = std::min(escaped.find('\\', at), escaped.size());
    out.append(escaped.substr(at, next - at));
    if (next == escaped.size()) return;
    const char kind = escaped[next + 1];
    at = next + 2;
    if (kind == 'u') {
      at += unescape_unicode(escaped, at, out);
    } else {
      out += simple_escape(kind);
    }
  }
}

void append_json_string(std::string_view text, std::string& out) {
  out += '"';
  std::size_t begin = 0, at = 0;
  while (at < text.size()) {
    if (is_plain(static_cast<unsigned char>(text[at]))) {
      ++at;
      continue;
    }
    out.append(text, begin, at - begin);
    append_special(text, at, out);
    begin = at;
  }
  out.append(text, begin, at - begin);
  out += '"';
}

bool copy_plain_json(std::string_view text, char* to) {
  const char* const from = text.data();
  const std::size_t size = text.size();
#if defined(__SSE2__)
  // The last block overlaps the one before, so that nothing behind the text is touched.
  if (size >= 16) {
    unsigned special = copy_16(from + size - 16, to + size - 16);
    for (std::size_t i = 0; i + 16 < size; i += 16) special |= copy_16(from + i, to + i);
    return special == 0;
  }
  if (size >= 8) return (copy_8(from, to) | copy_8(from + size - 8, to + size - 8)) == 0;
#endif
  bool plain = true;
  for (std::size_t i = 0; i < size; ++i) {
    plain = plain && is_plain(static_cast<unsigned char>(from[i]));
    to[i] = from[i];
  }
  return plain;
}

// java.math.BigDecimal.stripTrailingZeros().toString() of the number's text.
void append_tree_number(const JsonToken& number, std::string& out) {
  std::string_view text = number.text();
  if (number.kind == JsonKind::Integer) return void(out += text == "-0" ? "0" : text);
  const auto value = parse_java_double(text);
  if (value && std::isinf(*value)) return append_java_double(*value, out);
  const bool negative = text.front() == '-';
  if (negative) text.remove_prefix(1);
  const auto mark = std::min(text.find_first_of("eE"), text.size());
  std::string digits(text.substr(0, mark));
  std::int64_t exponent = 0;
  if (mark < text.size()) {
    exponent = std::strtoll(std::string(text.substr(mark + 1)).c_str(), nullptr, 10);
  }
  std::int64_t scale = -exponent;
  if (const auto point = digits.find('.'); point != std::string::npos) {
    scale += static_cast<std::int64_t>(digits.size() - point - 1);
    digits.erase(point, 1);
  }
  digits.erase(0, std::min(digits.find_first_not_of('0'), digits.size()));
  if (digits.empty()) return void(out += '0');
  for (; digits.back() == '0'; --scale) digits.pop_back();
  if (negative) out += '-';
  const auto count = static_cast<std::int64_t>(digits.size());
  const std::int64_t adjusted = count - 1 - scale;
  if (scale >= 0 && adjusted >= -6) {
    if (scale >= count) digits.insert(0, static_cast<std::size_t>(scale - count + 1), '0');
    if (scale > 0) digits.insert(digits.size() - static_cast<std::size_t>(scale), ".");
    return void(out += digits);
  }
  if (count > 1) digits.insert(1, ".");
  fmt::format_to(std::back_inserter(out), "{}E{:+}", digits, adjusted);
}

void append_compact_json(const JsonToken& token, std::string& out) {
  if (token.is_number()) return append_tree_number(token, out);
  if (token.kind == JsonKind::String) {
    std::string text;
    unescape_json(token.text(), text);
    return append_json_string(text, out);
  }
  if (!token.is_container()) return void(out += token.text());
  const DecodeLimits limits{};
  JsonScanner scanner(token.text().substr(1), limits);
  const char close = token.kind == JsonKind::Object ? '}' : ']';
  out += *token.begin;
  for (bool first = true; !scanner.take(close); first = false) {
    if (!first && !scanner.take(',')) return;  // validated: cannot be
    if (!first) out += ',';
    JsonToken part;
    if (!scanner.scan_value(part)) return;
    append_compact_json(part, out);
    if (token.kind == JsonKind::Array) continue;
    out += ':';
    if (!scanner.take(':') || !scanner.scan_value(part)) return;
    append_compact_json(part, out);
  }
  out += close;
}

}  // namespace streamsql
