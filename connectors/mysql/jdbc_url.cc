#include "connectors/mysql/jdbc_url.h"

#include <charconv>
#include <fmt/format.h>

#include "connectors/mysql/url_parameters.h"
#include "engine/base/error.h"

namespace streamsql::mysql {
namespace {

Error bad_url(std::string message) {
  return Error(ErrorCode::InvalidOption, std::move(message))
      .hint("expected jdbc:mysql://host:port/database?name=value&…");
}

std::string_view strip_scheme(std::string_view url) {
  for (const std::string_view scheme : {"jdbc:mysql://", "jdbc:mariadb://"}) {
    if (url.substr(0, scheme.size()) == scheme) return url.substr(scheme.size());
  }
  if (url.substr(0, 11) == "jdbc:mysql:" || url.substr(0, 13) == "jdbc:mariadb:") {
    throw bad_url("A 'url' of several hosts (loadbalance, replication, srv) is not supported");
  }
  const auto scheme = url.substr(0, url.find("//"));
  throw bad_url(
      fmt::format("Could not find any jdbc dialect factory that can handle url '{}…': "
                  "only jdbc:mysql: and jdbc:mariadb: are supported",
                  scheme.substr(0, 32)));
}

std::string percent_decoded(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    unsigned char byte = 0;
    const bool coded = text[i] == '%' && i + 2 < text.size() &&
                       std::from_chars(text.data() + i + 1, text.data() + i + 3, byte, 16).ptr ==
                           text.data() + i + 3;
    if (coded) i += 2;
    out += coded ? static_cast<char>(byte) : text[i];
  }
  return out;
}

void read_port(std::string_view text, ConnectionSettings& settings) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), settings.port);
  if (error != std::errc() || end != text.data() + text.size() || settings.port == 0) {
    throw bad_url(fmt::format("The port '{}' in 'url' is not a number from 1 to 65535", text));
  }
}

// "host", "host:port", "[::1]:port".
void read_host(std::string_view text, ConnectionSettings& settings) {
  if (text.find_first_of(",()") != std::string_view::npos) {
    throw bad_url("A 'url' of several hosts is not supported");
  }
  std::size_t end = std::min(text.find(':'), text.size());
  if (!text.empty() && text.front() == '[') {
    const auto bracket = text.find(']');
    if (bracket == std::string_view::npos) throw bad_url("The host in 'url' lacks a ']'");
    settings.host = std::string(text.substr(1, bracket - 1));
    end = bracket + 1;
  } else if (end > 0) {
    settings.host = std::string(text.substr(0, end));
  }
  if (end == text.size()) return;
  if (text[end] != ':') throw bad_url("The host in 'url' cannot be read");
  read_port(text.substr(end + 1), settings);
}

void read_parameters(std::string_view text, ConnectionSettings& settings) {
  UrlParameters parameters(settings);
  while (!text.empty()) {
    const auto pair = text.substr(0, text.find('&'));
    text.remove_prefix(std::min(pair.size() + 1, text.size()));
    if (pair.empty()) continue;
    const auto equals = pair.find('=');
    const bool has_value = equals != std::string_view::npos;
    parameters.set(pair.substr(0, equals),
                   has_value ? percent_decoded(pair.substr(equals + 1)) : std::string());
  }
  parameters.finish();
}

}  // namespace

std::string ConnectionSettings::address() const {
  const bool v6 = host.find(':') != std::string::npos;
  return fmt::format("{}{}{}:{}/{}", v6 ? "[" : "", host, v6 ? "]" : "", port, database);
}

ConnectionSettings parse_jdbc_url(std::string_view url) {
  ConnectionSettings settings;
  auto rest = strip_scheme(url);
  const auto question = rest.find('?');
  const auto parameters =
      question == std::string_view::npos ? std::string_view() : rest.substr(question + 1);
  rest = rest.substr(0, question);
  const auto slash = rest.find('/');
  auto authority = rest.substr(0, slash);
  if (const auto at = authority.rfind('@'); at != std::string_view::npos) {
    const auto login = authority.substr(0, at);
    const auto colon = login.find(':');
    settings.user = percent_decoded(login.substr(0, colon));
    if (colon != std::string_view::npos)
      settings.password = percent_decoded(login.substr(colon + 1));
    authority.remove_prefix(at + 1);
  }
  read_host(authority, settings);
  if (slash != std::string_view::npos) settings.database = percent_decoded(rest.substr(slash + 1));
  read_parameters(parameters, settings);
  return settings;
}

}  // namespace streamsql::mysql
