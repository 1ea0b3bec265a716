// CheckpointDirectory: a job's directory of checkpoints: who owns it, what is durable in it, and
// what is whole. exactly-once.md §3 draws the layout; checkpoint_directory.cc repeats it.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/batch/batch.h"

namespace streamsql {

// META of one checkpoint, as text; its last line is the digest of all lines before.
struct CheckpointManifest {
  struct SplitPosition {
    std::string source;  // operator uid
    std::string split, position;
    std::int64_t watermark = INT64_MIN;
  };
  struct Operator {
    struct Column {
      std::string name, type;
    };
    std::string uid, name, layout;  // layout: what its state looks like, compared at restore
    int parallelism = 1;
    // Of keyed state, for people who look at it. Empty in format 1.
    std::vector<Column> keys = {}, values = {};
  };
  struct File {
    std::string path;  // relative to the checkpoint
    std::uint64_t size = 0;
    std::string digest;  // XXH3-128, hex
  };
  struct Redo {
    std::string sink;  // operator uid
    std::string file;
    std::uint64_t records = 0;
  };

  CheckpointId id = 0;
  std::string uuid, parent_uuid;
  std::string job_name, job_uuid, plan_fingerprint, version;
  std::int64_t wall_millis = 0;
  bool savepoint = false;
  std::map<std::string, std::string> enumerators;  // source uid -> SplitEnumerator::state
  std::vector<SplitPosition> positions;
  std::vector<Operator> operators;
  std::vector<std::string> witnesses;  // of the transaction, its own text
  std::vector<Redo> redo;
  std::vector<File> files;
};

// JOB: written once, before the first checkpoint.
struct JobIdentity {
  std::string name, uuid;
  std::string decider;  // "local", or what a transaction says of itself: kind, ids, marker place
};

struct CheckpointName {
  CheckpointId id;
  std::string uuid;
  friend auto operator<=>(const CheckpointName&, const CheckpointName&) = default;
};

// One process at a time: the constructor takes LOCK and throws JobDirectoryLocked (E8) with the
// other's pid. One thread at a time.
class CheckpointDirectory {
 public:
  explicit CheckpointDirectory(std::filesystem::path path);  // made, 0700, when it is not there
  ~CheckpointDirectory();
  CheckpointDirectory(const CheckpointDirectory&) = delete;
  CheckpointDirectory& operator=(const CheckpointDirectory&) = delete;
  const std::filesystem::path& path() const { return path_; }

  // Both throw CheckpointDamaged for a file that is not whole, or is gone although a checkpoint is
  // there that came after it.
  std::optional<JobIdentity> identity() const;
  std::optional<CheckpointName> decided() const;
  void write_identity(const JobIdentity& identity);
  void write_decided(const CheckpointName& name);   // durable when it returns
  std::vector<CheckpointName> checkpoints() const;  // published ones, ascending
  // Moves checkpoints and notes, whole or not, to a new directory left-behind-<k> in this one,
  // which nothing here reads or removes again. Returns it.
  std::filesystem::path set_aside();

  // chk-<id>-<uuid>.tmp, empty. Files are written into it; then publish() adds sizes and digests of
  // all of them, writes META, syncs everything and renames. Throws CheckpointFailed (disk full, a
  // failed fsync); the attempt is given up and swept, never retried on the same files.
  std::filesystem::path begin(const CheckpointName& name);
  void publish(CheckpointManifest manifest);

  // Renames to .del, then removes.
  void remove(const CheckpointName& name);
  // Removes .tmp, .del, work-*, every checkpoint newer than `keep` and every other uuid of its id.
  void sweep(const CheckpointName& keep);
  // A fresh work-<uuid> path, not made yet.
  std::filesystem::path work() const;

 private:
  // Files of one checkpoint are hard links of the next: what has been synced and digested once is
  // not read again.
  struct FileIdentity {
    std::uint64_t inode, size;
    std::int64_t changed_nanos;
    friend auto operator<=>(const FileIdentity&, const FileIdentity&) = default;
  };
  static FileIdentity identity_of(const std::filesystem::path& file);
  std::string digest(const std::filesystem::path& file, const FileIdentity& identity) const;

  std::filesystem::path path_;
  int lock_ = -1;
  std::map<FileIdentity, std::string> digests_;  // of the last checkpoint
};

// chk-<id>-<uuid> in a job's directory.
std::filesystem::path checkpoint_path(const std::filesystem::path& job_directory,
                                      const CheckpointName& name);

// Without the lock, for `streamsql checkpoints`, savepoints and recovery.
CheckpointManifest read_manifest(const std::filesystem::path& checkpoint);  // META alone; throws
// Every complaint, one line each, naming the file; empty when the checkpoint is whole.
std::vector<std::string> verify_checkpoint(const std::filesystem::path& checkpoint);
// The same of JOB and DECIDED, and whether the checkpoint is there that DECIDED names.
std::vector<std::string> verify_notes(const std::filesystem::path& job_directory);
std::vector<CheckpointName> list_checkpoints(const std::filesystem::path& job_directory);
std::optional<JobIdentity> read_identity(const std::filesystem::path& job_directory);
std::optional<CheckpointName> read_decided(const std::filesystem::path& job_directory);

// A small text beside the checkpoints, with a line behind it that holds its digest. Reading gives
// nothing when it is not there, and throws CheckpointDamaged when it is not whole.
void write_note(const std::filesystem::path& file, const std::string& text);
std::optional<std::string> read_note(const std::filesystem::path& file);

}  // namespace streamsql
