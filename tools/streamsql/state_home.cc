#include "tools/streamsql/state_home.h"

#include <algorithm>
#include <cstdlib>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <vector>

#include "engine/base/error.h"
#include "engine/base/uuid.h"

namespace streamsql {
namespace {

namespace fs = std::filesystem;

std::vector<std::string> jobs_in(const fs::path& home) {
  std::vector<std::string> names;
  std::error_code code;
  for (fs::directory_iterator it(home, code), end; !code && it != end; it.increment(code)) {
    if (fs::exists(it->path() / "LOCK")) names.push_back(it->path().filename().string());
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
    if (!job.empty() && fs::exists(path / "LOCK")) return path;
  }
  const auto names = jobs_in(state_home());
  throw Error(ErrorCode::InvalidArgument, fmt::format("There is no job directory '{}'", job))
      .hint(names.empty()
                ? fmt::format("no job has left checkpoints in '{}' yet", state_home().string())
                : fmt::format("jobs here: {}", fmt::join(names, ", ")));
}

}  // namespace streamsql
