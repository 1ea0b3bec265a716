// FirstCheckpoint: the empty epoch that a job begins with: resolved positions, and the state of a
// savepoint where it begins with one. Decided like any other epoch.
#pragma once

#include <filesystem>
#include <optional>

#include "engine/runtime/recovery.h"

namespace streamsql {

// Called by Recovery when the handles are fenced and what was decided before is applied everywhere.
// Numbers go on behind everything that this directory, the marker and the sinks have seen.
class FirstCheckpoint {
 public:
  FirstCheckpoint(const physical::Plan& plan, const JobSettings& settings, JobStore& store,
                  JobSinks& sinks)
      : plan_(plan), settings_(settings), store_(store), sinks_(sinks) {}

  // Throws SinkAhead when a sink has rows of this job, about which the directory knows nothing.
  void require_untouched_sinks();
  // Says what `left_behind` held.
  StartPoint from_nothing(const std::optional<CheckpointName>& left_behind,
                          std::optional<CheckpointId> marker);
  // A checkpoint's directory, of this job or another.
  StartPoint from(const std::filesystem::path& checkpoint, std::optional<CheckpointId> marker);
  StartPoint from_own(CheckpointId id, std::optional<CheckpointId> marker);
  // Positions alone.
  StartPoint from_stored(const StoredCheckpoint& stored, std::optional<CheckpointId> marker);

 private:
  CheckpointId next_id(std::optional<CheckpointId> marker);
  void find_positions(CheckpointManifest& manifest);
  void describe(CheckpointManifest& manifest);
  StartPoint decide(CheckpointManifest manifest, const std::filesystem::path* copied);

  const physical::Plan& plan_;
  const JobSettings& settings_;
  JobStore& store_;
  JobSinks& sinks_;
};

// Throws CheckpointDamaged with every file that is not what META says, and the cure. `original`:
// what the checkpoint is a copy of, if it is one.
void require_whole(const std::filesystem::path& checkpoint, const std::string& cure,
                   const std::filesystem::path& original = {});

// The directory of the checkpoint that the settings ask for; nothing when they ask for none, or
// when the job has begun with it already. Throws CheckpointMissing, CheckpointDamaged.
std::optional<std::filesystem::path> foreign_checkpoint(const CheckpointSettings& settings,
                                                        const JobStore& store);

}  // namespace streamsql
