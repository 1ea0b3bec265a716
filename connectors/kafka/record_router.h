// RecordRouter: which topic and partition each message of a run goes to, and with which headers.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "connectors/kafka/options.h"
#include "connectors/kafka/partitioning.h"

namespace streamsql::kafka {

// The columns of one row that say more than key and value.
struct WrittenMetadata {
  std::optional<std::size_t> topic, timestamp, headers;  // columns of the batch
  bool any() const { return topic || timestamp || headers; }
};

// One per writer; one thread.
class RecordRouter {
 public:
  RecordRouter(const TableDescriptor& table, const TableOptions& options, int subtask);

  // Sends what the rows of `batch` have become. Throws Error(MalformedRecord) for a topic that the
  // table does not write.
  void send(RunSender& to, OutgoingRun& run, const Batch& batch);

 private:
  Partitioning& partitioning(const std::string& topic);
  void send_all(RunSender& to, OutgoingRun& run, const Batch& batch);
  void send_each(RunSender& to, OutgoingRun& run, const Batch& batch);
  std::string topic_of(const Batch& batch, std::size_t row) const;
  bool is_allowed(const std::string& topic) const;
  OutgoingRecord record_of(const Batch& batch, std::size_t row, OutgoingRecord record) const;

  std::vector<std::string> topics_;
  std::string topic_pattern_;
  Partitioner partitioner_;
  int subtask_;
  WrittenMetadata written_;
  std::map<std::string, Partitioning, std::less<>> partitionings_;
};

}  // namespace streamsql::kafka
