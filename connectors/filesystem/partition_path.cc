#include "connectors/filesystem/partition_path.h"

#include <algorithm>
#include <charconv>
#include <fmt/format.h>

namespace streamsql::filesystem {
namespace {

bool needs_escape(char c) {
  constexpr std::string_view kSpecial = "\"#%'*/:=?\\{}[]^";
  return static_cast<unsigned char>(c) < 0x20 || c == 0x7F ||
         kSpecial.find(c) != std::string_view::npos;
}

std::string unescape(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    unsigned value = 0;
    const char* const hex = text.data() + i + 1;
    if (text[i] == '%' && i + 2 < text.size() &&
        std::from_chars(hex, hex + 2, value, 16).ptr == hex + 2) {
      out += static_cast<char>(static_cast<unsigned char>(value));
      i += 2;
    } else {
      out += text[i];
    }
  }
  return out;
}

}  // namespace

std::optional<std::string> partition_value(std::string_view path, std::string_view key) {
  std::optional<std::string> found;
  while (!path.empty()) {
    const auto end = std::min(path.find('/'), path.size());
    const auto part = path.substr(0, end);
    const auto equals = part.find('=');
    if (end < path.size() && equals != part.npos && unescape(part.substr(0, equals)) == key) {
      found = unescape(part.substr(equals + 1));
    }
    path.remove_prefix(std::min(end + 1, path.size()));
  }
  return found;
}

std::string partition_directory(std::string_view key, std::string_view value) {
  std::string out;
  const auto append = [&out](std::string_view text) {
    for (const char c : text) {
      if (needs_escape(c)) {
        fmt::format_to(std::back_inserter(out), "%{:02X}", static_cast<unsigned char>(c));
      } else {
        out += c;
      }
    }
  };
  append(key);
  out += '=';
  append(value);
  return out + '/';
}

}  // namespace streamsql::filesystem
