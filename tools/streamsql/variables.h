// Variables: ${name}, ${env:NAME} and ${file:path} in SQL text, replaced before it is parsed.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "engine/base/error.h"
#include "tools/streamsql/secrets.h"

namespace streamsql {

// Where values come from. The functions are seams for tests.
struct VariableSources {
  std::map<std::string, std::string> values;  // --var name=value
  std::function<std::optional<std::string>(const std::string&)> environment;
  std::function<std::string(const std::string&)> read_file;  // throws FileSystemFault
};

// A text with its variables replaced, and the way back to what the user wrote: errors show the
// original line, so no value from the environment or a file appears in them.
//
//   ${name}       the value of --var name=value
//   ${env:NAME}   an environment variable; its value is a secret
//   ${file:path}  a file's content without its last line end; a secret as well
//   $${name}      the text ${name} itself
// Within '…' and `…` the quote is doubled in the value, so a value cannot end the literal it stands
// in. Comments are left as they are, and so is any other text in braces, such as ${1} of a regex.
class ExpandedText {
 public:
  // Throws InvalidArgument at the variable's place for one that has no value.
  ExpandedText(SourceTextPtr original, const VariableSources& sources);

  const SourceTextPtr& text() const { return text_; }  // to be parsed
  const SourceTextPtr& original() const { return original_; }
  const Secrets& secrets() const { return secrets_; }
  void add_secrets(const Secrets& secrets) { secrets_.add(secrets); }

  // A place in text() as a place in original().
  SourceSpan original_span(SourceSpan span) const;
  // The error as it may be shown: places in the original text, secrets masked everywhere.
  Error presentable(const Error& error) const;
  std::string render(const Error& error) const;  // without a trailing newline

 private:
  struct Piece {
    SourceSpan expanded, original;
  };
  std::uint32_t original_offset(std::uint32_t offset, bool is_end) const;

  SourceTextPtr original_, text_;
  std::vector<Piece> pieces_;  // ascending
  Secrets secrets_;
};

// The same in an argument such as a --table-option, which has neither quotes nor comments.
std::string expand_argument(const std::string& text, const VariableSources& sources,
                            Secrets& secrets);

}  // namespace streamsql
