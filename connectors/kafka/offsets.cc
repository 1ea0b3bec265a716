#include "connectors/kafka/offsets.h"

#include <chrono>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <functional>
#include <optional>
#include <thread>

#include "connectors/kafka/partition_list.h"

namespace streamsql::kafka {
namespace {

constexpr int kTimeoutMs = static_cast<int>(kStartTimeout.count());

// Times with a meaning of their own in Kafka's ListOffsets request.
constexpr std::int64_t kLatestTime = -1, kEarliestTime = -2;

bool is_moving(rd_kafka_resp_err_t code) {
  return code == RD_KAFKA_RESP_ERR_NOT_COORDINATOR ||
         code == RD_KAFKA_RESP_ERR_COORDINATOR_NOT_AVAILABLE ||
         code == RD_KAFKA_RESP_ERR_COORDINATOR_LOAD_IN_PROGRESS ||
         code == RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE ||
         code == RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION;
}

// Leaders and coordinators move when brokers come and go; Kafka's Java client asks again as well.
rd_kafka_resp_err_t ask_while_moving(const std::function<rd_kafka_resp_err_t()>& ask) {
  constexpr std::chrono::milliseconds kPause{100};
  const auto deadline = std::chrono::steady_clock::now() + kStartTimeout;
  for (;;) {
    const auto failed = ask();
    if (!is_moving(failed) || std::chrono::steady_clock::now() > deadline) return failed;
    std::this_thread::sleep_for(kPause);
  }
}

using Partitions = std::span<const TopicPartition>;

rd_kafka_resp_err_t ask_offsets(rd_kafka_t* handle, const PartitionList& list,
                                Partitions partitions) {
  const auto failed = rd_kafka_offsets_for_times(handle, list.get(), kTimeoutMs);
  // That is how librdkafka says that none of them has a leader: they were listed by the cluster.
  if (failed == RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION) return RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE;
  if (failed) return failed;
  for (const auto& partition : partitions) {
    if (is_moving(list.of(partition).err)) return list.of(partition).err;
  }
  return failed;
}

std::vector<TopicPartition> without(Partitions partitions, const Offsets& known) {
  std::vector<TopicPartition> out;
  for (const auto& partition : partitions) {
    if (!known.contains(partition)) out.push_back(partition);
  }
  return out;
}

}  // namespace

Offsets OffsetQueries::at(Partitions partitions, std::int64_t time) {
  if (partitions.empty()) return {};
  std::optional<PartitionList> asked;
  const auto failed = ask_while_moving([&] {
    asked.emplace(partitions, time);  // answers replace what was asked
    return ask_offsets(client_.handle(), *asked, partitions);
  });
  if (failed == RD_KAFKA_RESP_ERR__TIMED_OUT) throw client_.unreachable();
  if (failed) throw client_error(failed, "Cannot ask for the offsets of partitions");
  Offsets out;
  for (const auto& partition : partitions) {
    const auto& entry = asked->of(partition);
    if (entry.err) {
      throw client_error(entry.err, fmt::format("Cannot ask for the offsets of partition '{}'",
                                                partition.to_string()));
    }
    if (entry.offset >= 0) out[partition] = entry.offset;
  }
  return out;
}

Offsets OffsetQueries::earliest(Partitions partitions) { return at(partitions, kEarliestTime); }

Offsets OffsetQueries::latest(Partitions partitions) { return at(partitions, kLatestTime); }

// The end is asked for first, so that no message between the two questions is missed.
Offsets OffsetQueries::at_time(Partitions partitions, std::int64_t millis) {
  const auto ends = latest(partitions);
  auto out = at(partitions, millis);
  out.insert(ends.begin(), ends.end());
  return out;
}

Offsets OffsetQueries::committed(Partitions partitions) {
  if (partitions.empty()) return {};
  const PartitionList list(partitions, RD_KAFKA_OFFSET_INVALID);
  const auto failed = ask_while_moving(
      [&] { return rd_kafka_committed(client_.handle(), list.get(), kTimeoutMs); });
  if (failed == RD_KAFKA_RESP_ERR__TIMED_OUT) throw client_.unreachable();
  if (failed) {
    throw client_error(failed, fmt::format("Cannot read the offsets of group '{}'", group_));
  }
  Offsets out;
  for (const auto& partition : partitions) {
    const auto& entry = list.of(partition);
    if (entry.err) {
      throw client_error(entry.err, fmt::format("Cannot read the offset of group '{}' in '{}'",
                                                group_, partition.to_string()));
    }
    if (entry.offset >= 0) out[partition] = entry.offset;
  }
  return out;
}

Offsets OffsetQueries::committed_or_reset(Partitions partitions, OffsetReset reset) {
  auto out = committed(partitions);
  const auto missing = without(partitions, out);
  if (missing.empty()) return out;
  if (reset == OffsetReset::None) {
    std::vector<std::string> names;
    for (const auto& partition : missing) names.push_back(partition.to_string());
    throw Error(ErrorCode::ExternalSystemRefused,
                fmt::format("Undefined offset with no reset policy for partitions: [{}]: group "
                            "'{}' has not committed any",
                            fmt::join(names, ", "), group_))
        .hint(
            "set 'properties.auto.offset.reset' to 'earliest' or 'latest', or choose another "
            "'scan.startup.mode'");
  }
  out.merge(reset == OffsetReset::Earliest ? earliest(missing) : latest(missing));
  return out;
}

Offsets OffsetQueries::committed_stop(Partitions partitions) {
  auto out = committed(partitions);
  for (const auto& partition : without(partitions, out)) {
    throw Error(ErrorCode::ExternalSystemRefused,
                fmt::format("Partition {} should stop at committed offset. But there is no "
                            "committed offset of this partition for group {}",
                            partition.to_string(), group_))
        .hint("commit offsets in this group, or choose another 'scan.bounded.mode'");
  }
  return out;
}

// Partitions that are not listed begin, or end, at their first message, as in Flink.
Offsets OffsetQueries::listed(Partitions partitions, const PartitionOffsets& offsets) {
  Offsets out;
  for (const auto& partition : partitions) {
    const auto found = offsets.find(partition.partition);
    if (found != offsets.end()) out[partition] = found->second;
  }
  out.merge(earliest(without(partitions, out)));
  return out;
}

// An offset that the partition does not have any more, or not yet, is replaced by policy, once.
Offsets OffsetQueries::within(Offsets wanted, Partitions partitions, OffsetReset reset) {
  if (reset == OffsetReset::None) return wanted;
  const auto first = earliest(partitions), last = latest(partitions);
  for (auto& [partition, offset] : wanted) {
    const auto low = first.at(partition), high = last.at(partition);
    if (offset < low || offset > high) offset = reset == OffsetReset::Earliest ? low : high;
  }
  return wanted;
}

Offsets OffsetQueries::start(Partitions partitions, const StartOptions& options) {
  switch (options.mode) {
    case StartupMode::Earliest: return earliest(partitions);
    case StartupMode::Latest: return latest(partitions);
    case StartupMode::Timestamp: return at_time(partitions, options.timestamp_millis);
    case StartupMode::Specific:
      return within(listed(partitions, options.offsets), partitions, options.reset);
    case StartupMode::GroupOffsets: break;
  }
  return within(committed_or_reset(partitions, options.reset), partitions, options.reset);
}

Offsets OffsetQueries::stop(Partitions partitions, const StopOptions& options) {
  switch (options.mode) {
    case BoundedMode::Unbounded: return {};
    case BoundedMode::Latest: return latest(partitions);
    case BoundedMode::Timestamp: return at_time(partitions, options.timestamp_millis);
    case BoundedMode::Specific: return listed(partitions, options.offsets);
    case BoundedMode::GroupOffsets: break;
  }
  return committed_stop(partitions);
}

}  // namespace streamsql::kafka
