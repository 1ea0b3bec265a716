// StateBackend: the state of one job execution, and how a checkpoint is cut from it.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/clock.h"
#include "engine/base/memory_pool.h"
#include "engine/base/metrics.h"
#include "engine/batch/batch.h"
#include "engine/batch/key_group.h"
#include "engine/state/keyed_table.h"
#include "engine/state/ordered_table.h"
#include "engine/state/timer_queue.h"

namespace streamsql {

struct KeyedTableOptions {
  StateLayout layout;
  std::chrono::milliseconds ttl{0};  // 0: for ever
  // Told of each key whose time is over, once, while the table is being called: where more is kept
  // for the key in other tables, this is the moment to forget it. Must not call the table.
  std::function<void(const KeyRef&)> expired{};
};

// What one operator subtask held at a cut: references to its dirty pages and leaves. Made on the
// task's thread in microseconds, written on another one.
class StateCut {
 public:
  virtual ~StateCut() = default;
};

// All state of one operator subtask; its task's thread only. References live as long as it. Tables
// that a restored checkpoint holds are there before they are asked for.
class OperatorState {
 public:
  virtual ~OperatorState() = default;
  // Made at the first call. Throws StateUnreadable when what was restored has another layout.
  virtual KeyedTable& keyed_table(std::string_view name, const KeyedTableOptions& options) = 0;
  virtual OrderedTable& ordered_table(std::string_view name) = 0;
  virtual TimerQueue& timers() = 0;
  virtual void drop(std::string_view table) = 0;        // at once, whatever its size
  virtual std::vector<std::string> tables() const = 0;  // sorted by name
  // Small bytes that are not keyed. After a restore: what every former subtask had set; a new
  // value replaces this subtask's own with the next cut.
  virtual std::vector<std::string> restored_values(std::string_view name) const = 0;
  virtual void set_value(std::string_view name, std::string bytes) = 0;
  // Waits while the last cut is neither written nor destroyed. Slots become invalid.
  virtual std::unique_ptr<StateCut> cut(CheckpointId id) = 0;
};

// One database per job execution, in a directory of its own (RocksDB). Thread rules per call.
class StateBackend {
 public:
  virtual ~StateBackend() = default;
  // Before the job runs, one per stateful operator and subtask. `uid` finds the state again after a
  // restart; the subtask gets the keys of its key groups, whatever the former parallelism was.
  virtual std::unique_ptr<OperatorState> open_operator(std::string_view uid, int subtask,
                                                       int parallelism,
                                                       const MetricGroup& metrics) = 0;
  // Which operators the restored database holds state of.
  virtual std::vector<std::string> uids() const = 0;
  virtual void drop_operator(std::string_view uid) = 0;  // before open_operator

  // The checkpoint thread: writes the cuts of all subtasks, then puts a copy of the database (hard
  // links) into `directory`, which does not exist yet. Evictions of rows that are younger than the
  // cuts wait until this returns or throws, or the cut is destroyed. What a failed or destroyed cut
  // held is part of the next one.
  virtual void write_checkpoint(CheckpointId id, std::vector<std::unique_ptr<StateCut>> cuts,
                                const std::filesystem::path& directory) = 0;
};

struct StateBackendOptions {
  std::filesystem::path directory;                // made, must not exist
  std::optional<std::filesystem::path> restored;  // a database to begin with: hard-linked
  MemoryPool* memory = nullptr;
  const Clock* clock = nullptr;
  std::string state_type = "hashmap";  // state.backend.type, for the log
  // Tasks and write_checkpoint share a thread: a table that lacks memory while a cut is not written
  // exceeds the budget until it is.
  bool one_thread = false;
};
std::unique_ptr<StateBackend> open_state_backend(const StateBackendOptions& options);
// For jobs that have no keyed state, and for tests of operators: memory only, no files; throws
// CheckpointFailed from write_checkpoint when there is anything to write.
std::unique_ptr<StateBackend> make_memory_state_backend(MemoryPool& memory, const Clock& clock);

}  // namespace streamsql
