// Source: the border through which rows enter: splits, their enumerator and their readers.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/clock.h"
#include "engine/base/memory_pool.h"
#include "engine/base/metrics.h"
#include "engine/batch/batch.h"
#include "engine/connector/table.h"

namespace streamsql {

// A part of a source that is read in order: a Kafka partition, a file, a key range of a table.
// `position` is the connector's own text; reading on from it repeats nothing and skips nothing.
struct Split {
  std::string id, position;
};

struct SplitBatch {
  Batch rows;              // none: the split has ended
  std::string_view split;  // the id; valid until the next poll
};

// A record that could not be decoded, with all that is needed to find or repeat it.
struct BadRecord {
  std::string_view bytes;
  std::string_view place;  // "topic 'iot-topic', partition 0, offset 42"
  std::string_view reason;
  std::int64_t wall_micros;
};

// What happens to bad records, decided by the table's options: fail, count, or dead letter. Made by
// the connector, one per reader, used on its thread. `report` throws Error(MalformedRecord) under
// the fail policy.
class BadRecords {
 public:
  virtual ~BadRecords() = default;
  virtual void report(const BadRecord& record) = 0;
  virtual void prepare(CheckpointId) {}  // what was reported so far belongs to this epoch
  virtual void flush() = 0;              // dead letters so far are durable when this returns
};

class Transaction;

// What a reader or writer may use; outlives it.
struct ConnectorContext {
  const Clock& clock;
  MetricGroup metrics;
  MemoryPool& memory;
  int subtask = 0, parallelism = 1;
  // The job's one transaction, if it has one: of a reader, for its dead letters; of a writer, when
  // its sink belongs to the transaction's group.
  Transaction* transaction = nullptr;
};

// One per source and job, on the coordinator's thread: finds splits and is checkpointed.
class SplitEnumerator {
 public:
  virtual ~SplitEnumerator() = default;
  virtual void restore(std::string_view state) = 0;
  // Splits that were not there at the last call. May block on the outside system, within its
  // timeouts; throws ExternalSystemUnavailable and the like with the address.
  virtual std::vector<Split> discover() = 0;
  virtual std::string state() const = 0;
  // How long to wait before asking again; nothing: there will be no further splits.
  virtual std::optional<std::chrono::milliseconds> interval() const { return std::nullopt; }
};

// One per subtask; every call on its task's thread.
class SourceReader {
 public:
  enum class Progress : std::uint8_t { HasRows, NothingYet, Finished };
  virtual ~SourceReader() = default;
  virtual void add_splits(std::span<const Split> splits) = 0;
  virtual void no_more_splits() = 0;  // Finished may be answered from here on
  // At most one run of rows, of one split. Waits up to `timeout` for the first row, and returns
  // early when wake_up() is called. NothingYet: the input idles, so downstream buffers are flushed.
  virtual Progress poll(std::chrono::milliseconds timeout, std::optional<SplitBatch>& out) = 0;
  // Cover exactly the rows already returned by poll; any subtask can go on from them.
  virtual std::vector<Split> positions() const = 0;
  // Barrier `id` is about to follow the rows returned so far: what this reader itself wrote for
  // them (dead letters) belongs to epoch `id`.
  virtual void prepare(CheckpointId) {}
  // Checkpoint `id` (or, without checkpoints, a flush) holds everything up to `positions`.
  virtual void commit(CheckpointId id, std::span<const Split> positions) = 0;
  // poll begins no run of these splits until the next call, which names all that wait then;
  // positions are as before. A reader that cannot hold back a single split ignores it.
  virtual void hold_splits(std::span<const std::string> ids) { static_cast<void>(ids); }
  // Any thread: a poll that waits returns at once, and so does the next one if none waits now.
  virtual void wake_up() {}
};

// A table as a source, made at planning. Immutable after push_down; connects to nothing.
class TableSource {
 public:
  virtual ~TableSource() = default;
  virtual ChangelogMode changelog() const = 0;
  virtual bool is_bounded() const = 0;
  // Called once, before any make_*; a source that ignores predicates answers all false.
  virtual ScanAnswer push_down(const ScanRequest& request) = 0;
  // Types of the metadata columns of the descriptor as this source produces them.
  virtual std::unique_ptr<SplitEnumerator> make_enumerator(
      const ConnectorContext& context) const = 0;
  virtual std::unique_ptr<SourceReader> make_reader(const ConnectorContext& context) const = 0;
  // One line for EXPLAIN: what was pushed down and how it is read; no secrets.
  virtual std::string describe() const = 0;
  // Whether the watermark is generated per split in the reader's task (Kafka), or behind it.
  virtual bool watermark_per_split() const { return false; }
  // 'scan.parallelism'; nothing: the job's.
  virtual std::optional<int> parallelism() const { return std::nullopt; }
};

}  // namespace streamsql
