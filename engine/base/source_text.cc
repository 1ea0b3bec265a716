#include "engine/base/source_text.h"

#include <algorithm>

namespace streamsql {
namespace {

// Some editors begin a file with it; it takes no room.
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

}  // namespace

SourceText::SourceText(std::string name, std::string text)
    : name_(std::move(name)), text_(std::move(text)), line_begins_{0} {
  for (std::size_t i = 0; i < text_.size(); ++i) {
    const bool lone_return = text_[i] == '\r' && (i + 1 == text_.size() || text_[i + 1] != '\n');
    if (text_[i] == '\n' || lone_return) line_begins_.push_back(static_cast<std::uint32_t>(i + 1));
  }
}

std::string_view SourceText::text(SourceSpan span) const {
  const auto begin = std::min<std::size_t>(span.begin, text_.size());
  const auto end = std::clamp<std::size_t>(span.end, begin, text_.size());
  return std::string_view(text_).substr(begin, end - begin);
}

LineColumn SourceText::line_column(std::uint32_t offset) const {
  offset = std::min<std::uint32_t>(offset, static_cast<std::uint32_t>(text_.size()));
  const auto next = std::upper_bound(line_begins_.begin(), line_begins_.end(), offset);
  const auto line = static_cast<std::size_t>(next - line_begins_.begin());
  const auto is_first_byte = [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; };
  const auto column =
      std::count_if(text_.begin() + line_begins_[line - 1], text_.begin() + offset, is_first_byte);
  const bool marked = line == 1 && column > 0 && text_.starts_with(kByteOrderMark);
  return {line, static_cast<std::size_t>(column) + (marked ? 0 : 1)};
}

std::string_view SourceText::line(std::size_t line) const {
  const auto begin = line_begins_.at(line - 1);
  auto end = line < line_begins_.size() ? line_begins_[line] - 1 : text_.size();
  if (end > begin && text_[end - 1] == '\r') --end;
  if (line == 1 && text_.starts_with(kByteOrderMark)) {
    return std::string_view(text_).substr(kByteOrderMark.size(), end - kByteOrderMark.size());
  }
  return std::string_view(text_).substr(begin, end - begin);
}

SourceTextPtr make_source_text(std::string name, std::string text) {
  return std::make_shared<const SourceText>(std::move(name), std::move(text));
}

}  // namespace streamsql
