// CheckpointStorage: a table outside that says, in SQL's reach, what each checkpoint of a job
// holds.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/settings.h"
#include "engine/batch/batch.h"

namespace streamsql {

// What is told of one checkpoint.
struct StoredCheckpoint {
  struct Position {
    std::string source, split, position;
    friend auto operator<=>(const Position&, const Position&) = default;
  };
  std::string job_name, job_uuid;
  CheckpointId id = 0;
  std::string uuid;
  std::int64_t wall_millis = 0;
  std::string digest;  // of the manifest
  std::vector<Position> positions;
};

// Written right after the decision; it never decides. One thread. Every call waits for the outside
// system at most as long as its timeouts, and throws ExternalSystemUnavailable and the like with
// the address; the caller counts the failure and goes on.
class CheckpointStorage {
 public:
  virtual ~CheckpointStorage() = default;
  virtual void initialise() = 0;  // connects; makes the tables when they are not there
  virtual void store(const StoredCheckpoint& checkpoint) = 0;  // storing it again changes nothing
  // The newest of a job by that name, whichever directory it came from.
  virtual std::optional<StoredCheckpoint> recover(std::string_view job_name) = 0;
  virtual void close() = 0;
};

// Reads its own keys of the settings, "execution.checkpointing.storage.<name>.*"; connects to
// nothing yet.
using MakeCheckpointStorage =
    std::function<std::unique_ptr<CheckpointStorage>(const Settings& settings)>;

}  // namespace streamsql
