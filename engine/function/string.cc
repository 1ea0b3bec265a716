#include <algorithm>
#include <cctype>

#include "engine/base/utf8.h"
#include "engine/function/builtins.h"
#include "engine/function/character_class.h"
#include "engine/function/kernel.h"
#include "engine/function/utf16.h"
#include "engine/type/number_text.h"

namespace streamsql {
namespace {

using Text = std::string_view;
using Int = std::int32_t;
using kernel::Part;
using kernel::row;

// ---- parts of text, by code points

// SUBSTRING counts from 1, from the end when negative; 0 is the first character.
std::optional<Part> substring(Text text, std::int64_t from, std::int64_t length) {
  if (length < 0) return std::nullopt;
  const auto size = static_cast<std::int64_t>(count_code_points(text));
  const std::int64_t begin = from > 0 ? from - 1 : (from < 0 ? size + from : 0);
  if (begin < 0 || begin >= size) return Part{};
  const std::int64_t end = std::min(size, begin + length);
  const auto first = code_point_offset(text, static_cast<std::size_t>(begin));
  const auto rest = text.substr(first);
  return Part{rest.substr(0, code_point_offset(rest, static_cast<std::size_t>(end - begin)))};
}

Part left(Text text, Int count) {
  if (count <= 0) return {};
  return {text.substr(0, code_point_offset(text, static_cast<std::size_t>(count)))};
}

Part right(Text text, Int count) {
  if (count <= 0) return {};
  const auto size = count_code_points(text);
  const auto wanted = std::min(size, static_cast<std::size_t>(count));
  return {text.substr(code_point_offset(text, size - wanted))};
}

// ---- trimming: strips any of a set of characters

bool contains_character(Text set, Text character) { return set.find(character) != Text::npos; }

Text first_character(Text text) { return text.substr(0, code_point_offset(text, 1)); }

Text last_character(Text text) {
  std::size_t begin = text.size() - 1;
  while (begin > 0 && (static_cast<unsigned char>(text[begin]) & 0xC0) == 0x80) --begin;
  return text.substr(begin);
}

Text trim_left(Text text, Text set) {
  while (!text.empty() && contains_character(set, first_character(text))) {
    text.remove_prefix(first_character(text).size());
  }
  return text;
}

Text trim_right(Text text, Text set) {
  while (!text.empty() && contains_character(set, last_character(text))) {
    text.remove_suffix(last_character(text).size());
  }
  return text;
}

Part trim(Text mode, Text set, Text text) {
  if (mode != "TRAILING") text = trim_left(text, set);
  if (mode != "LEADING") text = trim_right(text, set);
  return {text};
}

// ---- padding, in UTF-16 units as Java counts

enum class Side { Left, Right };

template <typename String>
void append_pad(const String& pad, std::size_t count, String& out) {
  for (std::size_t i = 0; i < count; ++i) out += pad[i % pad.size()];
}

template <typename String>
String padded(const String& text, std::size_t size, const String& pad, Side side) {
  if (text.size() >= size) return text.substr(0, size);
  String out;
  if (side == Side::Right) out += text;
  append_pad(pad, size - text.size(), out);
  if (side == Side::Left) out += text;
  return out;
}

template <Side side>
bool pad_text(Text text, Int size, Text pad, std::string& out) {
  if (size < 0 || pad.empty()) return false;
  append_utf16(padded(to_utf16(text), static_cast<std::size_t>(size), to_utf16(pad), side), out);
  return true;
}

void repeat(Text text, Int count, std::string& out) {
  for (Int i = 0; i < count; ++i) out += text;
}

// ---- case and order of characters

void reverse(Text text, std::string& out) {
  while (!text.empty()) {
    const Text last = last_character(text);
    out += last;
    text.remove_suffix(last.size());
  }
}

bool is_ascii_word(char c) { return std::isalnum(static_cast<unsigned char>(c)) && c > 0; }

// A word is a run of ASCII letters and digits; other characters stay as they are.
void init_capitals(Text text, std::string& out) {
  bool in_word = false;
  for (const char c : text) {
    const bool word = is_ascii_word(c);
    if (word && !in_word) {
      out += static_cast<char>(std::toupper(c));
    } else {
      out += word ? static_cast<char>(std::tolower(c)) : c;
    }
    in_word = word;
  }
}

template <bool (*is_kind)(char32_t)>
bool all_characters(Text text) {
  for (std::size_t offset = 0; offset < text.size();) {
    if (!is_kind(next_code_point(text, offset))) return false;
  }
  return !text.empty();
}

// What Long.parseLong or Double.parseDouble reads.
bool is_decimal(Text text) {
  if (parse_java_double(text)) return true;
  if (!text.empty() && (text[0] == '-' || text[0] == '+')) text.remove_prefix(1);
  return all_characters<is_digit>(text);
}

template <bool (*holds)(Text)>
void is_text(const FunctionContext&, std::span<const ColumnPtr> arguments, Selection rows,
             ColumnBuilder& out) {
  const kernel::Argument<Text> texts(*arguments[0]);
  for (const auto row : rows) {
    out.set<std::uint8_t>(row, !texts.is_null(row) && holds(texts[row]));
  }
}

// ---- codes

Int first_byte(Text text) {
  return text.empty() ? 0 : static_cast<Int>(static_cast<signed char>(text[0]));
}

template <typename T>
void character(T code, std::string& out) {
  if (code >= 0) append_utf8(static_cast<char32_t>(code & 0xFF), out);
}

// ---- concatenation

void concat(const FunctionContext&, std::span<const ColumnPtr> arguments, Selection rows,
            ColumnBuilder& out) {
  const auto parts = kernel::read_all<Text>(arguments);
  std::string text;
  for (const auto row : rows) {
    text.clear();
    for (const auto& part : parts) text += part[row];
    out.set_string(row, text);
  }
}

void concat_with_separator(const FunctionContext&, std::span<const ColumnPtr> arguments,
                           Selection rows, ColumnBuilder& out) {
  const auto parts = kernel::read_all<Text>(arguments);
  std::string text;
  for (const auto row : rows) {
    if (parts[0].is_null(row)) {
      out.set_null(row);
      continue;
    }
    text.clear();
    bool first = true;
    for (std::size_t i = 1; i < parts.size(); ++i) {
      if (parts[i].is_null(row)) continue;
      if (!first) text += parts[0][row];
      text += parts[i][row];
      first = false;
    }
    out.set_string(row, text);
  }
}

// 'a' || 'bc' is CHAR(3); anything with a VARCHAR is a VARCHAR of both lengths.
DataType infer_concat(const InferInput& input) {
  const auto sum = static_cast<std::int64_t>(input.types[0].length()) + input.types[1].length();
  const auto length = static_cast<std::int32_t>(std::min<std::int64_t>(sum, DataType::kMaxLength));
  const bool fixed = input.types[0].is(TypeKind::Char) && input.types[1].is(TypeKind::Char);
  return fixed ? DataType::character(length) : DataType::varchar(length);
}

void elt(const FunctionContext&, std::span<const ColumnPtr> arguments, Selection rows,
         ColumnBuilder& out) {
  const ColumnReader<Int> indices(*arguments[0]);
  for (const auto row : rows) {
    const auto index = indices.is_null(row) ? 0 : indices[row];
    if (index < 1 || static_cast<std::size_t>(index) >= arguments.size()) {
      out.set_null(row);
    } else {
      out.set_from(row, *arguments[static_cast<std::size_t>(index)], row);
    }
  }
}

Int length(Text text) { return static_cast<Int>(count_code_points(text)); }
std::optional<Part> substring_from(Text s, Int from) { return substring(s, from, INT32_MAX); }
std::optional<Part> substring_for(Text s, Int from, Int n) { return substring(s, from, n); }
Part strip_left(Text s) { return {trim_left(s, " ")}; }
Part strip_right(Text s) { return {trim_right(s, " ")}; }
Part strip_left_of(Text s, Text set) { return {trim_left(s, set)}; }
Part strip_right_of(Text s, Text set) { return {trim_right(s, set)}; }
Part strip(Text s) { return trim("BOTH", " ", s); }
Part strip_side(Text mode, Text s) { return trim(mode, " ", s); }
Part strip_of(Text s, Text set) { return trim("BOTH", set, s); }

const ScalarFunction kFunctions[] = {
    {"CHAR_LENGTH(s STRING) -> INT", row<length>, "The number of characters.",
     "CHAR_LENGTH('日本') = 2"},
    {"CHARACTER_LENGTH(s STRING) -> INT", row<length>, "The number of characters.",
     "CHARACTER_LENGTH('abc') = 3"},
    {"UPPER(s STRING) -> STRING", row<append_upper>, "Upper-cases all letters.",
     "UPPER('aß') = 'ASS'"},
    {"LOWER(s STRING) -> STRING", row<append_lower>, "Lower-cases all letters.",
     "LOWER('AÄ') = 'aä'"},
    {"INITCAP(s STRING) -> STRING", row<init_capitals>,
     "Upper-cases the first letter of every ASCII word and lower-cases the others.",
     "INITCAP('hello wORLD') = 'Hello World'"},
    {"REVERSE(s STRING) -> STRING", row<reverse>, "The characters from last to first.",
     "REVERSE('abc') = 'cba'"},
    {"SUBSTRING(s STRING, from INT) -> STRING", row<substring_from>,
     "The text from a position, counted from 1, or from the end when negative.",
     "SUBSTRING('abcdef', -2) = 'ef'"},
    {"SUBSTRING(s STRING, from INT, length INT) -> STRING NULL", row<substring_for>,
     "At most `length` characters from a position; NULL for a negative length.",
     "SUBSTRING('abcdef' FROM 2 FOR 3) = 'bcd'"},
    {"SUBSTR(s STRING, from INT) -> STRING", row<substring_from>,
     "The text from a position, counted from 1, or from the end when negative.",
     "SUBSTR('abcdef', 3) = 'cdef'"},
    {"SUBSTR(s STRING, from INT, length INT) -> STRING NULL", row<substring_for>,
     "At most `length` characters from a position; NULL for a negative length.",
     "SUBSTR('abcdef', 1, 2) = 'ab'"},
    {"LEFT(s STRING, n INT) -> STRING", row<left>,
     "The first n characters; none when n is negative.", "LEFT('abc', 2) = 'ab'"},
    {"RIGHT(s STRING, n INT) -> STRING", row<right>,
     "The last n characters; none when n is negative.", "RIGHT('abc', 2) = 'bc'"},
    {"TRIM(mode STRING, characters STRING, s STRING) -> STRING", row<trim>,
     "Strips characters of a set from both ends, or from the LEADING or TRAILING one.",
     "TRIM(BOTH 'x' FROM 'xxaxx') = 'a'"},
    {"TRIM(mode STRING, s STRING) -> STRING", row<strip_side>,
     "Strips blanks from both ends, or from the LEADING or TRAILING one.",
     "TRIM(LEADING FROM ' a ') = 'a '"},
    {"TRIM(s STRING) -> STRING", row<strip>, "Strips blanks from both ends.", "TRIM(' a ') = 'a'"},
    {"LTRIM(s STRING) -> STRING", row<strip_left>, "Strips blanks from the beginning.",
     "LTRIM('  a ') = 'a '"},
    {"LTRIM(s STRING, characters STRING) -> STRING", row<strip_left_of>,
     "Strips characters of a set from the beginning.", "LTRIM('xyab', 'yx') = 'ab'"},
    {"RTRIM(s STRING) -> STRING", row<strip_right>, "Strips blanks from the end.",
     "RTRIM(' a  ') = ' a'"},
    {"RTRIM(s STRING, characters STRING) -> STRING", row<strip_right_of>,
     "Strips characters of a set from the end.", "RTRIM('abxy', 'yx') = 'ab'"},
    {"BTRIM(s STRING) -> STRING", row<strip>, "Strips blanks from both ends.",
     "BTRIM(' a ') = 'a'"},
    {"BTRIM(s STRING, characters STRING) -> STRING", row<strip_of>,
     "Strips characters of a set from both ends.", "BTRIM('xaby', 'yx') = 'ab'"},
    {"LPAD(s STRING, length INT, pad STRING) -> STRING NULL", row<pad_text<Side::Left>>,
     "Fills the text on the left to a length, or cuts it; NULL for a negative length.",
     "LPAD('hi', 5, '*') = '***hi'"},
    {"RPAD(s STRING, length INT, pad STRING) -> STRING NULL", row<pad_text<Side::Right>>,
     "Fills the text on the right to a length, or cuts it; NULL for a negative length.",
     "RPAD('hi', 5, '*') = 'hi***'"},
    {"REPEAT(s STRING, n INT) -> STRING", row<repeat>, "The text n times.",
     "REPEAT('ab', 2) = 'abab'"},
    {"||(a STRING, b STRING) -> STRING", concat, "Joins two texts.", "'a' || 'b' = 'ab'",
     Nulls::Propagate, infer_concat},
    {"CONCAT(s STRING, [more STRING...]) -> STRING", concat,
     "Joins texts; NULL when one of them is.", "CONCAT('a', 'b', 'c') = 'abc'"},
    {"CONCAT_WS(separator STRING, s STRING, [more STRING...]) -> STRING", concat_with_separator,
     "Joins texts by a separator, leaving out those that are NULL.",
     "CONCAT_WS('-', 'a', CAST(NULL AS STRING), 'b') = 'a-b'", Nulls::Custom},
    {"ELT(index INT, s STRING, [more STRING...]) -> STRING NULL", elt,
     "The text with an index, counted from 1; NULL when there is none.", "ELT(2, 'a', 'b') = 'b'",
     Nulls::Custom},
    {"ASCII(s STRING) -> INT", row<first_byte>,
     "The first byte of the text in UTF-8, as a signed number; 0 for no text.", "ASCII('a') = 97"},
    {"CHR(code INT) -> STRING", row<character<Int>>,
     "The character with a code, which is taken modulo 256; none when negative.", "CHR(353) = 'a'"},
    {"CHR(code BIGINT) -> STRING", row<character<std::int64_t>>,
     "The character with a code, which is taken modulo 256; none when negative.",
     "CHR(CAST(97 AS BIGINT)) = 'a'"},
    {"IS_ALPHA(s STRING) -> BOOLEAN NOT NULL", is_text<all_characters<is_letter>>,
     "Whether there are letters only.", "IS_ALPHA('aé')", Nulls::Custom},
    {"IS_DIGIT(s STRING) -> BOOLEAN NOT NULL", is_text<all_characters<is_digit>>,
     "Whether there are digits only.", "IS_DIGIT('12')", Nulls::Custom},
    {"IS_DECIMAL(s STRING) -> BOOLEAN NOT NULL", is_text<is_decimal>,
     "Whether the text is a number.", "IS_DECIMAL('-1.5e3')", Nulls::Custom},
};

}  // namespace

std::span<const ScalarFunction> string_functions() { return kFunctions; }

}  // namespace streamsql
