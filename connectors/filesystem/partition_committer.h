// PartitionCommitter: when the partitions that a writer has begun are complete.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "connectors/filesystem/file_table.h"

namespace streamsql::filesystem {

// One per writer, on its thread. Partitions are named by their directories ("day=2024-06-10/").
// Flink's ProcTimeCommitTrigger and PartitionTimeCommitTrigger.
class PartitionCommitter {
 public:
  PartitionCommitter(const FileTable& table, const Clock& clock) : table_(table), clock_(clock) {}

  // A file of the partition was begun. Throws MalformedRecord when the partition's values name no
  // time although they should.
  void begin(const std::string& partition);
  void on_watermark(Watermark watermark) { watermark_millis_ = watermark.millis; }
  bool waits() const { return !begun_.empty(); }
  // The partitions whose time has come; all of them at the end of the input.
  std::vector<std::string> due(bool all) const;
  void forget(const std::string& partition) { begun_.erase(partition); }

 private:
  bool is_due(std::int64_t time) const;
  std::int64_t time_of(const std::string& partition) const;

  const FileTable& table_;
  const Clock& clock_;
  std::int64_t watermark_millis_ = INT64_MIN;
  // What the delay counts from: the first row by the monotonic clock, or the partition's own time.
  std::map<std::string, std::int64_t> begun_;
};

}  // namespace streamsql::filesystem
