#include "connectors/formats/base64.h"

#include <cstdint>

namespace streamsql {
namespace {

int value_of(char c) {
  if (c >= 'A' && c <= 'Z') return c - 'A';
  if (c >= 'a' && c <= 'z') return c - 'a' + 26;
  if (c >= '0' && c <= '9') return c - '0' + 52;
  if (c == '+') return 62;
  return c == '/' ? 63 : -1;
}

// The bytes of one group of four characters; false when it is malformed.
bool decode_group(const char (&group)[4], std::string& out) {
  const int padding = group[3] != '=' ? 0 : group[2] != '=' ? 1 : 2;
  std::uint32_t bits = 0;
  for (int i = 0; i < 4; ++i) {
    const int value = i < 4 - padding ? value_of(group[i]) : 0;
    if (value < 0) return false;
    bits = bits << 6 | static_cast<std::uint32_t>(value);
  }
  for (int i = 0; i < 3 - padding; ++i) out += static_cast<char>(bits >> (16 - 8 * i) & 0xFF);
  return true;
}

}  // namespace

bool decode_base64(std::string_view text, std::string& out) {
  char group[4];
  int size = 0;
  bool ended = false;
  for (const char c : text) {
    if (size == 0 && static_cast<unsigned char>(c) <= ' ') continue;
    if (ended) return false;
    group[size++] = c;
    if (size < 4) continue;
    if (!decode_group(group, out)) return false;
    ended = group[3] == '=';
    size = 0;
  }
  return size == 0;
}

}  // namespace streamsql
