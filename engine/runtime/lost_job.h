// LostJob: a job whose directory is gone, as a CheckpointStorage still knows it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/connector/checkpoint_storage.h"
#include "engine/plan/physical.h"
#include "engine/runtime/job_sinks.h"
#include "engine/runtime/job_store.h"

namespace streamsql {

// For the first start of a process. The storage holds positions only, so a job with state of keys
// cannot go on from it. Never guesses: what marker and sinks say must be in the storage.
class LostJob {
 public:
  // Nothing: the directory has a decided checkpoint, or the storage knows no job by that name.
  static std::optional<LostJob> find(JobStore& store);

  const std::string& job_uuid() const { return checkpoints_.front().job_uuid; }
  // Whether the job had read its input to the end, and nothing was decided since.
  bool has_finished(const std::optional<Marker>& marker) const;
  // The checkpoint that was decided last. After fencing. Throws CheckpointMissing, OutcomeUnknown,
  // RedoMissing.
  const StoredCheckpoint& choose(const physical::Plan& plan, const CheckpointSettings& wishes,
                                 const JobSinks& sinks, const std::optional<Marker>& marker) const;

 private:
  LostJob(std::vector<StoredCheckpoint> checkpoints, std::string where);
  const StoredCheckpoint& newest() const;  // that was stored
  const StoredCheckpoint& at(CheckpointId id, const std::string& who) const;
  const StoredCheckpoint& by_marker(const Marker& marker) const;
  const StoredCheckpoint& without_marker(const CheckpointSettings& wishes) const;
  // What the sinks that redo have been given last; of those that were given anything.
  struct Applied {
    std::string sink;  // uid
    CheckpointId id;
  };
  static std::vector<Applied> applied_in(const JobSinks& sinks);
  const StoredCheckpoint& by_redo(const std::vector<Applied>& applied) const;
  void require_stateless(const physical::Plan& plan) const;
  void require_applied(const StoredCheckpoint& chosen, const std::vector<Applied>& applied) const;
  Error behind(const std::string& who, CheckpointId id) const;

  std::vector<StoredCheckpoint> checkpoints_;  // ascending
  std::string where_;                          // the storage
};

}  // namespace streamsql
