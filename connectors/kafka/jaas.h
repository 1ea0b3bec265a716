// JAAS: the login module that Java clients name in 'sasl.jaas.config'.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace streamsql::kafka {

// "org.apache.kafka.common.security.plain.PlainLoginModule required username="u" password="p";"
struct JaasLogin {
  std::string module;  // class name without package: "PlainLoginModule"
  std::map<std::string, std::string> options;
};

// Reads one entry as Java does: a class name, a control flag, name=value pairs (quotes optional,
// backslash escapes within them), a final semicolon. Nothing when the text has another form.
std::optional<JaasLogin> parse_jaas(std::string_view text);

}  // namespace streamsql::kafka
