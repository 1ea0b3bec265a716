// PartitionList: librdkafka's list of partitions with offsets.
#pragma once

#include <librdkafka/rdkafka.h>
#include <memory>
#include <span>
#include <string>

#include "connectors/kafka/partition_split.h"

namespace streamsql::kafka {

class PartitionList {
 public:
  explicit PartitionList(std::size_t capacity)
      : list_(rd_kafka_topic_partition_list_new(static_cast<int>(capacity)),
              rd_kafka_topic_partition_list_destroy) {}
  PartitionList(std::span<const TopicPartition> partitions, std::int64_t offset)
      : PartitionList(partitions.size()) {
    for (const auto& partition : partitions) add(partition, offset);
  }

  void add(const TopicPartition& where, std::int64_t offset) {
    rd_kafka_topic_partition_list_add(list_.get(), where.topic.c_str(), where.partition)->offset =
        offset;
  }
  rd_kafka_topic_partition_list_t* get() const { return list_.get(); }
  std::span<const rd_kafka_topic_partition_t> entries() const {
    return {list_->elems, static_cast<std::size_t>(list_->cnt)};
  }
  // The entry of a partition that was added; calls may reorder the list.
  const rd_kafka_topic_partition_t& of(const TopicPartition& where) const {
    return *rd_kafka_topic_partition_list_find(list_.get(), where.topic.c_str(), where.partition);
  }

 private:
  std::unique_ptr<rd_kafka_topic_partition_list_t, decltype(&rd_kafka_topic_partition_list_destroy)>
      list_;
};

}  // namespace streamsql::kafka
