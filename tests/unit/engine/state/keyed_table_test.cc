#include <doctest/doctest.h>
#include <numeric>
#include <random>
#include <set>
#include <unordered_map>

#include "tests/unit/engine/state/state_test.h"

namespace streamsql {
namespace {

struct Sum {
  std::int64_t sum, count;
};
struct Text {
  StateBytes bytes;
  std::int64_t length;
};

const KeyedTableOptions kSums{{sizeof(Sum), {}}, {}};
const KeyedTableOptions kTexts{{sizeof(Text), {offsetof(Text, bytes)}}, {}};

struct Fixture {
  MemoryPool memory{"test", UINT64_MAX};
  VirtualClock clock;
  MetricRegistry registry;
  std::unique_ptr<StateBackend> backend = make_memory_state_backend(memory, clock);
  std::unique_ptr<OperatorState> state =
      backend->open_operator("op", 0, 1, MetricGroup(registry, {}));
  std::vector<Slot> slots;
  std::vector<std::uint8_t> created;
};

TEST_CASE_FIXTURE(Fixture, "a key may lie in the key group of another") {
  auto& table = state->keyed_table("t", kSums);
  const auto owner = number_keys({1});
  EncodedKeys keys;
  for (int i = 0; i < 100; ++i) keys.append(number_key(i), owner.hash(0));
  CHECK(key_group_of(keys.hash(99)) == key_group_of(owner.hash(0)));
  table.resolve(keys, slots, created);
  for (const auto slot : slots) table.erase(slot);
  CHECK(table.size() == 0);
  table.find(keys, slots);
  CHECK(slots[50] == kNoSlot);
}

}  // namespace

TEST_CASE_FIXTURE(Fixture, "equal keys share a slot, and only the first occurrence creates it") {
  auto& table = state->keyed_table("t", kSums);
  table.resolve(number_keys({7, 8, 7}), slots, created);
  CHECK(slots[0] == slots[2]);
  CHECK(slots[0] != slots[1]);
  CHECK(created == std::vector<std::uint8_t>{1, 1, 0});
  CHECK(table.read<Sum>(slots[0]).sum == 0);
  table.resolve(number_keys({7}), slots, created);
  CHECK(created[0] == 0);
  CHECK(table.size() == 2);
  CHECK(table.key_of(slots[0]) == number_key(7));
}

TEST_CASE_FIXTURE(Fixture, "find creates nothing") {
  auto& table = state->keyed_table("t", kSums);
  table.find(number_keys({1}), slots);
  CHECK(slots[0] == kNoSlot);
  CHECK(table.size() == 0);
}

TEST_CASE_FIXTURE(Fixture, "random updates and erasures agree with a map") {
  auto& table = state->keyed_table("t", kSums);
  std::unordered_map<std::int64_t, Sum> model;
  std::mt19937_64 random(1);
  for (int round = 0; round < 400; ++round) {
    std::vector<std::int64_t> numbers(random() % 300);
    for (auto& number : numbers) number = static_cast<std::int64_t>(random() % 20000);
    table.resolve(number_keys(numbers), slots, created);
    for (std::size_t i = 0; i < numbers.size(); ++i) {
      CHECK((created[i] != 0) == !model.contains(numbers[i]));
      auto& sum = table.write<Sum>(slots[i]);
      sum.sum += numbers[i] + round;
      ++sum.count;
      auto& expected = model[numbers[i]];
      expected = {expected.sum + numbers[i] + round, expected.count + 1};
    }
    for (int i = 0; i < 40; ++i) {
      const auto number = static_cast<std::int64_t>(random() % 20000);
      table.find(number_keys({number}), slots);
      REQUIRE((slots[0] != kNoSlot) == model.contains(number));
      if (slots[0] == kNoSlot) continue;
      table.erase(slots[0]);
      model.erase(number);
    }
  }
  CHECK(table.size() == model.size());
  std::size_t visited = 0;
  table.for_each([&](Slot slot) {
    ++visited;
    std::int64_t number;
    std::memcpy(&number, table.key_of(slot).data() + 1, 8);
    REQUIRE(model.contains(number));
    CHECK(table.read<Sum>(slot).sum == model[number].sum);
    CHECK(table.read<Sum>(slot).count == model[number].count);
  });
  CHECK(visited == model.size());
}

TEST_CASE_FIXTURE(Fixture, "long keys and bytes in a state are owned by the table") {
  auto& table = state->keyed_table("t", kTexts);
  std::unordered_map<std::string, std::string> model;
  std::mt19937_64 random(2);
  for (int round = 0; round < 200; ++round) {
    std::vector<std::string> keys(20);
    for (auto& key : keys) key = std::string(random() % 200, 'k') + std::to_string(random() % 50);
    table.resolve(text_keys(keys), slots, created);
    for (std::size_t i = 0; i < keys.size(); ++i) {
      auto& text = model[keys[i]];
      text = std::string(random() % 500, static_cast<char>('a' + random() % 26));
      auto& stored = table.write<Text>(slots[i]);
      table.assign(stored.bytes, text);
      stored.length = static_cast<std::int64_t>(text.size());
    }
    const auto victim = model.begin()->first;
    table.find(text_keys({victim}), slots);
    table.erase(slots[0]);
    model.erase(victim);
  }
  CHECK(table.size() == model.size());
  for (const auto& [key, text] : model) {
    table.find(text_keys({key}), slots);
    REQUIRE(slots[0] != kNoSlot);
    CHECK(table.read<Text>(slots[0]).bytes.view() == text);
    CHECK(table.read<Text>(slots[0]).length == static_cast<std::int64_t>(text.size()));
  }
}

TEST_CASE_FIXTURE(Fixture, "an expired key is created anew; resolve keeps a key alive") {
  const KeyedTableOptions options{{sizeof(Text), {offsetof(Text, bytes)}},
                                  std::chrono::milliseconds(1000)};
  auto& table = state->keyed_table("t", options);
  table.resolve(number_keys({1, 2}), slots, created);
  table.assign(table.write<Text>(slots[0]).bytes, "one");
  clock.advance(std::chrono::milliseconds(999));
  table.resolve(number_keys({1}), slots, created);
  CHECK(created[0] == 0);
  clock.advance(std::chrono::milliseconds(1));
  table.find(number_keys({1, 2}), slots);
  CHECK(slots[0] != kNoSlot);
  CHECK(slots[1] == kNoSlot);
  clock.advance(std::chrono::milliseconds(999));
  table.resolve(number_keys({1, 1}), slots, created);
  CHECK(created == std::vector<std::uint8_t>{1, 0});
  CHECK(table.read<Text>(slots[0]).bytes.size == 0);
}

TEST_CASE_FIXTURE(Fixture, "keys that nobody asks for again leave memory when their time is over") {
  std::vector<std::string> told;
  const KeyedTableOptions options{
      {sizeof(Sum), {}}, std::chrono::milliseconds(1000), [&](const KeyRef& key) {
        CHECK(key.hash == hash_key(key.bytes));
        told.emplace_back(key.bytes);
      }};
  auto& table = state->keyed_table("t", options);
  std::vector<std::int64_t> numbers(20000);
  std::iota(numbers.begin(), numbers.end(), 0);
  table.resolve(number_keys(numbers), slots, created);
  const auto filled = memory.used();
  for (int i = 0; i < 100; ++i) {
    clock.advance(std::chrono::milliseconds(50));
    table.resolve(number_keys({7}), slots, created);
    CHECK(created[0] == 0);
  }
  CHECK(table.size() == 1);
  CHECK(memory.used() < filled / 2);  // indexes stay
  CHECK(told.size() == 19999);
  CHECK(std::set<std::string>(told.begin(), told.end()).size() == 19999);
  CHECK(std::count(told.begin(), told.end(), number_key(7)) == 0);
}

TEST_CASE_FIXTURE(Fixture, "who asks for an expired key before the sweep sees it told once") {
  int told = 0;
  auto& table = state->keyed_table(
      "t", {{sizeof(Sum), {}}, std::chrono::milliseconds(1000), [&](const KeyRef&) { ++told; }});
  table.resolve(number_keys({1}), slots, created);
  clock.advance(std::chrono::milliseconds(5000));
  table.resolve(number_keys({1}), slots, created);
  CHECK(created[0] == 1);
  CHECK(told == 1);
}

TEST_CASE_FIXTURE(Fixture, "a dropped table gives its memory back") {
  auto& table = state->keyed_table("t", kTexts);
  table.resolve(number_keys({1, 2, 3}), slots, created);
  for (const auto slot : slots) {
    table.assign(table.write<Text>(slot).bytes, std::string(1 << 20, 'x'));
  }
  CHECK(memory.used() > 3 << 20);
  state->drop("t");
  CHECK(memory.used() < 1 << 20);
  CHECK(state->tables().empty());
}

TEST_CASE_FIXTURE(Fixture, "another layout is refused") {
  state->keyed_table("t", kSums);
  CHECK_THROWS(state->keyed_table("t", kTexts));
}

}  // namespace streamsql
