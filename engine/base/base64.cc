#include "engine/base/base64.h"

#include <algorithm>
#include <cstdint>

namespace streamsql {

void append_base64(std::string_view bytes, std::string& out) {
  for (std::size_t at = 0; at < bytes.size(); at += 3) {
    const std::size_t count = std::min<std::size_t>(3, bytes.size() - at);
    std::uint32_t bits = 0;
    for (std::size_t i = 0; i < 3; ++i) {
      bits = bits << 8 | (i < count ? static_cast<unsigned char>(bytes[at + i]) : 0u);
    }
    for (std::size_t i = 0; i < 4; ++i) {
      out += i <= count ? kBase64Alphabet[bits >> (18 - 6 * i) & 63] : '=';
    }
  }
}

}  // namespace streamsql
