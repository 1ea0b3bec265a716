// Checkpoint text: what `streamsql checkpoints` prints of a job's directory and of its checkpoints.
#pragma once

#include <filesystem>
#include <string>

#include "engine/catalog/result_table.h"
#include "engine/state/checkpoint_directory.h"

namespace streamsql {

// A row per checkpoint, the oldest first.
ResultTable checkpoint_list(const std::filesystem::path& job_directory);
// Everything META says, secrets it has none.
std::string checkpoint_details(const CheckpointManifest& manifest);
// A row per thing that differs: positions with the records between them, operators, files.
ResultTable checkpoint_difference(const CheckpointManifest& before,
                                  const CheckpointManifest& after);

}  // namespace streamsql
