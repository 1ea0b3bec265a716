// PartitionSplit: a topic's partition as a split of the source.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "engine/connector/source.h"

namespace streamsql::kafka {

struct TopicPartition {
  std::string topic;
  std::int32_t partition = 0;
  friend auto operator<=>(const TopicPartition&, const TopicPartition&) = default;
  std::string to_string() const;  // "iot-topic-0": the split's id
};

// Written as Split{"iot-topic-0", "42"} or, with an end, {"iot-topic-0", "42..100"}.
struct PartitionSplit {
  TopicPartition where;
  std::int64_t next = 0;             // the next offset to read
  std::optional<std::int64_t> stop;  // the first offset that is not read

  bool is_done() const { return stop && next >= *stop; }
  Split to_split() const;
};

// Throws Error(StateUnreadable) for text of another form.
TopicPartition parse_topic_partition(std::string_view id);
PartitionSplit parse_split(const Split& split);

}  // namespace streamsql::kafka
