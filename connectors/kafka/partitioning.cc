#include "connectors/kafka/partitioning.h"

#include <algorithm>

namespace streamsql::kafka {

const std::vector<Partitioning::Group>& Partitioning::split(
    const OutgoingRun& run, std::int32_t partitions, std::span<const std::uint32_t> messages) {
  groups_.clear();
  if (partitioner_ == Partitioner::Fixed) {
    groups_.push_back({subtask_ % partitions, messages});
  } else if (partitioner_ == Partitioner::Default && !run.has_keys) {
    stick(partitions, messages);
  } else {
    scatter(run, partitions, messages);
  }
  return groups_;
}

void Partitioning::stick(std::int32_t partitions, std::span<const std::uint32_t> messages) {
  while (!messages.empty()) {
    const auto count = std::min(left_, messages.size());
    groups_.push_back({turn_ % partitions, messages.first(count)});
    messages = messages.subspan(count);
    left_ -= count;
    if (left_ > 0) continue;
    left_ = kStay;
    turn_ = (turn_ + 1) % partitions;
  }
}

void Partitioning::scatter(const OutgoingRun& run, std::int32_t partitions,
                           std::span<const std::uint32_t> messages) {
  scattered_.resize(static_cast<std::size_t>(partitions));
  for (auto& list : scattered_) list.clear();
  for (const auto message : messages) {
    const auto partition = partition_of(run, partitions, message);
    scattered_[static_cast<std::size_t>(partition)].push_back(message);
  }
  for (std::int32_t p = 0; p < partitions; ++p) {
    const auto& list = scattered_[static_cast<std::size_t>(p)];
    if (!list.empty()) groups_.push_back({p, list});
  }
}

std::int32_t Partitioning::partition_of(const OutgoingRun& run, std::int32_t partitions,
                                        std::uint32_t message) {
  if (partitioner_ == Partitioner::RoundRobin) {
    turn_ = (turn_ + 1) % partitions;
    return turn_;
  }
  const auto key = run.keys.message(message);
  if (key.data()) return murmur2_partition(key, partitions);
  if (--left_ == 0) {  // a message without key, among others
    left_ = kStay;
    ++turn_;
  }
  return turn_ % partitions;
}

}  // namespace streamsql::kafka
