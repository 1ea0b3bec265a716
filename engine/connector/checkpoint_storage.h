// CheckpointStorage: a table outside that says, in SQL's reach, what each checkpoint of a job
// holds.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/settings.h"
#include "engine/batch/batch.h"

namespace streamsql {

// What is told of one checkpoint: everything but the state of operators.
struct StoredCheckpoint {
  struct Position {
    std::string source, split, position;
    std::int64_t watermark = INT64_MIN;
    friend auto operator<=>(const Position&, const Position&) = default;
  };
  std::string job_name, job_uuid;
  CheckpointId id = 0;
  std::string uuid;
  std::int64_t wall_millis = 0;
  std::string digest;  // of the manifest
  std::vector<Position> positions;
  std::map<std::string, std::string> enumerators;  // source -> SplitEnumerator::state
  bool decided = true;                             // false: staged, and never stored
  bool finished = false;                           // the job read its input to the end with it
};

// It never decides. One thread. Every call waits for the outside system at most as long as its
// timeouts, and throws ExternalSystemUnavailable and the like with the address; the caller counts
// the failure and goes on.
class CheckpointStorage {
 public:
  virtual ~CheckpointStorage() = default;
  virtual void initialise() = 0;  // connects; makes the tables when they are not there
  // Keeps the positions of a checkpoint that is about to be decided. It is not listed before
  // store(), but whoever learns elsewhere that it was decided finds its positions.
  virtual void stage(const StoredCheckpoint& checkpoint) = 0;
  // Right after the decision. Storing it again changes nothing.
  virtual void store(const StoredCheckpoint& checkpoint) = 0;
  // Those of the newest job by that name, whichever directory it came from, ascending; with those
  // that were staged behind the last one stored.
  virtual std::vector<StoredCheckpoint> recover(std::string_view job_name) = 0;
  virtual void close() = 0;
  virtual std::string describe() const = 0;  // for messages; no secrets
};

// Reads its own keys of the settings, "execution.checkpointing.storage.<name>.*"; connects to
// nothing yet.
using MakeCheckpointStorage =
    std::function<std::unique_ptr<CheckpointStorage>(const Settings& settings)>;

}  // namespace streamsql
