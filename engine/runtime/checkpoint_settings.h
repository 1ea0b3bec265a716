// CheckpointSettings and RestartSettings: what a job is told about checkpoints and restarts.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "engine/batch/batch.h"
#include "engine/connector/checkpoint_storage.h"

namespace streamsql {

struct CheckpointSettings {
  std::filesystem::path directory;  // the job's own
  std::string job_name;             // by which brokers and sinks know it
  std::chrono::milliseconds interval{1000}, timeout{600'000}, min_pause{0};
  bool exactly_once = true;  // false: sinks write at once, and a replay repeats rows
  int retained = 1;
  // That many failed checkpoints in a row are no reason to count a restart.
  int tolerable_failures = 0;
  // A job that is stopped or cancelled for good, without a savepoint, leaves no checkpoint behind.
  bool delete_on_cancel = false;
  // Bytes of rows that wait for the decision, per sink task: then a checkpoint comes early, and
  // input waits for it.
  std::uint64_t redo_limit = 256u << 20;
  // Where to begin: a checkpoint, a savepoint or a job directory. Once the job has begun there it
  // goes on by itself, although it is told the same path again.
  std::optional<std::filesystem::path> restore;
  bool fresh = false;                // leave what the directory holds behind
  bool allow_dropped_state = false;  // state that no operator of the plan takes is dropped
  // Answers to the refusals E3 and E4.
  std::optional<CheckpointId> at_least_once_from, assume_decided, assume_aborted;
  std::filesystem::path savepoint_directory;  // where savepoints go unless told otherwise
  // Who else is told of each checkpoint; empty: nobody.
  std::function<std::unique_ptr<CheckpointStorage>()> make_storage;
};

struct RestartSettings {
  enum class Kind : std::uint8_t { None, FixedDelay, FailureRate, ExponentialDelay };
  Kind kind = Kind::None;
  // False: nobody asked for this strategy, so failures that no restart can cure end the job.
  bool chosen = false;
  int attempts = 1;                       // fixed delay
  std::chrono::milliseconds delay{1000};  // fixed delay and failure rate
  int failures_per_interval = 1;          // failure rate
  std::chrono::milliseconds rate_interval{60'000};
  std::chrono::milliseconds initial_backoff{1000}, max_backoff{60'000};  // exponential
  std::chrono::milliseconds reset_threshold{3'600'000};
  double multiplier = 1.5, jitter = 0.1;
};

}  // namespace streamsql
