#include "engine/operator/lookup_cache.h"

#include <algorithm>
#include <utility>

namespace streamsql {
namespace {
constexpr std::size_t kFirstBuckets = 64;
constexpr std::size_t kEntryBytes = 96;  // entry, bucket and allocator overhead, for the byte bound
}  // namespace

LookupCache::LookupCache(SchemaPtr found, const LookupOptions& options, const Clock& clock)
    : options_(options), clock_(clock), rows_(std::move(found)), buckets_(kFirstBuckets, 0) {}

std::uint32_t LookupCache::find(const LookupKey& key) const {
  const std::size_t mask = buckets_.size() - 1;
  for (std::size_t i = key.hash & mask; buckets_[i] != 0; i = (i + 1) & mask) {
    const Entry& entry = entries_[buckets_[i] - 1];
    if (entry.hash == key.hash && entry.key == key.bytes) return buckets_[i] - 1;
  }
  return kNoEntry;
}

std::int64_t LookupCache::expiry(const Entry& entry) const {
  std::int64_t expiry = INT64_MAX;
  if (const auto after = options_.expire_after_write) {
    expiry = std::min(expiry, entry.written_millis + after->count());
  }
  if (const auto after = options_.expire_after_access) {
    expiry = std::min(expiry, entry.accessed_millis + after->count());
  }
  return expiry;
}

bool LookupCache::is_expired(const Entry& entry, std::int64_t now) const {
  return expiry(entry) <= now;
}

void LookupCache::probe(const EncodedKeys& keys, Selection rows, Probe& out) {
  out.matches.clear();
  out.misses.clear();
  const auto now = clock_.monotonic_millis();
  const std::lock_guard lock(mutex_);
  for (std::size_t i = 0; i < keys.size(); ++i) {
    const auto index = find({keys.key(i), keys.hash(i)});
    if (index == kNoEntry || is_expired(entries_[index], now)) {
      out.misses.push_back(static_cast<std::uint32_t>(i));
      continue;
    }
    Entry& entry = entries_[index];
    entry.recent = true;
    entry.accessed_millis = now;
    for (const auto slot : entry.slots) {
      rows_.ref(slot);
      out.matches.push_back({rows[i], slot});
    }
  }
}

void LookupCache::ref_all(std::span<const std::uint32_t> slots, std::uint32_t times) {
  for (const auto slot : slots) {
    for (std::uint32_t i = 0; i < times; ++i) rows_.ref(slot);
  }
}

std::vector<std::uint32_t> LookupCache::insert(const LookupKey& key, const FoundRows& found,
                                               std::uint32_t references) {
  const std::lock_guard lock(mutex_);
  std::vector<std::uint32_t> slots;
  for (const auto row : found.indices) slots.push_back(rows_.add(found.rows, row));
  ref_all(slots, references);
  const bool cached =
      options_.cache != LookupCachePolicy::None && (options_.cache_missing_key || !slots.empty());
  if (!cached) {
    for (const auto slot : slots) rows_.unref(slot);
    return slots;
  }
  Entry& entry = entries_[entry_for(key)];
  drop_rows(entry);
  entry.slots = slots;
  entry.written_millis = entry.accessed_millis = clock_.monotonic_millis();
  entry.recent = true;
  return slots;
}

std::uint32_t LookupCache::entry_for(const LookupKey& key) {
  const auto existing = find(key);
  if (existing != kNoEntry) return existing;
  make_room();
  if ((count_ + 1) * 2 > buckets_.size()) grow_buckets();
  std::uint32_t index;
  if (free_entries_.empty()) {
    index = static_cast<std::uint32_t>(entries_.size());
    entries_.emplace_back();
  } else {
    index = free_entries_.back();
    free_entries_.pop_back();
  }
  Entry& entry = entries_[index];
  entry.hash = key.hash;
  entry.key = key.bytes;
  entry.used = true;
  ++count_;
  key_bytes_ += key.bytes.size();
  const std::size_t mask = buckets_.size() - 1;
  std::size_t bucket = key.hash & mask;
  while (buckets_[bucket] != 0) bucket = (bucket + 1) & mask;
  buckets_[bucket] = index + 1;
  return index;
}

// Frees entries until one more key fits.
void LookupCache::make_room() {
  const auto full = [this] {
    const auto rows = options_.max_rows;
    if (rows && count_ >= static_cast<std::size_t>(std::max<std::int64_t>(*rows, 1))) return true;
    const auto bytes = rows_.byte_size() + key_bytes_ + count_ * kEntryBytes;
    return options_.max_bytes && bytes >= *options_.max_bytes;
  };
  while (count_ > 0 && full()) {
    Entry& entry = entries_[hand_];
    const auto index = static_cast<std::uint32_t>(hand_);
    hand_ = (hand_ + 1) % entries_.size();
    if (!entry.used || std::exchange(entry.recent, false)) continue;
    remove(index);
  }
}

void LookupCache::remove(std::uint32_t index) {
  const std::size_t mask = buckets_.size() - 1;
  std::size_t bucket = entries_[index].hash & mask;
  while (buckets_[bucket] != index + 1) bucket = (bucket + 1) & mask;
  remove_bucket(bucket);
  Entry& entry = entries_[index];
  drop_rows(entry);
  key_bytes_ -= entry.key.size();
  --count_;
  entry.used = false;
  free_entries_.push_back(index);
}

// Backward-shift deletion (Knuth, TAOCP vol. 3, 6.4, algorithm R).
void LookupCache::remove_bucket(std::size_t hole) {
  const std::size_t mask = buckets_.size() - 1;
  for (std::size_t i = (hole + 1) & mask; buckets_[i] != 0; i = (i + 1) & mask) {
    const std::size_t home = entries_[buckets_[i] - 1].hash & mask;
    const bool reachable = ((i - home) & mask) < ((i - hole) & mask);
    if (reachable) continue;
    buckets_[hole] = buckets_[i];
    hole = i;
  }
  buckets_[hole] = 0;
}

void LookupCache::grow_buckets() {
  std::vector<std::uint32_t> old(buckets_.size() * 2, 0);
  old.swap(buckets_);
  const std::size_t mask = buckets_.size() - 1;
  for (const auto value : old) {
    if (value == 0) continue;
    std::size_t bucket = entries_[value - 1].hash & mask;
    while (buckets_[bucket] != 0) bucket = (bucket + 1) & mask;
    buckets_[bucket] = value;
  }
}

void LookupCache::drop_rows(Entry& entry) {
  for (const auto slot : entry.slots) rows_.unref(slot);
  entry.slots.clear();
}

std::optional<std::vector<std::uint32_t>> LookupCache::stale(
    const LookupKey& key, std::chrono::milliseconds max_staleness, std::uint32_t references) {
  const std::lock_guard lock(mutex_);
  const auto index = find(key);
  if (index == kNoEntry) return std::nullopt;
  const Entry& entry = entries_[index];
  const auto now = clock_.monotonic_millis();
  if (now - std::min(expiry(entry), now) > max_staleness.count()) return std::nullopt;
  ref_all(entry.slots, references);
  return entry.slots;
}

std::vector<ColumnPtr> LookupCache::gather(std::span<const std::uint32_t> slots) {
  const std::lock_guard lock(mutex_);
  return rows_.gather(slots);
}

void LookupCache::release(std::span<const LookupMatch> matches) {
  const std::lock_guard lock(mutex_);
  for (const auto& match : matches) rows_.unref(match.slot);
}

std::size_t LookupCache::entry_count() const {
  const std::lock_guard lock(mutex_);
  return count_;
}

std::size_t LookupCache::byte_size() const {
  const std::lock_guard lock(mutex_);
  return rows_.byte_size() + key_bytes_ + count_ * kEntryBytes;
}

std::shared_ptr<LookupCache> LookupCaches::get(const Wanted& wanted) {
  const std::lock_guard lock(mutex_);
  auto& cache = caches_[wanted.node];
  if (!cache) cache = std::make_shared<LookupCache>(wanted.found, wanted.options, wanted.clock);
  return cache;
}

}  // namespace streamsql
