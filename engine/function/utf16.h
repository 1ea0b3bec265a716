// UTF-16: Java counts and cuts text in UTF-16 units; some functions show it.
#pragma once

#include <string>
#include <string_view>

namespace streamsql {

// Whether one code point of `text` is two UTF-16 units, so that counting units matters.
bool has_surrogates(std::string_view text);
std::size_t utf16_length(std::string_view text);
std::u16string to_utf16(std::string_view text);
// A lone surrogate becomes '?', as when Java encodes it.
void append_utf16(std::u16string_view units, std::string& out);

}  // namespace streamsql
