// LookupCache: keys of a dimension and the rows they found, bounded, expiring, shared by subtasks.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "engine/base/clock.h"
#include "engine/batch/key_codec.h"
#include "engine/connector/lookup.h"
#include "engine/operator/dimension_rows.h"

namespace streamsql {

// A probe row and the slot of a row that matches it.
struct LookupMatch {
  std::uint32_t probe_row;
  std::uint32_t slot;
};

struct LookupKey {
  std::string_view bytes;  // as encode_keys makes them
  std::uint64_t hash;
};

// What one key found: the rows `indices` of a batch; perhaps none.
struct FoundRows {
  const Batch& rows;
  std::span<const std::uint32_t> indices;
};

// Any thread; one lock per call, and calls are per batch. Eviction is CLOCK (second chance,
// https://multicians.org/paging-experiment.pdf), which holds exactly max_rows keys and costs one
// bit per hit. Without a cache ('NONE') it only keeps rows until the batch that asked has gone on.
class LookupCache {
 public:
  LookupCache(SchemaPtr found, const LookupOptions& options, const Clock& clock);

  struct Probe {
    std::vector<LookupMatch> matches;   // each slot referenced: give back with release()
    std::vector<std::uint32_t> misses;  // indices into the keys, ascending
  };
  // keys.key(i) belongs to probe row rows[i].
  void probe(const EncodedKeys& keys, Selection rows, Probe& out);
  // Stores what a key found and returns the slots, each referenced `references`
  // times for the caller.
  std::vector<std::uint32_t> insert(const LookupKey& key, const FoundRows& found,
                                    std::uint32_t references);
  // The rows of an expired entry not older than `max_staleness` behind its expiry, referenced
  // `references` times; nothing when there is none.
  std::optional<std::vector<std::uint32_t>> stale(const LookupKey& key,
                                                  std::chrono::milliseconds max_staleness,
                                                  std::uint32_t references);
  std::vector<ColumnPtr> gather(std::span<const std::uint32_t> slots);
  void release(std::span<const LookupMatch> matches);

  std::size_t entry_count() const;
  std::size_t byte_size() const;

 private:
  struct Entry {
    std::uint64_t hash = 0;
    std::string key;
    std::vector<std::uint32_t> slots;
    std::int64_t written_millis = 0, accessed_millis = 0;
    bool used = false;  // in the index
    bool recent = false;
  };
  static constexpr std::uint32_t kNoEntry = UINT32_MAX;

  std::uint32_t find(const LookupKey& key) const;
  bool is_expired(const Entry& entry, std::int64_t now) const;
  std::int64_t expiry(const Entry& entry) const;
  std::uint32_t entry_for(const LookupKey& key);
  void ref_all(std::span<const std::uint32_t> slots, std::uint32_t times);
  void make_room();
  void remove(std::uint32_t index);
  void remove_bucket(std::size_t bucket);
  void grow_buckets();
  void drop_rows(Entry& entry);

  const LookupOptions options_;
  const Clock& clock_;
  mutable std::mutex mutex_;
  DimensionRows rows_;
  std::vector<Entry> entries_;
  std::vector<std::uint32_t> free_entries_;
  std::vector<std::uint32_t> buckets_;  // entry index + 1, linear probing, a power of two
  std::size_t count_ = 0;
  std::size_t key_bytes_ = 0;
  std::size_t hand_ = 0;  // of the clock
};

// One cache per LookupJoin of a job. Any thread.
class LookupCaches {
 public:
  struct Wanted {
    int node;  // physical::Node::id
    SchemaPtr found;
    const LookupOptions& options;
    const Clock& clock;
  };
  std::shared_ptr<LookupCache> get(const Wanted& wanted);

 private:
  std::mutex mutex_;
  std::map<int, std::shared_ptr<LookupCache>> caches_;
};

}  // namespace streamsql
