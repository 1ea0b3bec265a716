// UTF-8: validation, code points and the width of text on a terminal.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace streamsql {

// Whether `text` is well-formed UTF-8 (no overlong forms, no surrogates, at most U+10FFFF).
bool is_valid_utf8(std::string_view text);

// Number of code points. Every byte that is no continuation byte counts, so it is total.
std::size_t count_code_points(std::string_view text);

// Decodes the code point at `offset` and moves `offset` behind it; a malformed byte yields U+FFFD.
char32_t next_code_point(std::string_view text, std::size_t& offset);

void append_utf8(char32_t code_point, std::string& out);

// Byte offset of the code point with index `index`, or text.size() when there are fewer.
std::size_t code_point_offset(std::string_view text, std::size_t index);

// Columns on a terminal: East Asian wide characters count 2, combining marks 0.
std::size_t display_width(std::string_view text);

}  // namespace streamsql
