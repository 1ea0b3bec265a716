// Base64 (RFC 4648) with padding, as Java's codecs write it.
#pragma once

#include <string>
#include <string_view>

namespace streamsql {

inline constexpr std::string_view kBase64Alphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

void append_base64(std::string_view bytes, std::string& out);

}  // namespace streamsql
