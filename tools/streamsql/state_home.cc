#include "tools/streamsql/state_home.h"

#include <algorithm>
#include <cstdlib>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <vector>

#include "engine/base/error.h"
#include "engine/base/uuid.h"
#include "engine/state/checkpoint_directory.h"

namespace streamsql {
namespace {

namespace fs = std::filesystem;

// False also for what nobody may look at, or no file can be called.
bool is_there(const fs::path& path) {
  std::error_code ignored;
  return fs::exists(path, ignored);
}

std::vector<std::string> jobs_in(const fs::path& home) {
  std::vector<std::string> names;
  std::error_code code;
  for (fs::directory_iterator it(home, code), end; !code && it != end; it.increment(code)) {
    if (is_there(it->path() / "LOCK")) names.push_back(it->path().filename().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

}  // namespace

fs::path state_home() {
  const char* state = std::getenv("XDG_STATE_HOME");
  if (state && *state) return fs::path(state) / "streamsql";
  const char* home = std::getenv("HOME");
  return fs::path(home && *home ? home : "/tmp") / ".local" / "state" / "streamsql";
}

fs::path new_spill_directory() {
  return fs::temp_directory_path() / ("streamsql-state-" + make_uuid());
}

fs::path find_job_directory(const std::string& job) {
  for (const auto& path : {fs::path(job), state_home() / job}) {
    if (!job.empty() && is_there(path / "LOCK")) return path;
  }
  const auto names = jobs_in(state_home());
  throw Error(ErrorCode::InvalidArgument, fmt::format("There is no job directory '{}'", job))
      .hint(names.empty()
                ? fmt::format("no job has left checkpoints in '{}' yet", state_home().string())
                : fmt::format("jobs here: {}", fmt::join(names, ", ")));
}

fs::path find_checkpoint(const std::string& text) {
  if (is_there(fs::path(text) / "META")) return text;
  if (fs::path(text).filename().string().starts_with("chk-")) {
    throw Error(ErrorCode::InvalidArgument, fmt::format("There is no checkpoint '{}'", text))
        .hint(
            "a job removes older ones while it runs: its name stands for the newest, and "
            "'streamsql savepoint' copies one");
  }
  const auto directory = find_job_directory(text);
  const auto names = list_checkpoints(directory);
  if (names.empty()) {
    throw Error(ErrorCode::InvalidArgument,
                fmt::format("'{}' has no checkpoint yet", directory.string()));
  }
  return checkpoint_path(directory, names.back());
}

}  // namespace streamsql
