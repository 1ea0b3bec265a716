#include <algorithm>
#include <cctype>
#include <fmt/format.h>

#include "engine/base/ascii.h"
#include "engine/function/builtins.h"
#include "engine/function/kernel.h"

namespace streamsql {
namespace {

using Text = std::string_view;
using kernel::Part;
using kernel::row;

// The parts of a URL as java.net.URL splits it: nothing is decoded.
struct Url {
  Text protocol, host, path, file;
  std::optional<Text> authority, user_info, query, reference;
};

// Java knows these protocols without configuration; others are malformed.
bool is_known_protocol(Text name) {
  static constexpr Text kNames[] = {"http", "https", "ftp", "file", "jar", "mailto"};
  return std::any_of(std::begin(kNames), std::end(kNames),
                     [&](Text known) { return equals_ignoring_case(name, known); });
}

void split_authority(Url& url) {
  Text host = *url.authority;
  if (const auto at = host.rfind('@'); at != Text::npos) {
    url.user_info = host.substr(0, at);
    host.remove_prefix(at + 1);
  }
  const auto bracket = host.rfind(']');
  const auto colon = host.find(':', bracket == Text::npos ? 0 : bracket);
  url.host = host.substr(0, colon);
}

std::optional<Url> parse_url(Text text) {
  Url url;
  const auto colon = text.find(':');
  if (colon == Text::npos || !is_known_protocol(text.substr(0, colon))) return std::nullopt;
  url.protocol = text.substr(0, colon);
  Text rest = text.substr(colon + 1);
  if (const auto hash = rest.find('#'); hash != Text::npos) {
    url.reference = rest.substr(hash + 1);
    rest = rest.substr(0, hash);
  }
  if (rest.starts_with("//")) {
    rest.remove_prefix(2);
    const auto end = std::min(rest.find_first_of("/?"), rest.size());
    url.authority = rest.substr(0, end);
    rest.remove_prefix(end);
    split_authority(url);
  }
  url.file = rest;
  const auto question = rest.find('?');
  url.path = rest.substr(0, question);
  if (question != Text::npos) url.query = rest.substr(question + 1);
  return url;
}

std::optional<Part> part(std::optional<Text> text) {
  if (!text) return std::nullopt;
  return Part{*text};
}

std::optional<Part> url_part(Text text, Text name) {
  const auto url = parse_url(text);
  if (!url) return std::nullopt;
  if (name == "HOST") return part(url->host);
  if (name == "PATH") return part(url->path);
  if (name == "QUERY") return part(url->query);
  if (name == "REF") return part(url->reference);
  if (name == "PROTOCOL") return part(url->protocol);
  if (name == "FILE") return part(url->file);
  if (name == "AUTHORITY") return part(url->authority);
  if (name == "USERINFO") return part(url->user_info);
  return std::nullopt;
}

std::optional<Part> query_value(Text text, Text name, Text key) {
  const auto url = parse_url(text);
  if (!url || name != "QUERY" || !url->query) return std::nullopt;
  for (Text rest = *url->query;;) {
    const auto end = rest.find('&');
    const Text pair = rest.substr(0, end);
    if (pair.starts_with(key) && pair.substr(key.size()).starts_with('=')) {
      return Part{pair.substr(key.size() + 1)};
    }
    if (end == Text::npos) return std::nullopt;
    rest.remove_prefix(end + 1);
  }
}

// application/x-www-form-urlencoded, as java.net.URLEncoder.
void url_encode(Text text, std::string& out) {
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if ((byte < 0x80 && std::isalnum(byte)) || c == '.' || c == '-' || c == '*' || c == '_') {
      out += c;
    } else if (c == ' ') {
      out += '+';
    } else {
      fmt::format_to(std::back_inserter(out), "%{:02X}", byte);
    }
  }
}

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  const int lower = std::tolower(static_cast<unsigned char>(c));
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

bool url_decode(Text text, std::string& out) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%') {
      if (i + 2 >= text.size()) return false;
      const int high = hex_digit(text[i + 1]), low = hex_digit(text[i + 2]);
      if (high < 0 || low < 0) return false;
      out += static_cast<char>(high * 16 + low);
      i += 2;
    } else {
      out += text[i] == '+' ? ' ' : text[i];
    }
  }
  return true;
}

const ScalarFunction kFunctions[] = {
    {"PARSE_URL(url STRING, part STRING) -> STRING NULL", row<url_part>,
     "HOST, PATH, QUERY, REF, PROTOCOL, AUTHORITY, FILE or USERINFO of a URL.",
     "PARSE_URL('http://h.org/p?k=v', 'HOST') = 'h.org'"},
    {"PARSE_URL(url STRING, part STRING, key STRING) -> STRING NULL", row<query_value>,
     "The value of a key in the QUERY of a URL.",
     "PARSE_URL('http://h.org/p?k=v', 'QUERY', 'k') = 'v'"},
    {"URL_ENCODE(s STRING) -> STRING", row<url_encode>,
     "A text as part of a form or query, percent-encoded in UTF-8.",
     "URL_ENCODE('a b&c') = 'a+b%26c'"},
    {"URL_DECODE(s STRING) -> STRING NULL", row<url_decode>,
     "Undoes URL_ENCODE; NULL for malformed text.", "URL_DECODE('a+b%26c') = 'a b&c'"},
};

}  // namespace

std::span<const ScalarFunction> url_functions() { return kFunctions; }

}  // namespace streamsql
