#include "connectors/formats/json_scanner.h"

#include <cstring>
#include <fmt/format.h>

#include "engine/base/utf8.h"

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace streamsql {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_hex(char c) { return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }

// Moves over characters that are neither a quote nor a backslash; `high` collects their top bits.
const char* find_string_end(const char* next, const char* end, bool& high) {
#if defined(__SSE2__)
  const __m128i quote = _mm_set1_epi8('"'), backslash = _mm_set1_epi8('\\');
  while (end - next >= 16) {
    const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(next));
    const __m128i hit =
        _mm_or_si128(_mm_cmpeq_epi8(bytes, quote), _mm_cmpeq_epi8(bytes, backslash));
    const auto stop = static_cast<unsigned>(_mm_movemask_epi8(hit));
    const auto tops = static_cast<unsigned>(_mm_movemask_epi8(bytes));
    if (stop != 0) {
      const int at = __builtin_ctz(stop);
      high |= (tops & ((1u << at) - 1)) != 0;
      return next + at;
    }
    high |= tops != 0;
    next += 16;
  }
#endif
  for (; next != end && *next != '"' && *next != '\\'; ++next) high |= (*next & 0x80) != 0;
  return next;
}

const char* skip_digits(const char* next, const char* end) {
  while (next != end && is_digit(*next)) ++next;
  return next;
}

// Behind a number that begins here, is shorter than a block and has no sign or exponent: most are
// such. nullptr says nothing.
const char* find_plain_number_end(const char* next, const char* end, JsonKind& kind) {
#if defined(__SSE2__)
  if (end - next < 16) return nullptr;
  const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(next));
  const __m128i above = _mm_sub_epi8(bytes, _mm_set1_epi8('0'));  // unsigned: 0 to 9
  const __m128i digit = _mm_cmpeq_epi8(_mm_min_epu8(above, _mm_set1_epi8(9)), above);
  auto others = static_cast<unsigned>(_mm_movemask_epi8(digit)) ^ 0xFFFF;
  if (others == 0) return nullptr;
  int at = __builtin_ctz(others);
  if (at == 0 || (*next == '0' && at > 1)) return nullptr;
  kind = JsonKind::Integer;
  if (next[at] == '.') {
    kind = JsonKind::Float;
    others &= others - 1;
    if (others == 0) return nullptr;
    const int point = at;
    at = __builtin_ctz(others);
    if (at == point + 1) return nullptr;
  }
  return (next[at] | 0x20) == 'e' ? nullptr : next + at;
#else
  return nullptr;
#endif
}

}  // namespace

bool JsonScanner::fail(std::string what) {
  if (problem_.empty()) problem_ = fmt::format("at byte {}: {}", next_ - begin_, what);
  return false;
}

bool JsonScanner::fail_expected(const char* what) {
  if (next_ == end_) return fail(fmt::format("expected {} but the text ends", what));
  std::size_t length = 1;  // a whole character, so that the message is text
  while (length < remaining() && (next_[length] & 0xC0) == 0x80) ++length;
  const std::string_view found(next_, length);
  if (!is_valid_utf8(found)) return fail(fmt::format("expected {} but found a stray byte", what));
  return fail(fmt::format("expected {} but found '{}'", what, found));
}

std::string JsonScanner::problem() const { return problem_; }

bool JsonScanner::scan_value(JsonToken& token) {
  skip_blanks();
  if (next_ == end_) return fail_expected("a value");
  switch (*next_) {
    case '"': return scan_string(token);
    case '{':
    case '[': return scan_container(token);
    case 't': return scan_word("true", JsonKind::True, token);
    case 'f': return scan_word("false", JsonKind::False, token);
    case 'n': return scan_word("null", JsonKind::Null, token);
    default: return scan_number(token);
  }
}

bool JsonScanner::scan_word(std::string_view word, JsonKind kind, JsonToken& token) {
  const char* const begin = next_;
  if (!take_text(word)) return fail_expected("a value");
  if (next_ != end_ &&
      (is_digit(*next_) || *next_ == '_' || ((*next_ | 0x20) >= 'a' && (*next_ | 0x20) <= 'z'))) {
    return fail_expected("the end of a word");
  }
  token = {begin, next_, kind, false};
  return true;
}

