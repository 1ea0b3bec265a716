#include "connectors/kafka/partition_split.h"

#include <charconv>
#include <fmt/format.h>

namespace streamsql::kafka {
namespace {

template <typename T>
T number(std::string_view text, std::string_view whole) {
  T value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error == std::errc() && end == text.data() + text.size()) return value;
  throw Error(ErrorCode::StateUnreadable,
              fmt::format("'{}' is not a position in a Kafka topic", whole));
}

}  // namespace

std::string TopicPartition::to_string() const { return fmt::format("{}-{}", topic, partition); }

TopicPartition parse_topic_partition(std::string_view id) {
  const auto dash = std::min(id.rfind('-'), id.size());
  const auto partition = id.substr(std::min(dash + 1, id.size()));
  return {std::string(id.substr(0, dash)), number<std::int32_t>(partition, id)};
}

Split PartitionSplit::to_split() const {
  return {where.to_string(), stop ? fmt::format("{}..{}", next, *stop) : fmt::format("{}", next)};
}

PartitionSplit parse_split(const Split& split) {
  PartitionSplit out{parse_topic_partition(split.id), 0, {}};
  const std::string_view position = split.position;
  const auto dots = position.find("..");
  out.next = number<std::int64_t>(position.substr(0, dots), position);
  if (dots != std::string_view::npos) {
    out.stop = number<std::int64_t>(position.substr(dots + 2), position);
  }
  return out;
}

}  // namespace streamsql::kafka
