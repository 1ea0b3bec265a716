// Character classes: case and kind of code points, as java.lang.Character and String see them.
#pragma once

#include <string>
#include <string_view>

namespace streamsql {

bool is_letter(char32_t c);
bool is_digit(char32_t c);
// With the multi-character mappings that Java applies: "ß" is "SS", "İ" is "i̇"; final sigma too.
void append_upper(std::string_view text, std::string& out);
void append_lower(std::string_view text, std::string& out);

}  // namespace streamsql
