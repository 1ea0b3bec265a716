#include "engine/base/secret_text.h"

#include <algorithm>
#include <cctype>
#include <string_view>

#include "engine/base/ascii.h"

namespace streamsql {
namespace {

// With the usual misspellings: a wrong key is just what puts a line into an error.
constexpr std::string_view kWords[] = {"password", "pasword", "passwd", "pwd",
                                       "secret",   "token",   "jaas"};

bool is_key_character(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) || c == '.' || c == '-' || c == '_';
}

std::size_t skip(std::string_view text, std::size_t at, std::string_view characters) {
  return std::min(text.find_first_not_of(characters, at), text.size());
}

// Behind the rest of the key, its quote and '='; npos when no value follows.
std::size_t value_begin(std::string_view text, std::size_t at) {
  while (at < text.size() && is_key_character(text[at])) ++at;
  at = skip(text, at, "'\" \t");
  if (at == text.size() || text[at] != '=') return std::string_view::npos;
  return skip(text, at + 1, " \t");
}

// A doubled quote is part of a literal.
std::size_t literal_end(std::string_view text, std::size_t at) {
  const char quote = text[at - 1];
  for (; at < text.size(); ++at) {
    if (text[at] != quote) continue;
    if (at + 1 == text.size() || text[at + 1] != quote) return at;
    ++at;
  }
  return at;
}

void hide_value(std::string& text, std::size_t at) {
  if (at >= text.size()) return;
  const bool quoted = text[at] == '\'' || text[at] == '"';
  const auto begin = quoted ? at + 1 : at;
  const auto end =
      quoted ? literal_end(text, begin) : std::min(text.find_first_of("&'\"; \t", at), text.size());
  std::fill(text.begin() + static_cast<std::ptrdiff_t>(begin),
            text.begin() + static_cast<std::ptrdiff_t>(end), '*');
}

}  // namespace

std::string hide_secrets(std::string text) {
  std::string lower = to_lower(text);
  for (const auto word : kWords) {
    for (auto at = lower.find(word); at != std::string::npos; at = lower.find(word, at + 1)) {
      hide_value(text, value_begin(lower, at));
    }
  }
  return text;
}

}  // namespace streamsql
