// Job checkpoints: which jobs of a script take checkpoints, where, and with what they begin.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>

#include "engine/session/session.h"

namespace CLI {
class App;
}

namespace streamsql {

struct CheckpointArguments {
  std::string restore, state_directory;
  bool fresh = false, allow_dropped_state = false;
  std::optional<std::uint64_t> at_least_once_from, assume_decided, assume_aborted;
};
void add_checkpoint_arguments(CLI::App& command, CheckpointArguments& arguments);

// Gives every job of one script its directory: pipeline.name, else the file's stem, with a number
// behind it where the script has several jobs.
class JobDirectories {
 public:
  // `file`: of the script; `jobs`: how many it has that take checkpoints.
  JobDirectories(const CheckpointArguments& arguments, const std::string& file, int jobs);

  // Fills in settings.checkpoints and the restart strategy of a job that takes checkpoints.
  void give(PlannedJob& job);

 private:
  std::string name_of(const PlannedJob& job);

  const CheckpointArguments& arguments_;
  std::string stem_;
  const int jobs_;
  int number_ = 0;
  std::set<std::string> taken_;
};

}  // namespace streamsql
