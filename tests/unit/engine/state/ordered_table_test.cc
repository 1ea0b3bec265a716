#include <doctest/doctest.h>
#include <map>
#include <random>
#include <set>

#include "tests/unit/engine/state/state_test.h"

namespace streamsql {
namespace {

using Model = std::map<std::pair<std::string, std::string>, std::string>;

struct Fixture {
  MemoryPool memory{"test", UINT64_MAX};
  VirtualClock clock;
  MetricRegistry registry;
  std::unique_ptr<StateBackend> backend = make_memory_state_backend(memory, clock);
  std::unique_ptr<OperatorState> state =
      backend->open_operator("op", 0, 1, MetricGroup(registry, {}));
  OrderedTable& table = state->ordered_table("t");
};

KeyRef key_ref(std::string_view key) { return {key, hash_key(key)}; }

void check_key(OrderedTable& table, const Model& model, const std::string& key) {
  std::vector<std::pair<std::string, std::string>> expected, forwards, backwards;
  for (auto at = model.lower_bound({key, {}}); at != model.end() && at->first.first == key; ++at) {
    expected.emplace_back(at->first.second, at->second);
  }
  for (auto cursor = table.seek(key_ref(key), {}); cursor->valid(); cursor->next()) {
    forwards.emplace_back(cursor->order(), cursor->value());
  }
  for (auto cursor = table.last(key_ref(key)); cursor->valid(); cursor->previous()) {
    backwards.emplace(backwards.begin(), cursor->order(), cursor->value());
  }
  REQUIRE(forwards == expected);
  REQUIRE(backwards == expected);
}

std::string random_bytes(std::mt19937_64& random, std::size_t longest) {
  std::string bytes(random() % longest, '\0');
  for (auto& byte : bytes) byte = static_cast<char>(random() % 3);
  return bytes;
}

void random_change(OrderedTable& table, Model& model, std::mt19937_64& random) {
  const auto key = random_bytes(random, 4), order = random_bytes(random, 9);
  const auto action = random() % 100;
  if (action < 60) {
    const std::string value(random() % (action == 0 ? 20000 : 60), 'v');
    table.put(key_ref(key), order, value);
    model[{key, order}] = value;
  } else if (action < 98) {
    CHECK(table.erase(key_ref(key), order) == (model.erase({key, order}) == 1));
  } else {
    table.erase_key(key_ref(key));
    std::erase_if(model, [&](const auto& entry) { return entry.first.first == key; });
  }
  const auto found = model.find({key, order});
  const auto got = table.get(key_ref(key), order);
  REQUIRE(got.has_value() == (found != model.end()));
  if (got) CHECK(*got == found->second);
}

}  // namespace

TEST_CASE_FIXTURE(Fixture, "random puts and erasures agree with a sorted map") {
  Model model;
  std::mt19937_64 random(3);
  for (int i = 0; i < 30000; ++i) {
    random_change(table, model, random);
    if (i % 200 == 0) check_key(table, model, random_bytes(random, 4));
  }
  std::size_t entries = 0;
  for (int group = 0; group < kKeyGroups; ++group) {
    std::pair<std::string, std::string> last;
    for (auto cursor = table.key_group(group); cursor->valid(); cursor->next()) {
      const std::pair place(std::string(cursor->key()), std::string(cursor->order()));
      if (entries > 0 && last.first == place.first) CHECK(last < place);
      CHECK(model.at(place) == cursor->value());
      last = place;
      ++entries;
    }
  }
  CHECK(entries == model.size());
}

TEST_CASE_FIXTURE(Fixture, "seek finds the first entry that is not less") {
  for (const auto* order : {"b", "d", "f"}) table.put(key_ref("k"), order, order);
  CHECK(table.seek(key_ref("k"), "c")->value() == "d");
  CHECK(table.seek(key_ref("k"), "d")->value() == "d");
  CHECK(!table.seek(key_ref("k"), "g")->valid());
  CHECK(table.last(key_ref("k"))->value() == "f");
  CHECK(!table.last(key_ref("j"))->valid());
}

TEST_CASE_FIXTURE(Fixture, "an ordered table that is dropped gives its memory back") {
  const auto before = memory.used();
  for (int i = 0; i < 1000; ++i) table.put(key_ref("k"), std::to_string(i), std::string(100, 'x'));
  CHECK(memory.used() > before + 100'000);
  state->drop("t");
  CHECK(memory.used() <= before + (192 << 10));
}

TEST_CASE_FIXTURE(Fixture,
                  "timers fire in order of time, and those added meanwhile in their turn") {
  auto& timers = state->timers();
  CHECK(!timers.next(TimeDomain::Event));
  timers.add(TimeDomain::Event, 20, key_ref("b"));
  timers.add(TimeDomain::Event, -5, key_ref("a"));
  timers.add(TimeDomain::Event, 20, key_ref("b"));
  timers.add(TimeDomain::Event, 30, key_ref("c"));
  timers.add(TimeDomain::Processing, 1, key_ref("p"));
  timers.add(TimeDomain::Event, 15, key_ref("gone"));
  timers.remove(TimeDomain::Event, 15, key_ref("gone"));
  CHECK(timers.next(TimeDomain::Event) == -5);
  std::string fired;
  timers.advance(TimeDomain::Event, 25, [&](std::int64_t millis, const KeyRef& key) {
    fired += std::to_string(millis) + std::string(key.bytes) + " ";
    CHECK(key.hash == hash_key(key.bytes));
    if (millis == -5) timers.add(TimeDomain::Event, 7, key_ref("new"));
    if (millis == -5) timers.add(TimeDomain::Event, 26, key_ref("later"));
  });
  CHECK(fired == "-5a 7new 20b ");
  CHECK(timers.next(TimeDomain::Event) == 26);
  CHECK(timers.next(TimeDomain::Processing) == 1);
  CHECK(state->tables() == std::vector<std::string>{"t"});
}

TEST_CASE_FIXTURE(Fixture, "random timers fire as a sorted set") {
  auto& timers = state->timers();
  std::set<std::pair<std::int64_t, std::string>> model;
  std::mt19937_64 random(4);
  for (std::int64_t now = 0; now < 3000; now += 10) {
    for (int i = 0; i < 20; ++i) {
      const auto at = now + static_cast<std::int64_t>(random() % 1000);
      const auto key = std::to_string(random() % 300);
      timers.add(TimeDomain::Event, at, key_ref(key));
      model.insert({at, key});
      if (random() % 3 != 0) continue;
      const auto victim = *std::next(model.begin(), static_cast<long>(random() % model.size()));
      timers.remove(TimeDomain::Event, victim.first, key_ref(victim.second));
      model.erase(victim);
    }
    timers.advance(TimeDomain::Event, now, [&](std::int64_t millis, const KeyRef& key) {
      CHECK(millis == model.begin()->first);
      CHECK(model.erase({millis, std::string(key.bytes)}) == 1);
    });
    CHECK((model.empty() || model.begin()->first > now));
    CHECK(timers.next(TimeDomain::Event).has_value() == !model.empty());
  }
}

}  // namespace streamsql
