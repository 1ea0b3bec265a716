#include "engine/function/character_class.h"

#include <algorithm>
#include <clocale>
#include <cwctype>
#include <iterator>

#include "engine/base/utf8.h"

namespace streamsql {
namespace {

// The C library's Unicode tables. The locale exists in every glibc installation and is never freed.
locale_t unicode_locale() {
  static const locale_t locale = newlocale(LC_CTYPE_MASK, "C.UTF-8", nullptr);
  return locale;
}

wint_t wide(char32_t c) { return static_cast<wint_t>(c); }

// The zeros of Unicode's decimal digits (category Nd) in the basic plane; nine digits follow each.
constexpr char32_t kZeros[] = {0x0030, 0x0660, 0x06F0, 0x07C0, 0x0966, 0x09E6, 0x0A66, 0x0AE6,
                               0x0B66, 0x0BE6, 0x0C66, 0x0CE6, 0x0D66, 0x0DE6, 0x0E50, 0x0ED0,
                               0x0F20, 0x1040, 0x1090, 0x17E0, 0x1810, 0x1946, 0x19D0, 0x1A80,
                               0x1A90, 0x1B50, 0x1BB0, 0x1C40, 0x1C50, 0xA620, 0xA8D0, 0xA900,
                               0xA9D0, 0xA9F0, 0xAA50, 0xABF0, 0xFF10};

struct SpecialUpper {
  char32_t from;
  std::string_view to;
};
// SpecialCasing.txt, the unconditional mappings in use.
constexpr SpecialUpper kSpecialUpper[] = {
    {0x00DF, "SS"},  {0x0149, "ʼN"}, {0x01F0, "J̌"},  {0x0390, "Ϊ́"},  {0x03B0, "Ϋ́"},
    {0x0587, "ԵՒ"},  {0xFB00, "FF"}, {0xFB01, "FI"}, {0xFB02, "FL"}, {0xFB03, "FFI"},
    {0xFB04, "FFL"}, {0xFB05, "ST"}, {0xFB06, "ST"}};

constexpr char32_t kCapitalSigma = 0x03A3, kSmallSigma = 0x03C3, kFinalSigma = 0x03C2;
constexpr char32_t kCapitalDottedI = 0x0130;

// A sigma ends a word when a letter is before it and none behind.
bool ends_word(std::string_view text, std::size_t begin, std::size_t end) {
  std::size_t before = begin;
  while (before > 0 && (static_cast<unsigned char>(text[before - 1]) & 0xC0) == 0x80) --before;
  if (before == 0) return false;
  std::size_t at = before - 1;
  if (!is_letter(next_code_point(text, at))) return false;
  return end >= text.size() || !is_letter(next_code_point(text, end));
}

char32_t lower(char32_t c) { return static_cast<char32_t>(towlower_l(wide(c), unicode_locale())); }

void append_upper(char32_t c, std::string& out) {
  const auto special = std::find_if(std::begin(kSpecialUpper), std::end(kSpecialUpper),
                                    [&](const SpecialUpper& s) { return s.from == c; });
  if (special != std::end(kSpecialUpper)) {
    out += special->to;
  } else {
    append_utf8(static_cast<char32_t>(towupper_l(wide(c), unicode_locale())), out);
  }
}

bool is_ascii(std::string_view text) {
  return std::none_of(text.begin(), text.end(), [](char c) { return c < 0; });
}

}  // namespace

bool is_digit(char32_t c) {
  return std::any_of(std::begin(kZeros), std::end(kZeros),
                     [&](char32_t zero) { return c >= zero && c < zero + 10; });
}

bool is_letter(char32_t c) { return iswalpha_l(wide(c), unicode_locale()) != 0 && !is_digit(c); }

void append_upper(std::string_view text, std::string& out) {
  if (is_ascii(text)) {
    for (const char c : text) out += static_cast<char>(c >= 'a' && c <= 'z' ? c - 32 : c);
    return;
  }
  for (std::size_t offset = 0; offset < text.size();) {
    append_upper(next_code_point(text, offset), out);
  }
}

void append_lower(std::string_view text, std::string& out) {
  if (is_ascii(text)) {
    for (const char c : text) out += static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c);
    return;
  }
  for (std::size_t offset = 0; offset < text.size();) {
    const std::size_t begin = offset;
    const char32_t c = next_code_point(text, offset);
    if (c == kCapitalDottedI) {
      out += "i̇";
    } else if (c == kCapitalSigma) {
      append_utf8(ends_word(text, begin, offset) ? kFinalSigma : kSmallSigma, out);
    } else {
      append_utf8(lower(c), out);
    }
  }
}

}  // namespace streamsql
