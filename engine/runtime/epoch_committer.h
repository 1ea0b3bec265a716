// EpochCommitter: takes an epoch through the states S3 to S10 of exactly-once.md.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "engine/runtime/checkpoint_coordinator.h"
#include "engine/runtime/job_sinks.h"
#include "engine/runtime/job_store.h"

namespace streamsql {

// What the manifest says about tasks, which know only their numbers.
struct EpochLayout {
  std::map<int, std::string> sources;  // task -> uid
  // Tasks whose watermark is kept: task -> uid of its first stateful operator,
  // "subtask/parallelism"
  std::map<int, std::pair<std::string, std::string>> chains;
  std::vector<CheckpointManifest::Operator> operators;
  std::string fingerprint;
};
// Positions of chains are listed under this and the uid.
inline constexpr std::string_view kChainPrefix = "watermark of ";

// The checkpoint thread of one execution (stepwise: its only thread). After an exception nothing
// more may be committed: the execution is torn down and recovered (I11).
class EpochCommitter {
 public:
  struct Parts {
    JobStore& store;
    JobSinks& sinks;
    StateBackend* state;  // null: the job has none
    const JobSettings& settings;
    CheckpointName base;  // that the execution began with
  };
  // `decided` runs between the decision and the redo.
  using Decided = std::function<void(const Epoch&, const CheckpointName&)>;
  EpochCommitter(const Parts& parts, EpochLayout layout, Decided decided);

  // S1 of the first epoch.
  void open();
  // `last`: no epoch follows in this execution.
  void commit(Epoch epoch, bool last);
  const CheckpointName& last() const { return last_; }

 private:
  class Laps;
  void begin(CheckpointId id);
  std::vector<std::string> flush(CheckpointId id);
  CheckpointManifest describe(const Epoch& epoch, const CheckpointName& name) const;
  void stage(Epoch& epoch, const CheckpointName& name, std::vector<std::string> witnesses);
  void write_redo(Epoch& epoch, const std::filesystem::path& directory,
                  CheckpointManifest& manifest);
  void decide(const CheckpointName& name);
  void redo(const CheckpointName& name);
  void clean();
  void renew(CheckpointId id);
  void report(const CheckpointName& name, const Laps& laps);

  const Parts parts_;
  const EpochLayout layout_;
  const Decided decided_;
  CheckpointName last_;
  CheckpointId renewed_;  // handles up to this epoch are ready (Rule Z)
};

}  // namespace streamsql
