// CheckpointLedger: tells a CheckpointStorage what the checkpoints of a job hold.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "engine/base/clock.h"
#include "engine/base/metrics.h"
#include "engine/connector/checkpoint_storage.h"
#include "engine/connector/transaction.h"

namespace streamsql {

// Lives as long as the supervised job. The storage must be there when a process begins, so that a
// wrong address shows at once and a lost directory is noticed; after that nothing waits for it: a
// failure is said and counted, and the next attempt comes after a pause that grows to a minute.
// One thread at a time.
class CheckpointLedger {
 public:
  CheckpointLedger(std::unique_ptr<CheckpointStorage> storage, const Clock& clock,
                   MetricGroup metrics);
  ~CheckpointLedger();

  // Throws what the storage throws.
  void begin() { storage_->initialise(); }
  std::vector<StoredCheckpoint> recover(const std::string& job_name) {
    return storage_->recover(job_name);
  }
  std::string describe() const { return storage_->describe(); }

  // A published checkpoint's directory: before its decision, before a redo target applies it, when
  // it is decided and applied, and when the job has ended with it.
  void stage(const std::filesystem::path& checkpoint);
  void carry(RedoTarget& target, const std::filesystem::path& checkpoint);
  void store(const std::filesystem::path& checkpoint);
  void finish(const std::filesystem::path& checkpoint);

 private:
  template <typename Work>
  void attempt(const Work& work);

  const std::unique_ptr<CheckpointStorage> storage_;
  const Clock& clock_;
  Counter& failed_;
  Gauge& unavailable_;
  bool carried_ = false;  // a redo target writes positions together with its rows
  int failures_ = 0;      // in a row
  std::int64_t retry_millis_ = 0;
};

}  // namespace streamsql
