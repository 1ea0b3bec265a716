#include <algorithm>

#include "engine/base/utf8.h"
#include "engine/function/builtins.h"
#include "engine/function/kernel.h"
#include "engine/function/utf16.h"

namespace streamsql {
namespace {

using Text = std::string_view;
using Int = std::int32_t;
using Arguments = std::span<const ColumnPtr>;
using kernel::Part;
using kernel::row;

// ---- positions, counted in characters from 1; 0 where nothing is found

Int position_from(Text part, Text text, Int from) {
  const auto skipped = static_cast<std::size_t>(std::max(from, 1) - 1);
  const std::size_t begin = code_point_offset(text, skipped);
  if (skipped > 0 && begin >= text.size()) return 0;
  const auto found = text.find(part, begin);
  if (found == Text::npos) return 0;
  return static_cast<Int>(count_code_points(text.substr(0, found))) + 1;
}
Int position(Text part, Text text) { return position_from(part, text, 1); }
// Nothing is found at once, wherever POSITION begins; LOCATE begins to count there.
Int position_behind(Text part, Text text, Int from) {
  return part.empty() ? 1 : position_from(part, text, from);
}
Int in_string(Text text, Text part) { return position(part, text); }

bool starts_with(Text text, Text part) { return text.starts_with(part); }
bool ends_with(Text text, Text part) { return text.ends_with(part); }

// ---- replacing

// An empty search text is found between all characters, as in Java.
void replace_between(Text text, Text with, std::string& out) {
  out += with;
  for (std::size_t offset = 0; offset < text.size();) {
    const std::size_t begin = offset;
    next_code_point(text, offset);
    out += text.substr(begin, offset - begin);
    out += with;
  }
}

void replace(Text text, Text search, Text with, std::string& out) {
  if (search.empty()) return replace_between(text, with, out);
  for (;;) {
    const auto found = text.find(search);
    if (found == Text::npos) break;
    out += text.substr(0, found);
    out += with;
    text.remove_prefix(found + search.size());
  }
  out += text;
}

void translate(Text text, Text from, Text to, std::string& out) {
  for (std::size_t offset = 0; offset < text.size();) {
    const std::size_t begin = offset;
    next_code_point(text, offset);
    const Text character = text.substr(begin, offset - begin);
    const auto found = from.find(character);
    if (found == Text::npos) {
      out += character;
      continue;
    }
    const auto index = count_code_points(from.substr(0, found));
    const Text rest = to.substr(code_point_offset(to, index));
    out += rest.substr(0, code_point_offset(rest, 1));
  }
}

// What OVERLAY writes over a text, and where.
struct Overlay {
  Text with;
  Int from, length;
};

// Positions are UTF-16 units, and a length that reaches behind the end drops the rest, as in Flink.
void append_overlaid(Text text, const Overlay& overlay, std::string& out) {
  const auto [with, from, length] = overlay;
  const std::u16string units = to_utf16(text);
  const auto size = static_cast<std::int64_t>(units.size());
  if (from <= 0 || from > size) return void(out += text);
  append_utf16(std::u16string_view(units).substr(0, static_cast<std::size_t>(from - 1)), out);
  out += with;
  if (length > 0 && std::int64_t{from} + length <= size) {
    append_utf16(std::u16string_view(units).substr(static_cast<std::size_t>(from - 1 + length)),
                 out);
  }
}
void overlay(Text text, Text with, Int from, std::string& out) {
  append_overlaid(text, {with, from, static_cast<Int>(utf16_length(with))}, out);
}
void overlay_length(const FunctionContext&, Arguments arguments, Selection rows,
                    ColumnBuilder& out) {
  const kernel::Argument<Text> texts(*arguments[0]), withs(*arguments[1]);
  const kernel::Argument<Int> froms(*arguments[2]), lengths(*arguments[3]);
  std::string text;
  for (const auto row : rows) {
    text.clear();
    append_overlaid(texts[row], {withs[row], froms[row], lengths[row]}, text);
    out.set_string(row, text);
  }
}

// ---- splitting

bool is_blank(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

// The end of the part that begins at `begin`, and the size of the delimiter behind it. An empty
// delimiter splits at blanks, as StringUtils.splitByWholeSeparatorPreserveAllTokens does.
struct PartEnd {
  std::size_t end, delimiter;
};
PartEnd end_of_part(Text text, Text delimiter, std::size_t begin) {
  if (!delimiter.empty()) {
    const auto found = text.find(delimiter, begin);
    return found == Text::npos ? PartEnd{text.size(), 0} : PartEnd{found, delimiter.size()};
  }
  while (begin < text.size() && !is_blank(text[begin])) ++begin;
  return {begin, begin < text.size() ? std::size_t{1} : 0};
}

std::optional<Part> split_index(Text text, Text delimiter, Int index) {
  if (index < 0 || text.empty()) return std::nullopt;
  for (std::size_t begin = 0;;) {
    const PartEnd part = end_of_part(text, delimiter, begin);
    if (index-- == 0) return Part{text.substr(begin, part.end - begin)};
    if (part.delimiter == 0) return std::nullopt;
    begin = part.end + part.delimiter;
  }
}

std::optional<Part> split_index_at_code(Text text, Int code, Int index) {
  if (code < 0 || code > 255) return std::nullopt;
  std::string delimiter;
  append_utf8(static_cast<char32_t>(code), delimiter);
  return split_index(text, delimiter, index);
}

void append_characters(Text text, ColumnBuilder& elements) {
  for (std::size_t offset = 0; offset < text.size();) {
    const std::size_t begin = offset;
    next_code_point(text, offset);
    elements.append_view(text.substr(begin, offset - begin));
  }
}

void append_parts(Text text, Text delimiter, ColumnBuilder& elements) {
  if (text.empty()) return;
  if (delimiter.empty()) return append_characters(text, elements);
  for (std::size_t begin = 0;;) {
    const PartEnd part = end_of_part(text, delimiter, begin);
    elements.append_view(text.substr(begin, part.end - begin));
    if (part.delimiter == 0) return;
    begin = part.end + part.delimiter;
  }
}

void split(const FunctionContext&, std::span<const ColumnPtr> arguments, Selection rows,
           ColumnBuilder& out) {
  const kernel::Argument<Text> texts(*arguments[0]), delimiters(*arguments[1]);
  kernel::hold_all(out.child(0), arguments.first(1));
  for (const auto row : rows) {
    append_parts(texts[row], delimiters[row], out.child(0));
    out.set_list(row);
  }
}

const ScalarFunction kFunctions[] = {
    {"POSITION(part STRING, s STRING) -> INT", row<position>,
     "Where a text begins in another, counted from 1; 0 where it does not.",
     "POSITION('b' IN 'abc') = 2"},
    {"POSITION(part STRING, s STRING, from INT) -> INT", row<position_behind>,
     "Where a text begins in another at or behind a position; 0 where it does not.",
     "POSITION('b' IN 'abcb' FROM 3) = 4"},
    {"INSTR(s STRING, part STRING) -> INT", row<in_string>,
     "Where a text has another one, counted from 1; 0 where it does not.", "INSTR('abc', 'b') = 2"},
    {"LOCATE(part STRING, s STRING) -> INT", row<position>,
     "Where a text begins in another, counted from 1; 0 where it does not.",
     "LOCATE('b', 'abcb') = 2"},
    {"LOCATE(part STRING, s STRING, from INT) -> INT", row<position_from>,
     "Where a text begins in another at or behind a position; 0 where it does not.",
     "LOCATE('b', 'abcb', 3) = 4"},
    {"STARTSWITH(s STRING, part STRING) -> BOOLEAN", row<starts_with>,
     "Whether a text begins with another.", "STARTSWITH('abc', 'ab')"},
    {"STARTSWITH(s BYTES, part BYTES) -> BOOLEAN", row<starts_with>,
     "Whether bytes begin with others.", "STARTSWITH(X'0102', X'01')"},
    {"ENDSWITH(s STRING, part STRING) -> BOOLEAN", row<ends_with>,
     "Whether a text ends with another.", "ENDSWITH('abc', 'bc')"},
    {"ENDSWITH(s BYTES, part BYTES) -> BOOLEAN", row<ends_with>, "Whether bytes end with others.",
     "ENDSWITH(X'0102', X'02')"},
    {"REPLACE(s STRING, search STRING, with STRING) -> STRING", row<replace>,
     "Replaces every occurrence of a text by another.", "REPLACE('banana', 'an', 'X') = 'bXXa'"},
    {"TRANSLATE(s STRING, from STRING, to STRING) -> STRING", row<translate>,
     "Replaces characters of one set by those at the same place of another; drops the others.",
     "TRANSLATE('abcd', 'abc', 'xy') = 'xyd'"},
    {"OVERLAY(s STRING, with STRING, from INT) -> STRING", row<overlay>,
     "Writes a text over another from a position, counted from 1.",
     "OVERLAY('abcdef' PLACING 'XY' FROM 2) = 'aXYdef'"},
    {"OVERLAY(s STRING, with STRING, from INT, length INT) -> STRING", overlay_length,
     "Replaces `length` characters from a position, counted from 1.",
     "OVERLAY('abcdef' PLACING 'X' FROM 2 FOR 3) = 'aXef'"},
    {"SPLIT_INDEX(s STRING, delimiter STRING, index INT) -> STRING NULL", row<split_index>,
     "The part with an index, counted from 0; NULL when there is none.",
     "SPLIT_INDEX('a,b,c', ',', 1) = 'b'"},
    {"SPLIT_INDEX(s STRING, delimiter INT, index INT) -> STRING NULL", row<split_index_at_code>,
     "The part with an index, between characters of a code.", "SPLIT_INDEX('a,b', 44, 1) = 'b'"},
    {"SPLIT(s STRING, delimiter STRING) -> ARRAY<STRING>", split,
     "The parts between delimiters; the characters when the delimiter is empty.",
     "CAST(SPLIT('a,,c', ',') AS STRING) = '[a, , c]'"},
};

}  // namespace

std::span<const ScalarFunction> string_search_functions() { return kFunctions; }

}  // namespace streamsql
