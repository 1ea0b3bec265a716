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

// Written as Split{"iot-topic-0", "42"}; with an end, {"iot-topic-0", "42..100"}; within the rows
// of one message, {"iot-topic-0", "42+65536"}.
struct PartitionSplit {
  TopicPartition where;
  std::int64_t next = 0;             // the next offset to read
  std::optional<std::int64_t> stop;  // the first offset that is not read
  std::uint64_t rows_done = 0;       // of the message at `next`

  bool is_done() const { return stop && next >= *stop; }
  Split to_split() const;
};

// Throws Error(StateUnreadable) for text of another form.
TopicPartition parse_topic_partition(std::string_view id);
PartitionSplit parse_split(const Split& split);

}  // namespace streamsql::kafka
