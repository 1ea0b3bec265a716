// Copies of checkpoints: savepoints, and the state that a job begins with.
#pragma once

#include <filesystem>
#include <string>

#include "engine/runtime/job_store.h"

namespace streamsql {

// Everything below `from`, as hard links where the file system allows, so that a large state costs
// nothing; else as durable copies. Throws FileSystemFault.
void link_or_copy(const std::filesystem::path& from, const std::filesystem::path& to);

// A copy of a decided checkpoint below `target` that this job does not touch again. Returns its
// path, target/savepoint-<job>-<number>-<uuid>. Throws FileSystemFault.
std::filesystem::path write_savepoint(const JobStore& store, const CheckpointName& name,
                                      const std::filesystem::path& target);

}  // namespace streamsql
