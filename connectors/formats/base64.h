// Base64 as Jackson reads it.
#pragma once

#include <string>
#include <string_view>

namespace streamsql {

// Padding is required and white space between groups ignored; false when `text` is no base64.
bool decode_base64(std::string_view text, std::string& out);

}  // namespace streamsql
