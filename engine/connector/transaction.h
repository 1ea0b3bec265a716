// Transaction and RedoTarget: how sinks become exactly-once: one decides, the others redo.
// The protocol, its states S0 to S10 and its proofs: exactly-once.md, condensed in ARCHITECTURE.md.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/interruption.h"
#include "engine/connector/sink.h"

namespace streamsql {

class CheckpointStorage;
struct StoredCheckpoint;

// What a participant may know about its job. Outlives it.
struct ParticipantContext : ConnectorContext {
  std::string job_name, job_uuid;
  std::string sink;                     // uid of the first sink of the group, or of the sink
  std::vector<const TableSink*> sinks;  // of the group, in plan order
  std::chrono::milliseconds interval{1000}, timeout{600'000};  // of checkpoints
  // Transaction::identity as JOB has it; empty when the job is created now. A transaction keeps the
  // marker place that it names, whatever the first sink is today.
  std::string identity{};
  // Of the job, which throws JobCancelled through whoever waits; may be null.
  const Interruption* interruption = nullptr;
};

// The committed proof that epoch `id` is decided.
struct Marker {
  CheckpointId id;
  std::string uuid;
};

enum class WitnessVerdict : std::uint8_t { Decided, Aborted, Unknown };

// The one decision of a job that writes to Kafka. fence, read_marker, examine, commit and renew are
// called by the checkpoint thread. It outlives the writers and readers that were given it. Writers
// of any task hand over records between begin(n) and flush(n), through the concrete class, which
// they know because their sink made it. Every failure but a malformed record means: tear down,
// recover; waiting may cure Error(Fenced or ExternalSystemUnavailable), and nothing cures a missing
// right or topic (ExternalSystemRefused, AuthenticationFailed). Destroying it gives an open
// transaction up, so that readers do not wait for its timeout.
class Transaction {
 public:
  virtual ~Transaction() = default;
  // S0 of both ids: no older process can write after this returns (R2).
  virtual void fence() = 0;
  virtual std::optional<Marker> read_marker() = 0;  // R3; nothing: absent or not in our format
  // Whether the epoch that left these witnesses was decided; after fence() only. Waits rather than
  // guess.
  virtual WitnessVerdict examine(const std::vector<std::string>& witnesses) = 0;
  // S1: what writers hand over from here belongs to epoch `id`. Writers wait (has_room() false)
  // between flush(n) and begin(n + 1).
  virtual void begin(CheckpointId id) = 0;
  // S3: all of epoch `id` is with the broker; returns the witnesses.
  virtual std::vector<std::string> flush(CheckpointId id) = 0;
  // S5 and S6. Returns when the transaction with the marker has been committed.
  virtual void commit(CheckpointId id, std::string_view uuid) = 0;
  // S10: makes the handle of epoch id + 2 ready (Rule Z). May run beside epoch id + 1.
  virtual void renew(CheckpointId id) = 0;
  // "kafka <carrier topic> <prefix>": goes into JOB; another text than JOB's refuses the start.
  virtual std::string identity() const = 0;
};

// Records of one sink subtask that wait in the checkpoint; memory first, then a file. The task's
// thread.
class RedoLog {
 public:
  virtual ~RedoLog() = default;
  virtual void append(std::string_view record) = 0;
  virtual std::uint64_t bytes() const = 0;  // since the last barrier
};

class RedoReader {
 public:
  virtual ~RedoReader() = default;
  virtual std::optional<std::string_view> next() = 0;  // valid until the next call
};

// Applies the redo of decided epochs to one sink. The checkpoint thread.
class RedoTarget {
 public:
  virtual ~RedoTarget() = default;
  // Fences: a new incarnation, after which no older one can apply (R6). Waits for the outside
  // system as long as it takes; throws what cannot be cured by waiting.
  virtual void open() = 0;
  // The epoch applied last; nothing: this job has never applied one. Before open() it may not be
  // known yet, and an older incarnation may still apply.
  virtual std::optional<CheckpointId> applied() = 0;
  // A fresh job begins behind this epoch.
  virtual void initialise(CheckpointId applied) = 0;
  // Idempotent: an epoch that has been applied is left alone. All logs (one per subtask) and the
  // guard change in one transaction of the outside system. Throws FencedByJob, SinkAhead.
  virtual void apply(const Marker& epoch, std::vector<std::unique_ptr<RedoReader>> logs) = 0;
  // Whether the next apply() also writes this to the storage, in the same transaction: both are in
  // one database. What the database refuses there is left to CheckpointStorage::store.
  virtual bool carry(CheckpointStorage&, const StoredCheckpoint&) { return false; }
  // After a recovery: removes what epochs that were never decided have left behind.
  virtual void sweep(CheckpointId) {}
};

}  // namespace streamsql
