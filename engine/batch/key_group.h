// Key groups: the 128 shares of all keys; the unit in which state moves between subtasks.
#pragma once

#include <cstdint>

namespace streamsql {

inline constexpr int kKeyGroups = 128;

// Of a key's hash, as EncodedKeys gives it. Uses the high bits: hash tables use the low ones.
constexpr int key_group_of(std::uint64_t hash) { return static_cast<int>(hash >> 57); }

// Key groups [begin, end) of one subtask. As Flink's KeyGroupRangeAssignment: contiguous, in order.
struct KeyGroupRange {
  int begin = 0, end = kKeyGroups;
  constexpr bool contains(int group) const { return group >= begin && group < end; }
  friend constexpr bool operator==(const KeyGroupRange&, const KeyGroupRange&) = default;
};

constexpr int subtask_of(int group, int parallelism) { return group * parallelism / kKeyGroups; }

constexpr KeyGroupRange key_groups_of(int subtask, int parallelism) {
  return {(subtask * kKeyGroups + parallelism - 1) / parallelism,
          ((subtask + 1) * kKeyGroups + parallelism - 1) / parallelism};
}

}  // namespace streamsql
