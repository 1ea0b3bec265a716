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
  auto position = fmt::format("{}", next);
  if (rows_done > 0) position += fmt::format("+{}", rows_done);
  if (stop) position += fmt::format("..{}", *stop);
  return {where.to_string(), std::move(position)};
}

PartitionSplit parse_split(const Split& split) {
  PartitionSplit out{parse_topic_partition(split.id), 0, {}};
  const std::string_view position = split.position;
  const auto dots = position.find("..");
  const auto begin = position.substr(0, dots);
  const auto plus = begin.find('+');
  out.next = number<std::int64_t>(begin.substr(0, plus), position);
  if (plus != std::string_view::npos) {
    out.rows_done = number<std::uint64_t>(begin.substr(plus + 1), position);
  }
  if (dots != std::string_view::npos) {
    out.stop = number<std::int64_t>(position.substr(dots + 2), position);
  }
  return out;
}

}  // namespace streamsql::kafka
