// A checkpoint of every format that was ever released is restored, and the job goes on from it.
#include <algorithm>
#include <cstdlib>
#include <doctest/doctest.h>
#include <filesystem>
#include <fmt/format.h>
#include <fstream>

#include "engine/base/durable_file.h"
#include "engine/state/checkpoint_directory.h"
#include "tests/checkpoints/sql_job.h"

using namespace streamsql;
using namespace streamsql::checkpoints;

namespace {

namespace fs = std::filesystem;

const fs::path kGolden = fs::path(STREAMSQL_CHECKPOINTS_DIR) / "golden";

void write(const fs::path& path, std::string_view text) {
  fs::create_directories(path.parent_path());
  std::ofstream(path, std::ios::binary) << text;
}

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
    write(directory / path, unescaped(std::string_view(text).substr(end + 1, next - end)));
    at = next + 1;
  }
}

constexpr const char* kDistinct =
    "INSERT INTO totals SELECT customer, COUNT(DISTINCT amount), SUM(amount), MAX(amount) "
    "FROM orders GROUP BY customer";

// The job that the golden checkpoints were made with.
struct GoldenJob : SqlJob {
  GoldenJob() : SqlJob(120, 1) { inserts = {kDistinct, kWindows, kFirsts}; }
};

// Makes both files of this format; see README.md.
void make_golden(const fs::path& where) {
  GoldenJob job;
  job.run_until(3);
  write(where / "checkpoint", packed(job.newest()));
  GoldenJob rest;
  CHECK(rest.run({.wish = [&](auto& wish) { wish.restore = job.newest(); }}).finished);
  write(where / "results", rest.results());
}

}  // namespace

TEST_CASE("what is packed is unpacked as it was") {
  SqlJob job;
  job.run_until(2);
  const auto text = packed(job.newest());
  unpack(text, job.scratch() / "again");
  CHECK(packed(job.scratch() / "again") == text);
  CHECK(verify_checkpoint(job.scratch() / "again").empty());
}

TEST_CASE("golden checkpoints of all versions are restored and gone on from") {
  if (const char* where = std::getenv("STREAMSQL_GOLDEN")) make_golden(where);
  int found = 0;
  for (const auto& entry : fs::directory_iterator(kGolden)) {
    if (!entry.is_directory()) continue;
    ++found;
    CAPTURE(entry.path().string());
    for (const int parallelism : {1, 4}) {
      GoldenJob job;
      const auto checkpoint = job.scratch() / "golden";
      unpack(read_file(entry.path() / "checkpoint"), checkpoint);
      CHECK(verify_checkpoint(checkpoint).empty());
      const auto outcome = job.run(
          {.parallelism = parallelism, .wish = [&](auto& wish) { wish.restore = checkpoint; }});
      CHECK_MESSAGE(outcome.finished, text_of(outcome));
      CHECK(job.results() == read_file(entry.path() / "results"));
    }
  }
  CHECK(found > 0);
}
