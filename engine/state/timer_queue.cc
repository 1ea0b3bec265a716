#include "engine/state/timer_queue.h"

#include <array>
#include <cstring>

namespace streamsql {
namespace {

// An entry of the table is one timer: key "e" or "p" (the domain), in the key group of the timer's
// key; order: the time, big endian with its sign flipped, then the timer's key; value: its hash.
constexpr std::size_t kTimeBytes = 8;
constexpr std::uint64_t kSign = std::uint64_t{1} << 63;

std::string order_of(std::int64_t millis, std::string_view key) {
  const auto bits = __builtin_bswap64(static_cast<std::uint64_t>(millis) ^ kSign);
  std::string order(kTimeBytes, '\0');
  std::memcpy(order.data(), &bits, kTimeBytes);
  return order.append(key);
}

std::int64_t time_of(std::string_view order) {
  std::uint64_t bits;
  std::memcpy(&bits, order.data(), kTimeBytes);
  return static_cast<std::int64_t>(__builtin_bswap64(bits) ^ kSign);
}

std::string_view bytes_of(const std::uint64_t& hash) {
  return {reinterpret_cast<const char*>(&hash), sizeof(hash)};
}

KeyRef place_of(TimeDomain domain, std::uint64_t hash) {
  return {domain == TimeDomain::Event ? "e" : "p", hash};
}

KeyRef place_of(TimeDomain domain, int group) {
  return place_of(domain, static_cast<std::uint64_t>(group) << 57);
}

// Knows the earliest time of each key group; the least of those is found by looking at all of them,
// of which there are at most 128, when it is asked for.
class TableTimerQueue final : public TimerQueue {
 public:
  TableTimerQueue(OrderedTable& table, KeyGroupRange groups) : table_(table), groups_(groups) {
    for (int group = groups.begin; group < groups.end; ++group) {
      look_up(TimeDomain::Event, group);
      look_up(TimeDomain::Processing, group);
    }
  }

  void add(TimeDomain domain, std::int64_t millis, const KeyRef& key) override {
    table_.put(place_of(domain, key.hash), order_of(millis, key.bytes), bytes_of(key.hash));
    auto& earliest = earliest_of(domain, key_group_of(key.hash));
    if (!earliest || millis < *earliest) earliest = millis;
  }

  void remove(TimeDomain domain, std::int64_t millis, const KeyRef& key) override {
    const int group = key_group_of(key.hash);
    const bool was = table_.erase(place_of(domain, key.hash), order_of(millis, key.bytes));
    if (was && millis == *earliest_of(domain, group)) look_up(domain, group);
  }

  std::optional<std::int64_t> next(TimeDomain domain) const override {
    const int group = earliest_group(domain);
    if (group < 0) return std::nullopt;
    return earliest_[index_of(domain)][static_cast<std::size_t>(group)];
  }

  void advance(TimeDomain domain, std::int64_t millis,
               const std::function<void(std::int64_t, const KeyRef&)>& fire) override {
    for (;;) {
      const int group = earliest_group(domain);
      if (group < 0 || *earliest_of(domain, group) > millis) return;
      const auto cursor = table_.seek(place_of(domain, group), {});
      const std::string order(cursor->order());
      std::uint64_t hash;
      std::memcpy(&hash, cursor->value().data(), sizeof(hash));
      table_.erase(place_of(domain, hash), order);
      look_up(domain, group);
      fire(time_of(order), {std::string_view(order).substr(kTimeBytes), hash});
    }
  }

 private:
  using Earliest = std::array<std::optional<std::int64_t>, kKeyGroups>;

  static std::size_t index_of(TimeDomain domain) { return static_cast<std::size_t>(domain); }
  std::optional<std::int64_t>& earliest_of(TimeDomain domain, int group) {
    return earliest_[index_of(domain)][static_cast<std::size_t>(group)];
  }

  void look_up(TimeDomain domain, int group) {
    const auto cursor = table_.seek(place_of(domain, group), {});
    auto& earliest = earliest_of(domain, group);
    earliest.reset();
    if (cursor->valid()) earliest = time_of(cursor->order());
  }

  // -1 without timers.
  int earliest_group(TimeDomain domain) const {
    const auto& all = earliest_[index_of(domain)];
    int found = -1;
    for (int group = groups_.begin; group < groups_.end; ++group) {
      const auto& earliest = all[static_cast<std::size_t>(group)];
      if (!earliest) continue;
      if (found < 0 || *earliest < *all[static_cast<std::size_t>(found)]) found = group;
    }
    return found;
  }

  OrderedTable& table_;
  KeyGroupRange groups_;
  std::array<Earliest, 2> earliest_;
};

}  // namespace

std::unique_ptr<TimerQueue> make_timer_queue(OrderedTable& table, KeyGroupRange groups) {
  return std::make_unique<TableTimerQueue>(table, groups);
}

}  // namespace streamsql
