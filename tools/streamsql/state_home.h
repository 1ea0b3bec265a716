// Where the job directories are, and which one a command means.
#pragma once

#include <filesystem>
#include <string>

namespace streamsql {

// $XDG_STATE_HOME/streamsql, else ~/.local/state/streamsql.
std::filesystem::path state_home();

// Where a job without checkpoints puts state that does not fit into memory; not made yet.
std::filesystem::path new_spill_directory();

// The directory of a job, from its name or from a path to it. Throws InvalidArgument that lists the
// jobs which are there.
std::filesystem::path find_job_directory(const std::string& job);

// A checkpoint's directory, or the newest checkpoint of such a job.
std::filesystem::path find_checkpoint(const std::string& text);

}  // namespace streamsql
