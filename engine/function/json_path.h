// JSON path: SQL/JSON paths over a parsed document, as Flink's Jayway JsonPath evaluates them.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/function/json_text.h"

namespace streamsql {

// "[lax|strict] $.a['b c'][0][-1][*].*..c"; a path without $ starts at the root.
class JsonPath {
 public:
  enum class Mode : std::uint8_t { Strict, Lax };

  // Nothing for text that is no path.
  static std::optional<JsonPath> parse(std::string_view text);

  Mode mode() const { return mode_; }
  // A definite path names at most one value; others (*, ..) give a list.
  bool is_definite() const { return definite_; }
  // The matches in order of the document. For a definite path an empty list means that it leads
  // nowhere, which is an error in strict mode.
  std::vector<const JsonValue*> find(const JsonValue& root) const;

 private:
  struct Step {
    enum class Kind : std::uint8_t { Member, Index, Slice, Wildcard, Descendants } kind;
    std::string name;
    std::int64_t begin = 0, end = INT64_MAX;
  };
  friend class JsonPathParser;
  static void apply(const Step& step, const JsonValue& value, std::vector<const JsonValue*>& out);

  Mode mode_ = Mode::Strict;
  bool definite_ = true;
  std::vector<Step> steps_;
};

}  // namespace streamsql
