// Java regex: java.util.regex patterns run by RE2, which is linear in time.
#pragma once

#include <memory>
#include <optional>
#include <re2/re2.h>
#include <string>
#include <string_view>
#include <unordered_map>

namespace streamsql {

// The same pattern in RE2's syntax. Throws UnsupportedSyntax, naming the construct, for what RE2
// cannot do: lookaround, back references, possessive quantifiers, class intersection.
std::string translate_java_regex(std::string_view pattern);

// Compiled patterns of one kernel call or one call site. One thread.
class RegexCache {
 public:
  // Null for a pattern that is malformed. Throws as translate_java_regex.
  const re2::RE2* find(std::string_view pattern);

 private:
  static constexpr std::size_t kMaxPatterns = 256;
  std::unordered_map<std::string, std::unique_ptr<re2::RE2>> patterns_;
};

// Null when the pattern is malformed.
std::unique_ptr<re2::RE2> compile_java_regex(std::string_view pattern);

}  // namespace streamsql
