// Script: runs SQL text in a session of its own, in this process, and keeps what it prints.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>

#include "engine/base/error.h"
#include "engine/connector/connector.h"

namespace streamsql::harness {

struct ScriptOptions {
  int parallelism = 1;
  std::uint64_t seed = 1;  // of the order in which tasks step
  bool stop_at_error = true;
};

// What a script printed: rows of SELECT, SHOW and DESCRIBE in the notation of print tables, and
// what print tables printed, in order; and the failure that ended it.
struct ScriptResult {
  std::string output;
  std::optional<Error> error;
  SourceTextPtr text;
};

// ${DIR} is `directory`, ${TMP} a fresh directory that is removed afterwards. Jobs run stepwise,
// one statement after the other, under a virtual clock; the time zone is UTC and every row that
// raises the watermark emits it, as with Flink's oracle.
ScriptResult run_script(const std::string& name, std::string sql,
                        const std::filesystem::path& directory, const ScriptOptions& options);

}  // namespace streamsql::harness
