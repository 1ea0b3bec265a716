// SourceText: SQL text with a name, and places in it.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace streamsql {

// Byte offsets into a SourceText, half-open.
struct SourceSpan {
  std::uint32_t begin = 0, end = 0;
};

// A 1-based line and a 1-based column, which counts characters (code points), not bytes.
struct LineColumn {
  std::size_t line = 1, column = 1;
};

// Immutable text of one file or one shell input. Shared by every AST, view and error that points
// into it, so a place stays valid for as long as somebody can report it.
class SourceText {
 public:
  SourceText(std::string name, std::string text);

  const std::string& name() const { return name_; }
  std::string_view text() const { return text_; }
  std::string_view text(SourceSpan span) const;
  LineColumn line_column(std::uint32_t offset) const;
  // The line without its end-of-line characters; `line` is 1-based and must exist.
  std::string_view line(std::size_t line) const;

 private:
  std::string name_;
  std::string text_;
  std::vector<std::uint32_t> line_begins_;
};
using SourceTextPtr = std::shared_ptr<const SourceText>;

SourceTextPtr make_source_text(std::string name, std::string text);

}  // namespace streamsql
