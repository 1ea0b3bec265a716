// Partitioning: which messages of a run go to which partition.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "connectors/kafka/options.h"
#include "connectors/kafka/producer.h"

namespace streamsql::kafka {

// One per writer and topic; one thread. Messages of a partition keep their order.
class Partitioning {
 public:
  Partitioning(Partitioner partitioner, int subtask)
      : partitioner_(partitioner), subtask_(subtask) {}

  struct Group {
    std::int32_t partition;
    std::span<const std::uint32_t> messages;  // valid until the next call
  };
  // Splits `messages` of the run for a topic of so many partitions. Without a key the default
  // stays on one partition for a thousand messages, because a run is cheapest sent to one.
  const std::vector<Group>& split(const OutgoingRun& run, std::int32_t partitions,
                                  std::span<const std::uint32_t> messages);

 private:
  void stick(std::int32_t partitions, std::span<const std::uint32_t> messages);
  void scatter(const OutgoingRun& run, std::int32_t partitions,
               std::span<const std::uint32_t> messages);
  std::int32_t partition_of(const OutgoingRun& run, std::int32_t partitions, std::uint32_t message);

  static constexpr std::size_t kStay = 1000;

  Partitioner partitioner_;
  int subtask_;
  std::int32_t turn_ = 0;
  std::size_t left_ = kStay;
  std::vector<Group> groups_;
  std::vector<std::vector<std::uint32_t>> scattered_;  // by partition
};

}  // namespace streamsql::kafka
