// JsonScanner: finds and validates JSON values in bytes, without building anything.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "engine/connector/format.h"

namespace streamsql {

enum class JsonKind : std::uint8_t {
  Missing,
  Null,
  True,
  False,
  Integer,
  Float,
  String,
  Object,
  Array
};

// A validated value. Strings stand without their quotes.
struct JsonToken {
  const char* begin = nullptr;
  const char* end = nullptr;
  JsonKind kind = JsonKind::Missing;
  bool escaped = false;  // a String with backslashes: unescape_json before use

  std::string_view text() const { return {begin, static_cast<std::size_t>(end - begin)}; }
  bool is_number() const { return kind == JsonKind::Integer || kind == JsonKind::Float; }
  bool is_container() const { return kind == JsonKind::Object || kind == JsonKind::Array; }
};

// One thread, one text. Accepts RFC 8259 and, as Flink sets Jackson up, unescaped control
// characters in strings; lone surrogate escapes are accepted, malformed UTF-8 is not. Every
// function that returns false has called fail(): the scanner is then of no use but for problem().
class JsonScanner {
 public:
  JsonScanner(std::string_view text, const DecodeLimits& limits)
      : begin_(text.data()), next_(text.data()), end_(text.data() + text.size()), limits_(limits) {}

  // A value of any kind, validated to its end.
  bool scan_value(JsonToken& token);
  // A string whose opening quote is next.
  bool scan_string(JsonToken& token);

  void skip_blanks() {
    while (next_ != end_ && is_blank(*next_)) ++next_;
  }
  // Takes `c` when it is next, blanks before it skipped.
  bool take(char c) {
    skip_blanks();
    if (next_ == end_ || *next_ != c) return false;
    ++next_;
    return true;
  }
  // Like take, but fails with `what` ("':' after a field name").
  bool expect(char c, const char* what) { return take(c) || fail_expected(what); }
  // Whether `text` is next, byte for byte; moves behind it.
  bool take_text(std::string_view text) {
    if (remaining() < text.size() || std::string_view(next_, text.size()) != text) return false;
    next_ += text.size();
    return true;
  }
  bool at_end() const { return next_ == end_; }
  const char* position() const { return next_; }
  bool fail_expected(const char* what);
  std::string problem() const;  // "at byte 7: expected ':' after a field name but found 'x'"

 private:
  static bool is_blank(char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; }
  std::size_t remaining() const { return static_cast<std::size_t>(end_ - next_); }
  bool fail(std::string what);
  bool scan_word(std::string_view word, JsonKind kind, JsonToken& token);
  bool scan_number(JsonToken& token);
  bool scan_any_number(const char* begin, JsonKind& kind);
  bool scan_digits();
  bool skip_escape();
  bool scan_container(JsonToken& token);
  bool skip_object();
  bool skip_array();

  const char* begin_;
  const char* next_;
  const char* end_;
  const DecodeLimits& limits_;
  int depth_ = 0;
  std::string problem_;
};

// The text of an escaped string, appended. A lone surrogate becomes '?', as when Java encodes it.
void unescape_json(std::string_view escaped, std::string& out);

// `text` in quotes, as Jackson writes it: control characters and code points beyond U+FFFF escaped.
void append_json_string(std::string_view text, std::string& out);
// Copies the text without quotes to `to`, and tells whether it may stand like that in a JSON
// string; otherwise what was copied is of no use.
bool copy_plain_json(std::string_view text, char* to);

// A number as Jackson's tree prints it: 1.10 is 1.1, 1e2 is 1E+2, 1e400 is Infinity.
void append_tree_number(const JsonToken& number, std::string& out);

// A validated value without blanks, as Jackson's tree prints it.
void append_compact_json(const JsonToken& token, std::string& out);

}  // namespace streamsql
