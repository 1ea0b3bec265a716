// JobTest: a job on the fixtures beside it, under a virtual clock, against expected changes.
//
//   DIR/job.sql                         the job; ${DIR} is this directory, ${TMP} a fresh one
//   DIR/fixtures/<topic>.ndjson         messages of a kafka topic
//   DIR/fixtures/<table>.csv            rows of a jdbc table
//   DIR/expected/<sink>.changelog       changes that a sink table was given, as print shows them
//   DIR/expected/query-<n>.changelog    rows of the n-th SELECT
//   DIR/expected/<topic>.ndjson         messages that a topic was given, byte by byte
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace streamsql {

struct JobTestOptions {
  bool accept = false;     // write expected/ instead of comparing
  bool unordered = false;  // compare as multisets; always so where a job's parallelism exceeds 1
  std::uint64_t seed = 1;  // of the order in which tasks step
};

struct JobTestResult {
  bool passed = false;
  std::size_t files = 0;  // expected files compared or written
  std::string report;     // why it failed: an error or diffs; ends in '\n', or empty
};

// Directories with a job.sql: `directory` itself, or those below it, sorted. Throws
// FileSystemFault when there are none.
std::vector<std::filesystem::path> find_job_tests(const std::filesystem::path& directory);

// In this process and on this thread; nothing outside is touched but what filesystem tables name.
JobTestResult run_job_test(const std::filesystem::path& directory, const JobTestOptions& options);

}  // namespace streamsql
