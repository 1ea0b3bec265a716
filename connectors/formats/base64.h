// Base64 as Java's codecs write it and Jackson reads it.
#pragma once

#include <string>
#include <string_view>

namespace streamsql {

void append_base64(std::string_view bytes, std::string& out);
// Padding is required and white space between groups ignored; false when `text` is no base64.
bool decode_base64(std::string_view text, std::string& out);

}  // namespace streamsql
