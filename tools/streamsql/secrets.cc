#include "tools/streamsql/secrets.h"

#include <cctype>

namespace streamsql {
namespace {

constexpr std::size_t kShort = 4;

bool is_word(std::string_view text, std::size_t at) {
  return at < text.size() &&
         (std::isalnum(static_cast<unsigned char>(text[at])) || text[at] == '_');
}

bool stands_alone(std::string_view text, std::size_t at, std::size_t size) {
  return (at == 0 || !is_word(text, at - 1)) && !is_word(text, at + size);
}

}  // namespace

void Secrets::add(std::string value) {
  if (!value.empty()) values_.insert(std::move(value));
}

// The length of the longest value that stands at `at`, 0 when none does.
std::size_t Secrets::match(std::string_view text, std::size_t at) const {
  for (const auto& value : values_) {
    if (text.substr(at, value.size()) != value) continue;
    if (value.size() >= kShort || stands_alone(text, at, value.size())) return value.size();
  }
  return 0;
}

std::string Secrets::mask(std::string_view text) const {
  if (empty()) return std::string(text);
  std::string out;
  for (std::size_t i = 0; i < text.size();) {
    const auto length = match(text, i);
    if (length == 0) {
      out += text[i++];
    } else {
      out += "******";
      i += length;
    }
  }
  return out;
}

}  // namespace streamsql
