#include <algorithm>
#include <array>
#include <fmt/format.h>

#include "engine/base/ascii.h"
#include "engine/base/base64.h"
#include "engine/base/utf8.h"
#include "engine/function/builtins.h"
#include "engine/function/kernel.h"
#include "engine/function/utf16.h"

namespace streamsql {
namespace {

using Text = std::string_view;
using kernel::row;

// ---- base64 (RFC 4648)

[[noreturn]] void fail_base64(Text text) {
  throw Error(ErrorCode::InvalidArgument, fmt::format("'{}' is not base64", text))
      .hint("base64 consists of groups of four characters of A-Z, a-z, 0-9, + and /");
}

void from_base64(Text text, std::string& out) {
  Text digits = text;
  while (digits.ends_with('=') && text.size() - digits.size() < 2) digits.remove_suffix(1);
  if (digits.size() % 4 == 1) fail_base64(text);
  if (digits.size() != text.size() && text.size() % 4 != 0) fail_base64(text);
  std::uint32_t bits = 0;
  int count = 0;
  for (const char c : digits) {
    const auto digit = Text(kBase64Alphabet).find(c);
    if (digit == Text::npos) fail_base64(text);
    bits = bits << 6 | static_cast<std::uint32_t>(digit);
    count += 6;
    if (count < 8) continue;
    count -= 8;
    out += static_cast<char>(bits >> count & 0xFF);
  }
}

// ---- hexadecimal

void hex(Text bytes, std::string& out) {
  for (const char c : bytes) {
    fmt::format_to(std::back_inserter(out), "{:02X}", static_cast<unsigned char>(c));
  }
}

std::optional<int> hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return std::nullopt;
}

// An odd number of digits has a 0 before it.
bool unhex(Text digits, std::string& out) {
  bool half = digits.size() % 2 != 0;
  int high = 0;
  for (const char c : digits) {
    const auto digit = hex_digit(c);
    if (!digit) return false;
    if (half) out += static_cast<char>(high * 16 + *digit);
    high = *digit;
    half = !half;
  }
  return true;
}

// ---- character sets

enum class Charset { Ascii, Latin1, Utf8, Utf16, Utf16Big, Utf16Little };

Charset charset_of(Text name) {
  static constexpr std::pair<Text, Charset> kNames[] = {
      {"US-ASCII", Charset::Ascii},      {"ASCII", Charset::Ascii},
      {"ISO-8859-1", Charset::Latin1},   {"LATIN1", Charset::Latin1},
      {"UTF-8", Charset::Utf8},          {"UTF8", Charset::Utf8},
      {"UTF-16", Charset::Utf16},        {"UTF-16BE", Charset::Utf16Big},
      {"UTF-16LE", Charset::Utf16Little}};
  for (const auto& [known, charset] : kNames) {
    if (equals_ignoring_case(known, name)) return charset;
  }
  throw Error(ErrorCode::InvalidArgument, fmt::format("Character set '{}' is not known", name))
      .hint("known are US-ASCII, ISO-8859-1, UTF-8, UTF-16, UTF-16BE and UTF-16LE");
}

void append_unit(char16_t unit, bool big, std::string& out) {
  const char high = static_cast<char>(unit >> 8), low = static_cast<char>(unit & 0xFF);
  out += big ? high : low;
  out += big ? low : high;
}

void encode_utf16(Text text, Charset charset, std::string& out) {
  if (charset == Charset::Utf16) append_unit(0xFEFF, true, out);
  for (const char16_t unit : to_utf16(text)) {
    append_unit(unit, charset != Charset::Utf16Little, out);
  }
}

// A character that the set lacks becomes '?'.
void encode_narrow(Text text, char32_t limit, std::string& out) {
  for (std::size_t offset = 0; offset < text.size();) {
    const char32_t c = next_code_point(text, offset);
    out += c < limit ? static_cast<char>(c) : '?';
  }
}

void encode(Text text, Text name, std::string& out) {
  switch (const Charset charset = charset_of(name)) {
    case Charset::Utf8: out += text; break;
    case Charset::Ascii: return encode_narrow(text, 0x80, out);
    case Charset::Latin1: return encode_narrow(text, 0x100, out);
    default: return encode_utf16(text, charset, out);
  }
}

void decode_utf16(Text bytes, bool big, std::string& out) {
  std::u16string units;
  for (std::size_t i = 0; i + 1 < bytes.size(); i += 2) {
    const auto first = static_cast<unsigned char>(bytes[i]);
    const auto second = static_cast<unsigned char>(bytes[i + 1]);
    units += static_cast<char16_t>(big ? first << 8 | second : second << 8 | first);
  }
  append_utf16(units, out);
}

// UTF-16 without a byte order mark is big-endian.
void decode_marked_utf16(Text bytes, std::string& out) {
  const bool little = bytes.starts_with("\xFF\xFE");
  if (little || bytes.starts_with("\xFE\xFF")) bytes.remove_prefix(2);
  decode_utf16(bytes, !little, out);
}

void decode_utf8(Text bytes, std::string& out) {
  for (std::size_t offset = 0; offset < bytes.size();) {
    append_utf8(next_code_point(bytes, offset), out);
  }
}

void decode_narrow(Text bytes, unsigned limit, std::string& out) {
  for (const char c : bytes) {
    const auto code = static_cast<unsigned char>(c);
    append_utf8(code < limit ? code : 0xFFFD, out);
  }
}

void decode(Text bytes, Text name, std::string& out) {
  switch (charset_of(name)) {
    case Charset::Utf8: return decode_utf8(bytes, out);
    case Charset::Ascii: return decode_narrow(bytes, 0x80, out);
    case Charset::Latin1: return decode_narrow(bytes, 0x100, out);
    case Charset::Utf16: return decode_marked_utf16(bytes, out);
    case Charset::Utf16Big: return decode_utf16(bytes, true, out);
    case Charset::Utf16Little: return decode_utf16(bytes, false, out);
  }
}

const ScalarFunction kFunctions[] = {
    {"TO_BASE64(s STRING) -> STRING", row<append_base64>, "The UTF-8 bytes of a text as base64.",
     "TO_BASE64('hello') = 'aGVsbG8='"},
    {"FROM_BASE64(s STRING) -> STRING", row<from_base64>, "The text whose UTF-8 bytes are base64.",
     "FROM_BASE64('aGVsbG8=') = 'hello'"},
    {"HEX(s STRING) -> STRING", row<hex>,
     "The UTF-8 bytes of a text as upper-case hexadecimal digits.", "HEX('ab') = '6162'"},
    {"HEX(s BYTES) -> STRING", row<hex>, "Bytes as upper-case hexadecimal digits.",
     "HEX(X'0AFF') = '0AFF'"},
    {"UNHEX(s STRING) -> BYTES NULL", row<unhex>,
     "The bytes that hexadecimal digits stand for; NULL for other text.",
     "DECODE(UNHEX('6162'), 'UTF-8') = 'ab'"},
    {"ENCODE(s STRING, charset STRING) -> BYTES", row<encode>,
     "The bytes of a text in a character set.", "ENCODE('a', 'UTF-16LE') = X'6100'"},
    {"DECODE(b BYTES, charset STRING) -> STRING", row<decode>,
     "The text of bytes in a character set.", "DECODE(X'61', 'US-ASCII') = 'a'"},
};

}  // namespace

std::span<const ScalarFunction> encoding_functions() { return kFunctions; }

}  // namespace streamsql
