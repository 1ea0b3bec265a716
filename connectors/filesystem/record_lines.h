// RecordLines: reads a file record by record, each a line.
#pragma once

#include <cstdint>
#include <fstream>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace streamsql::filesystem {

// Where a line may contain line ends: within quotes that open a value (csv).
struct QuoteRule {
  char quote = 0;  // 0: a record is a line, whatever it contains
  char delimiter = ',';
};

struct LineRun {
  std::shared_ptr<const std::string> buffer;  // what the lines point into
  std::vector<std::string_view> lines;        // without line ends
  std::vector<std::uint64_t> offsets;         // of each line in the file
};

// One thread. Throws Error(FileSystemFault) naming the file.
class RecordLines {
 public:
  RecordLines(std::string path, std::uint64_t offset, QuoteRule rule);
  // The next lines, at most `limit`; empty at the end of the file.
  LineRun next(std::size_t limit);
  // Where the first line not yet returned begins.
  std::uint64_t offset() const { return offset_; }
  const std::string& path() const { return path_; }

 private:
  bool fill(std::string& buffer);
  std::size_t find_end(std::string_view text) const;

  std::string path_;
  std::ifstream in_;
  std::uint64_t offset_;
  QuoteRule rule_;
  std::string carry_;  // read, but not returned
};

}  // namespace streamsql::filesystem
