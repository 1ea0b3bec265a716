#include "engine/base/error.h"

#include <algorithm>
#include <fmt/format.h>

#include "engine/base/secret_text.h"
#include "engine/base/utf8.h"

namespace streamsql {

bool is_retryable(ErrorCode code) {
  switch (code) {
    case ErrorCode::ExternalSystemUnavailable:
    case ErrorCode::FileSystemFault:  // a disk that is full today has room tomorrow
    case ErrorCode::CheckpointFailed:
    case ErrorCode::Fenced:
    case ErrorCode::Injected: return true;
    default: return false;
  }
}

std::string to_string(ErrorCode code) { return fmt::format("E{}", static_cast<unsigned>(code)); }

namespace {

// Columns that `text` takes on a terminal when tabs are printed as one blank.
std::size_t width(std::string_view text) { return std::max<std::size_t>(display_width(text), 1); }

std::string excerpt(const SourceText& text, SourceSpan span) {
  const auto place = text.line_column(span.begin);
  std::string line = hide_secrets(std::string(text.line(place.line)));
  const std::string number = fmt::format("{:>2}", place.line);
  const std::string margin(number.size(), ' ');
  const auto line_begin =
      static_cast<std::size_t>(text.line(place.line).data() - text.text().data());
  const auto before = std::min<std::size_t>(span.begin - line_begin, line.size());
  const auto marked = std::min<std::size_t>(span.end - span.begin, line.size() - before);
  const auto indent = display_width(std::string_view(line).substr(0, before));
  const auto carets = width(std::string_view(line).substr(before, marked));
  std::replace(line.begin(), line.end(), '\t', ' ');
  return fmt::format("{0}--> {1}:{2}:{3}\n{0} |\n{4} | {5}\n{0} | {6}{7}", margin, text.name(),
                     place.line, place.column, number, line, std::string(indent, ' '),
                     std::string(carets, '^'));
}

}  // namespace

std::string render(const Error& error, const SourceTextPtr& fallback) {
  std::string out = fmt::format("error[{}]: {}", to_string(error.code()), error.message());
  const auto& text = error.text() ? error.text() : fallback;
  if (error.span() && text) out += "\n" + excerpt(*text, *error.span());
  if (!error.hint_text().empty()) out += "\nhint: " + error.hint_text();
  return out;
}

}  // namespace streamsql