bool JsonScanner::scan_digits() {
  if (next_ == end_ || !is_digit(*next_)) return fail_expected("a digit");
  next_ = skip_digits(next_, end_);
  return true;
}

bool JsonScanner::scan_number(JsonToken& token) {
  const char* const begin = next_;
  if (*next_ == '-') ++next_;
  JsonKind kind = JsonKind::Integer;
  if (const char* const behind = find_plain_number_end(next_, end_, kind)) {
    next_ = behind;
  } else if (!scan_any_number(begin, kind)) {
    return false;
  }
  if (static_cast<std::size_t>(next_ - begin) > limits_.number_length) {
    return fail(fmt::format("a number has more than {} characters", limits_.number_length));
  }
  token = {begin, next_, kind, false};
  return true;
}

// `next_` is behind the sign.
bool JsonScanner::scan_any_number(const char* begin, JsonKind& kind) {
  if (next_ == end_ || !is_digit(*next_)) {
    return fail_expected(next_ == begin ? "a value" : "a digit");
  }
  kind = JsonKind::Integer;
  if (*next_ == '0' && remaining() > 1 && is_digit(next_[1])) {
    return fail("a number must not begin with 0");
  }
  next_ = skip_digits(next_, end_);
  if (next_ != end_ && *next_ == '.') {
    ++next_;
    kind = JsonKind::Float;
    if (!scan_digits()) return false;
  }
  if (next_ == end_ || (*next_ != 'e' && *next_ != 'E')) return true;
  ++next_;
  kind = JsonKind::Float;
  if (next_ != end_ && (*next_ == '+' || *next_ == '-')) ++next_;
  return scan_digits();
}

bool JsonScanner::skip_escape() {
  ++next_;
  if (next_ == end_) return fail_expected("an escaped character");
  if (*next_ != 'u') {
    if (std::memchr("\"\\/bfnrt", *next_, 8) == nullptr) return fail_expected("a known escape");
    ++next_;
    return true;
  }
  ++next_;
  for (int i = 0; i < 4; ++i, ++next_) {
    if (next_ == end_ || !is_hex(*next_)) return fail_expected("four hex digits after \\u");
  }
  return true;
}

bool JsonScanner::scan_string(JsonToken& token) {
  const char* const begin = ++next_;
  bool high = false, escaped = false;
  for (;;) {
    next_ = find_string_end(next_, end_, high);
    if (next_ == end_) return fail("a string has no closing quote");
    if (*next_ == '"') break;
    escaped = true;
    if (!skip_escape()) return false;
  }
  token = {begin, next_, JsonKind::String, escaped};
  if (high && !is_valid_utf8(token.text())) return fail("a string is not valid UTF-8");
  ++next_;
  return true;
}

bool JsonScanner::scan_container(JsonToken& token) {
  if (++depth_ > limits_.depth) {
    return fail(fmt::format("values are nested deeper than {}", limits_.depth));
  }
  const char* const begin = next_;
  const bool is_object = *next_++ == '{';
  if (!(is_object ? skip_object() : skip_array())) return false;
  --depth_;
  token = {begin, next_, is_object ? JsonKind::Object : JsonKind::Array, false};
  return true;
}

bool JsonScanner::skip_object() {
  if (take('}')) return true;
  JsonToken token;
  do {
    skip_blanks();
    if (next_ == end_ || *next_ != '"') return fail_expected("a field name in quotes");
    if (!scan_string(token) || !expect(':', "':' after a field name")) return false;
    if (!scan_value(token)) return false;
  } while (take(','));
  return expect('}', "',' or '}' in an object");
}

bool JsonScanner::skip_array() {
  if (take(']')) return true;
  JsonToken token;
  do {
    if (!scan_value(token)) return false;
  } while (take(','));
  return expect(']', "',' or ']' in an array");
}

}  // namespace streamsql
