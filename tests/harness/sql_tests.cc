// sql_tests: runs the .test files below a directory, each in every mode.
//   sql_tests DIR [WORD...]     files whose path contains a WORD; all without
#include <algorithm>
#include <cstdio>
#include <fmt/format.h>

#include "tests/harness/sql_test.h"
#include "tools/streamsql/script.h"

namespace {

namespace fs = std::filesystem;
using streamsql::harness::TestMode;

constexpr unsigned long long kTinyMemory = 1 << 20;  // state is evicted at once

std::vector<fs::path> find_tests(const fs::path& root, const std::vector<std::string>& words) {
  std::vector<fs::path> out;
  for (const auto& entry : fs::recursive_directory_iterator(root)) {
    const auto name = entry.path().string();
    const bool wanted = words.empty() || std::any_of(words.begin(), words.end(), [&](auto& word) {
                          return name.find(word) != name.npos;
                        });
    if (wanted && entry.path().extension() == ".test") out.push_back(entry.path());
  }
  std::sort(out.begin(), out.end());
  return out;
}

std::optional<std::string> run(const fs::path& file) {
  try {
    const auto text = streamsql::read_whole_file(file.string());
    const auto directives = streamsql::harness::parse_test(file.filename().string(), text);
    for (const std::size_t batch_rows : {1024, 1}) {
      for (const int parallelism : {1, 4}) {
        if (auto problem = run_test(directives, {batch_rows, parallelism})) return problem;
      }
    }
    for (const std::uint64_t memory : {1ull << 30, kTinyMemory}) {
      if (auto problem = run_test(directives, {1, 2, true, memory})) return problem;
    }
  } catch (const std::exception& error) {
    return std::string(error.what()) + "\n";
  }
  return std::nullopt;
}

}  // namespace

int main(int count, char** values) {
  if (count < 2) {
    fmt::print(stderr, "usage: sql_tests DIR [WORD...]\n");
    return 2;
  }
  int passed = 0, failed = 0;
  for (const auto& file : find_tests(values[1], {values + 2, values + count})) {
    const auto problem = run(file);
    ++(problem ? failed : passed);
    if (problem) fmt::print("FAIL {}, {}", fs::relative(file, values[1]).string(), *problem);
    std::fflush(stdout);
  }
  fmt::print("{} passed, {} failed\n", passed, failed);
  return failed == 0 && passed > 0 ? 0 : 1;
}
