// Sink: the border through which rows leave: writers, and committers that decide or redo.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>

#include "engine/connector/source.h"

namespace streamsql {

class RedoLog;
class RedoTarget;
struct ParticipantContext;

// How a sink takes part in checkpoints (exactly-once.md).
enum class Participation : std::uint8_t {
  AtLeastOnce,  // prepare() hands everything to the outside system; a replay repeats it
  Transaction,  // rows go into a transaction that is the decision itself
  Redo          // rows wait in the checkpoint and are applied after the decision
};

// What a writer may use beside a connector's context. At most one of `transaction` and `redo` is
// set, according to what the job decided: exactly one Transaction exists per job, and sinks of
// other groups redo.
struct WriterContext : ConnectorContext {
  WriterContext(const ConnectorContext& context) : ConnectorContext(context) {}
  RedoLog* redo = nullptr;
  std::string job_uuid;  // set with `redo`: what is not decided yet carries it in its name
};

// One per subtask; every call on its task's thread. Rows have the descriptor's physical columns
// followed by its written metadata columns. Writers buffer as they like and retry by themselves;
// what cannot be written throws.
class SinkWriter {
 public:
  virtual ~SinkWriter() = default;
  virtual void write(const Batch& batch) = 0;
  // Everything written so far is with the outside system when this returns.
  virtual void flush() = 0;
  // Barrier `id`: what was written so far belongs to epoch `id`. In a transaction it is handed over
  // (not awaited: Transaction::flush does that); with a redo log it lies in the log.
  virtual void prepare(CheckpointId) { flush(); }
  // The input idles, or the time of deadline() has come: send what waits, without waiting for it.
  virtual void on_idle() {}
  // When on_idle wants to be called although input flows (a flush interval), on the context's
  // monotonic clock in milliseconds; nothing: never.
  virtual std::optional<std::int64_t> deadline() const { return std::nullopt; }
  // No row with an earlier time will be written (partitions of a filesystem are complete).
  virtual void on_watermark(Watermark) {}
  // Whether a write would not block now. False holds the source back; barriers still pass.
  virtual bool has_room() { return true; }
  // The input has ended; flush() has been called. Files are closed and named here.
  virtual void close() {}
};

// A table as a sink, made at planning. Immutable; connects to nothing.
class TableSink {
 public:
  virtual ~TableSink() = default;
  // What it can take from a query that produces `query`; the planner refuses what is left over.
  virtual ChangelogMode accepts(const ChangelogMode& query) const = 0;
  virtual std::unique_ptr<SinkWriter> make_writer(const WriterContext& context) const = 0;
  virtual std::string describe() const = 0;  // one line for EXPLAIN; no secrets
  // 'sink.parallelism'; nothing: the job's.
  virtual std::optional<int> parallelism() const { return std::nullopt; }
  // What the table's options ask for, given that the job takes checkpoints.
  virtual Participation participation() const { return Participation::AtLeastOnce; }
  // Of Participation::Transaction: sinks that may share one (a Kafka cluster, never an option with
  // a secret). The first group in plan order becomes the job's transaction.
  virtual std::string transaction_group() const { return {}; }
  // Null unless the sink can take part that way. See transaction.h.
  virtual std::unique_ptr<Transaction> make_transaction(const ParticipantContext&) const;
  virtual std::unique_ptr<RedoTarget> make_redo_target(const ParticipantContext&) const;
};

}  // namespace streamsql
