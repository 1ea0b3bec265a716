// Offsets: where partitions begin and end, as the options of a table say it.
#pragma once

#include <map>
#include <span>

#include "connectors/kafka/client.h"
#include "connectors/kafka/options.h"
#include "connectors/kafka/partition_split.h"

namespace streamsql::kafka {

using Offsets = std::map<TopicPartition, std::int64_t>;

// Asks the cluster; every call blocks up to kStartTimeout and throws as Client does. `group` only
// serves messages. A consumer's handle of that group is needed.
class OffsetQueries {
 public:
  OffsetQueries(Client& client, std::string group) : client_(client), group_(std::move(group)) {}

  // The next offset to read. Throws Error(ExternalSystemRefused) when group offsets are wanted,
  // there are none, and there is no reset policy.
  Offsets start(std::span<const TopicPartition> partitions, const StartOptions& options);
  // The first offset not to read; empty when unbounded.
  Offsets stop(std::span<const TopicPartition> partitions, const StopOptions& options);

  Offsets earliest(std::span<const TopicPartition> partitions);
  Offsets latest(std::span<const TopicPartition> partitions);

 private:
  Offsets at(std::span<const TopicPartition> partitions, std::int64_t time);
  Offsets at_time(std::span<const TopicPartition> partitions, std::int64_t millis);
  Offsets committed(std::span<const TopicPartition> partitions);  // without those that have none
  Offsets committed_or_reset(std::span<const TopicPartition> partitions, OffsetReset reset);
  Offsets within(Offsets wanted, std::span<const TopicPartition> partitions, OffsetReset reset);
  Offsets committed_stop(std::span<const TopicPartition> partitions);
  Offsets listed(std::span<const TopicPartition> partitions, const PartitionOffsets& offsets);

  Client& client_;
  std::string group_;
};

}  // namespace streamsql::kafka
