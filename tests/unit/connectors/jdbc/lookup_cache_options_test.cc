// What a lookup's cache does with the options of a jdbc table.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include "connectors/jdbc/tables.h"
#include "engine/operator/lookup_cache.h"

namespace streamsql::jdbc {
namespace {

using namespace std::chrono_literals;
using Pairs = std::vector<std::pair<std::string, std::string>>;

SchemaPtr device() {
  return make_schema({{"id", DataType::bigint()}, {"name", DataType::string()}});
}

LookupOptions options_of(const Pairs& pairs) {
  TableDescriptor table;
  table.name = table.short_name = "t";
  table.physical = device();
  table.options.set("connector", "jdbc");
  table.options.set("url", "jdbc:mysql://h/d");
  table.options.set("table-name", "t");
  for (const auto& [key, value] : pairs) table.options.set(key, value);
  return make_lookup_table(table)->options();
}

ColumnPtr one(std::int64_t value) {
  ColumnBuilder builder(DataType::bigint());
  builder.append(value);
  return builder.finish();
}

// The cache of a lookup join over such a table. Every key finds a row unless it is negative.
class Cache {
 public:
  explicit Cache(const Pairs& pairs)
      : options_(options_of(pairs)), cache_(device(), options_, clock_) {}

  // Whether the database would have to be asked; it is, and its answer is kept.
  bool asks(std::int64_t id) {
    const auto keys = encoded(id);
    LookupCache::Probe probe;
    cache_.probe(keys, all_rows(1), probe);
    cache_.release(probe.matches);
    if (probe.misses.empty()) return false;
    const Batch rows = Batch::parse(*device(), fmt::format("+I[{}, the name of a device]", id));
    const std::uint32_t first = 0;
    const std::span<const std::uint32_t> found(&first, id < 0 ? 0 : 1);
    cache_.insert({keys.key(0), keys.hash(0)}, {rows, found}, 0);
    return true;
  }
  void pass(std::chrono::microseconds time) { clock_.advance(time); }

 private:
  static EncodedKeys encoded(std::int64_t id) {
    EncodedKeys keys;
    const std::vector<ColumnPtr> columns{one(id)};
    encode_keys(columns, all_rows(1), keys);
    return keys;
  }

  VirtualClock clock_;
  const LookupOptions options_;
  LookupCache cache_;
};

// How many of the keys 0 to count - 1 are asked.
int questions(Cache& cache, int count) {
  int asked = 0;
  for (int id = 0; id < count; ++id) asked += cache.asks(id) ? 1 : 0;
  return asked;
}

TEST_CASE("lookup.cache says whether an answer is kept") {
  Cache none(Pairs{{"lookup.cache", "NONE"}}), partial(Pairs{{"lookup.cache", "PARTIAL"}});
  CHECK(none.asks(1));
  CHECK(none.asks(1));
  CHECK(partial.asks(1));
  CHECK_FALSE(partial.asks(1));
}

TEST_CASE("lookup.partial-cache.max-rows is how many keys are kept") {
  const auto repeated = [](const std::string& rows) {
    Cache cache(Pairs{{"lookup.cache", "PARTIAL"}, {"lookup.partial-cache.max-rows", rows}});
    questions(cache, 3);
    return questions(cache, 3);
  };
  CHECK(repeated("3") == 0);
  CHECK(repeated("2") > 0);
}

TEST_CASE("lookup.partial-cache.max-bytes bounds what is kept") {
  const auto repeated = [](const std::string& size) {
    Cache cache(Pairs{{"lookup.cache", "PARTIAL"}, {"lookup.partial-cache.max-bytes", size}});
    questions(cache, 2000);
    return questions(cache, 2000);
  };
  CHECK(repeated("64 mb") == 0);
  CHECK(repeated("16 kb") > 0);
}

TEST_CASE("lookup.partial-cache.expire-after-write ends an answer however often it is used") {
  const auto asks_again = [](const std::string& time) {
    Cache cache(
        Pairs{{"lookup.cache", "PARTIAL"}, {"lookup.partial-cache.expire-after-write", time}});
    cache.asks(1);
    cache.pass(50s);
    CHECK_FALSE(cache.asks(1));
    cache.pass(50s);
    return cache.asks(1);
  };
  CHECK(asks_again("1 min"));
  CHECK_FALSE(asks_again("2 min"));
}

TEST_CASE("lookup.partial-cache.expire-after-access ends an answer that is not used") {
  const auto asks_after = [](const std::string& time, std::chrono::seconds pause) {
    Cache cache(
        Pairs{{"lookup.cache", "PARTIAL"}, {"lookup.partial-cache.expire-after-access", time}});
    cache.asks(1);
    cache.pass(50s);
    CHECK_FALSE(cache.asks(1));
    cache.pass(pause);
    return cache.asks(1);
  };
  CHECK_FALSE(asks_after("1 min", 50s));
  CHECK(asks_after("1 min", 70s));
  CHECK_FALSE(asks_after("2 min", 70s));
}

TEST_CASE("lookup.partial-cache.cache-missing-key says whether a miss is kept") {
  const auto asks_again = [](const std::string& value) {
    Cache cache(
        Pairs{{"lookup.cache", "PARTIAL"}, {"lookup.partial-cache.cache-missing-key", value}});
    cache.asks(-1);
    return cache.asks(-1);
  };
  CHECK_FALSE(asks_again("true"));
  CHECK(asks_again("false"));
}

TEST_CASE("the cache options of older Flinks do the same") {
  const auto cache_of = [](const std::string& rows, const std::string& ttl,
                           const std::string& misses) {
    return Cache(Pairs{{"lookup.cache.max-rows", rows},
                       {"lookup.cache.ttl", ttl},
                       {"lookup.cache.caching-missing-key", misses}});
  };
  auto three = cache_of("3", "1 min", "true"), two = cache_of("2", "1 min", "true");
  CHECK(questions(three, 3) + questions(three, 3) == 3);
  CHECK(questions(two, 3) + questions(two, 3) > 3);

  auto minute = cache_of("9", "1 min", "true"), hour = cache_of("9", "1 h", "true");
  for (auto* cache : {&minute, &hour}) {
    cache->asks(1);
    cache->pass(61s);
  }
  CHECK(minute.asks(1));
  CHECK_FALSE(hour.asks(1));

  auto keeps = cache_of("9", "1 min", "true"), drops = cache_of("9", "1 min", "false");
  for (auto* cache : {&keeps, &drops}) cache->asks(-1);
  CHECK_FALSE(keeps.asks(-1));
  CHECK(drops.asks(-1));
}

}  // namespace
}  // namespace streamsql::jdbc
