// Summary: what a job has done, in a few lines, when it has ended.
#pragma once

#include <string>

#include "tools/streamsql/job_runner.h"

namespace streamsql {

// Lines, each with its line end; nothing for what did not happen.
std::string summary_text(const RunningJob& job);

}  // namespace streamsql
