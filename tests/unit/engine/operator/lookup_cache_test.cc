#include "engine/operator/lookup_cache.h"

#include <doctest/doctest.h>

using namespace streamsql;
using namespace std::chrono_literals;

namespace {

SchemaPtr schema() {
  return make_schema({{"id", DataType::bigint()}, {"name", DataType::string()}});
}

ColumnPtr keys_of(const std::vector<std::int64_t>& values) {
  ColumnBuilder builder(DataType::bigint());
  for (const auto value : values) builder.append(value);
  return builder.finish();
}

LookupOptions partial(std::int64_t max_rows) {
  LookupOptions options;
  options.cache = LookupCachePolicy::Partial;
  options.max_rows = max_rows;
  return options;
}

struct Fixture {
  VirtualClock clock;
  LookupOptions options;
  LookupCache cache;
  explicit Fixture(LookupOptions wanted) : options(wanted), cache(schema(), options, clock) {}

  void insert(std::int64_t key) {
    const Batch rows({keys_of({key}), names_of(key)}, 1);
    const std::uint32_t first = 0;
    EncodedKeys keys = encoded({key});
    cache.insert({keys.key(0), keys.hash(0)}, {rows, {&first, 1}}, 0);
  }
  void insert_miss(std::int64_t key) {
    EncodedKeys keys = encoded({key});
    cache.insert({keys.key(0), keys.hash(0)}, {Batch(), {}}, 0);
  }
  bool contains(std::int64_t key) { return probe({key}).misses.empty(); }

  LookupCache::Probe probe(const std::vector<std::int64_t>& values) {
    LookupCache::Probe out;
    cache.probe(encoded(values), all_rows(values.size()), out);
    return out;
  }
  static ColumnPtr names_of(std::int64_t key) {
    ColumnBuilder builder(DataType::string());
    builder.append_string("a name longer than twelve bytes " + std::to_string(key));
    return builder.finish();
  }
  static EncodedKeys encoded(const std::vector<std::int64_t>& values) {
    EncodedKeys keys;
    const std::vector<ColumnPtr> columns{keys_of(values)};
    encode_keys(columns, all_rows(values.size()), keys);
    return keys;
  }
};

}  // namespace

TEST_CASE("a cache of 1,000 rows holds 1,000 keys, and not one more") {
  Fixture f(partial(1000));
  for (int key = 0; key < 1000; ++key) f.insert(key);
  for (int key = 0; key < 1000; ++key) CHECK(f.contains(key));
  f.insert(1000);
  CHECK(f.cache.entry_count() == 1000);
  CHECK(f.contains(1000));
}

TEST_CASE("keys in use survive the eviction of others") {
  Fixture f(partial(100));
  for (int key = 0; key < 100; ++key) f.insert(key);
  for (int key = 100; key < 1000; ++key) {
    f.insert(key);
    CHECK(f.contains(7));
  }
}

TEST_CASE("a found row keeps its strings although its key is evicted") {
  Fixture f(partial(1));
  f.insert(1);
  const auto probe = f.probe({1});
  for (int key = 2; key < 3000; ++key) f.insert(key);
  REQUIRE(probe.matches.size() == 1);
  const std::uint32_t slot = probe.matches[0].slot;
  const auto columns = f.cache.gather({&slot, 1});
  CHECK(columns[0]->value<std::int64_t>(0) == 1);
  CHECK(columns[1]->string(0) == "a name longer than twelve bytes 1");
  f.cache.release(probe.matches);
}

TEST_CASE("entries expire after their write") {
  auto options = partial(10);
  options.expire_after_write = 5min;
  Fixture f(options);
  f.insert(1);
  f.clock.advance(299s);
  CHECK(f.contains(1));
  f.clock.advance(2s);
  CHECK_FALSE(f.contains(1));
}

TEST_CASE("entries expire after their last access") {
  auto options = partial(10);
  options.expire_after_access = 1min;
  Fixture f(options);
  f.insert(1);
  for (int i = 0; i < 5; ++i) {
    f.clock.advance(50s);
    CHECK(f.contains(1));
  }
  f.clock.advance(61s);
  CHECK_FALSE(f.contains(1));
}

TEST_CASE("a key that found nothing is cached if the option says so") {
  Fixture cached(partial(10));
  cached.insert_miss(1);
  CHECK(cached.contains(1));
  auto options = partial(10);
  options.cache_missing_key = false;
  Fixture not_cached(options);
  not_cached.insert_miss(1);
  CHECK_FALSE(not_cached.contains(1));
}

TEST_CASE("without a cache nothing is kept") {
  LookupOptions options;
  Fixture f(options);
  f.insert(1);
  CHECK_FALSE(f.contains(1));
  CHECK(f.cache.entry_count() == 0);
}

TEST_CASE("an expired entry can be served while it is not too old") {
  auto options = partial(10);
  options.expire_after_write = 1min;
  Fixture f(options);
  f.insert(1);
  f.clock.advance(90s);
  const auto keys = Fixture::encoded({1});
  const LookupKey key{keys.key(0), keys.hash(0)};
  CHECK_FALSE(f.cache.stale(key, 10s, 1).has_value());
  const auto slots = f.cache.stale(key, 60s, 1);
  REQUIRE(slots.has_value());
  CHECK(slots->size() == 1);
}

TEST_CASE("the index stays right through many insertions and evictions") {
  Fixture f(partial(64));
  std::uint64_t state = 88172645463325252ull;
  for (int i = 0; i < 20000; ++i) {
    state ^= state << 13, state ^= state >> 7, state ^= state << 17;
    f.insert(static_cast<std::int64_t>(state % 500));
  }
  CHECK(f.cache.entry_count() == 64);
  int found = 0;
  for (int key = 0; key < 500; ++key) found += f.contains(key);
  CHECK(found == 64);
}
