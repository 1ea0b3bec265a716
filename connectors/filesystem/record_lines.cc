#include "connectors/filesystem/record_lines.h"

#include <cerrno>
#include <cstring>
#include <fmt/format.h>

#include "engine/base/error.h"

namespace streamsql::filesystem {
namespace {
constexpr std::size_t kBlock = 1 << 20;
}

RecordLines::RecordLines(std::string path, std::uint64_t offset, QuoteRule rule)
    : path_(std::move(path)), in_(path_, std::ios::binary), offset_(offset), rule_(rule) {
  if (in_) in_.seekg(static_cast<std::streamoff>(offset));
  if (!in_) {
    throw Error(ErrorCode::FileSystemFault,
                fmt::format("'{}' cannot be read: {}", path_, std::strerror(errno)));
  }
}

bool RecordLines::fill(std::string& buffer) {
  const std::size_t old = buffer.size();
  buffer.resize(old + kBlock);
  in_.read(buffer.data() + old, static_cast<std::streamsize>(kBlock));
  buffer.resize(old + static_cast<std::size_t>(in_.gcount()));
  return buffer.size() > old;
}

// The line end that ends the record at the front of `text`, or npos.
std::size_t RecordLines::find_end(std::string_view text) const {
  if (rule_.quote == 0) return text.find('\n');
  bool quoted = false, at_value = true;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (quoted) {
      quoted = c != rule_.quote;
      continue;
    }
    if (c == '\n') return i;
    // A quote opens a value, or, behind one that closed it, stands for itself.
    const bool doubled = i > 0 && text[i - 1] == rule_.quote && !at_value;
    quoted = c == rule_.quote && (at_value || doubled);
    at_value = c == rule_.delimiter;
  }
  return text.npos;
}

LineRun RecordLines::next(std::size_t limit) {
  auto buffer = std::make_shared<std::string>(std::move(carry_));
  carry_.clear();
  bool more = true;
  while (find_end(*buffer) == std::string::npos && more) more = fill(*buffer);
  LineRun run{buffer, {}, {}};
  std::string_view rest = *buffer;
  while (!rest.empty() && run.lines.size() < limit) {
    auto end = find_end(rest);
    if (end == rest.npos && more) break;
    const std::size_t taken = end == rest.npos ? rest.size() : end + 1;
    auto line = rest.substr(0, end);
    if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
    run.lines.push_back(line);
    run.offsets.push_back(offset_);
    offset_ += taken;
    rest.remove_prefix(taken);
  }
  carry_ = rest;
  return run;
}

}  // namespace streamsql::filesystem
