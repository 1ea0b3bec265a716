// JobStore: a job's directory, who the job is, and how it ended the last time.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "engine/base/error.h"
#include "engine/runtime/checkpoint_settings.h"
#include "engine/state/checkpoint_directory.h"

namespace streamsql {

class CheckpointLedger;

// Lives as long as the supervised job, so that LOCK is held through restarts. One thread at a time.
// Beside what CheckpointDirectory keeps, a note each:
//   ENDED     "finished <n> <uuid>" or "stopped <n> <uuid>": the last run ended cleanly with n;
//             "deleted <n> <uuid>": its checkpoints have been removed at the user's wish
//   RESTORED  "<n> <uuid>": checkpoint n was made of the foreign checkpoint <uuid>
// Both are hints that count only together with DECIDED.
class JobStore {
 public:
  enum class Ending : std::uint8_t { Finished, Stopped, Deleted };

  // Takes LOCK; throws JobDirectoryLocked. A JOB that is not whole: throws CheckpointDamaged, or,
  // when the job begins afresh, leaves everything behind.
  JobStore(const std::filesystem::path& directory, const std::string& job_name, bool fresh);
  ~JobStore();

  CheckpointDirectory& directory() { return directory_; }
  const JobIdentity& identity() const { return identity_; }
  bool is_new() const { return is_new_; }  // JOB is not written yet
  void write_identity(std::string decider);
  // What cannot be read goes out of the way, and the log says where to. Numbers go on behind it.
  void leave_behind(const Error& why);
  // The job goes on under the uuid that it had before its directory was lost.
  void adopt(const std::string& job_uuid);

  // How the job ended, if nothing was decided since.
  std::optional<Ending> ended() const;
  void write_ended(Ending ending, const CheckpointName& last);
  // Removes every checkpoint; the job begins afresh the next time.
  void discard();
  // Whether the job has begun with this foreign checkpoint, and gone on since.
  bool has_begun_with(const std::string& uuid) const;
  void write_restored(CheckpointId first, const std::string& uuid);

  std::filesystem::path path_of(const CheckpointName& name) const;
  // The highest checkpoint number in sight, decided or not.
  std::optional<CheckpointId> highest() const;

  // What else is told of each checkpoint; null: nothing.
  void keep_ledger(std::unique_ptr<CheckpointLedger> ledger);
  CheckpointLedger* ledger() const { return ledger_.get(); }

 private:
  CheckpointDirectory directory_;
  JobIdentity identity_;
  bool is_new_ = true;
  std::optional<CheckpointId> left_behind_;  // the highest number in it
  std::unique_ptr<CheckpointLedger> ledger_;
};

}  // namespace streamsql
