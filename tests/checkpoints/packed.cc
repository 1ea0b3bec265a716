#include "tests/checkpoints/packed.h"

#include <algorithm>
#include <fmt/format.h>
#include <fstream>
#include <string_view>
#include <vector>

#include "engine/base/durable_file.h"

namespace streamsql::checkpoints {
namespace {

namespace fs = std::filesystem;

bool is_plain(unsigned char c) { return c >= 0x20 && c < 0x7F && c != '\\'; }

// A line per line of text; other bytes as \xNN, runs of NUL as \0{N}. No line is empty, so that
// files are told apart by "== path".
std::string escaped(const std::string& bytes) {
  std::string out;
  std::size_t column = 0;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const auto c = static_cast<unsigned char>(bytes[i]);
    std::string piece(1, bytes[i]);
    if (c == 0) {
      const auto end = std::min(bytes.find_first_not_of('\0', i), bytes.size());
      piece = fmt::format("\\0{{{}}}", end - i);
      i = end - 1;
    } else if (c == '\n') {
      piece = "\\n\n";
    } else if (!is_plain(c)) {
      piece = fmt::format("\\x{:02x}", c);
    }
    if (column + piece.size() > 96) {
      out += '\n';
      column = 0;
    }
    out += piece;
    column = piece.ends_with('\n') ? 0 : column + piece.size();
  }
  return out.ends_with('\n') ? out : out + '\n';
}

std::string unescaped(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\n') continue;
    if (text[i] != '\\') {
      out += text[i];
    } else if (text[++i] == 'n') {
      out += '\n';
    } else if (text[i] == 'x') {
      out += static_cast<char>(std::stoi(std::string(text.substr(i + 1, 2)), nullptr, 16));
      i += 2;
    } else {
      const auto end = text.find('}', i);
      out.append(std::stoul(std::string(text.substr(i + 2, end - i - 2))), '\0');
      i = end;
    }
  }
  return out;
}

}  // namespace

void write_text(const fs::path& path, std::string_view text) {
  fs::create_directories(path.parent_path());
  std::ofstream(path, std::ios::binary) << text;
}

std::string packed(const fs::path& directory) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::recursive_directory_iterator(directory)) {
    if (entry.is_regular_file()) files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  std::string out;
  for (const auto& file : files) {
    out +=
        fmt::format("== {}\n{}", fs::relative(file, directory).string(), escaped(read_file(file)));
  }
  return out;
}

void unpack(const std::string& text, const fs::path& directory) {
  for (std::size_t at = 0; at < text.size();) {
    const auto end = text.find('\n', at), next = std::min(text.find("\n== ", end), text.size() - 1);
    const auto path = text.substr(at + 3, end - at - 3);
    write_text(directory / path, unescaped(std::string_view(text).substr(end + 1, next - end)));
    at = next + 1;
  }
}

}  // namespace streamsql::checkpoints
