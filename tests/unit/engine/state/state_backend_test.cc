#include <doctest/doctest.h>
#include <future>
#include <map>
#include <random>
#include <unistd.h>
#include <unordered_map>

#include "engine/base/error.h"
#include "tests/unit/engine/state/state_test.h"

namespace streamsql {
namespace {

namespace fs = std::filesystem;

struct Entry {
  StateBytes text;
  std::int64_t sum;
};
const KeyedTableOptions kEntries{{sizeof(Entry), {offsetof(Entry, text)}}, {}};

class TemporaryDirectory {
 public:
  TemporaryDirectory() {
    static std::atomic<int> next = 0;
    path_ = fs::temp_directory_path() /
            ("streamsql-state-" + std::to_string(getpid()) + "-" + std::to_string(next++));
    fs::create_directories(path_);
  }
  ~TemporaryDirectory() { fs::remove_all(path_); }
  fs::path operator/(const std::string& name) const { return path_ / name; }

 private:
  fs::path path_;
};

// What the state should be.
struct Model {
  std::map<std::string, std::pair<std::string, std::int64_t>> entries;
  std::map<std::pair<std::string, std::string>, std::string> ordered;
};

// One operator of a job, all of its subtasks, and the model that it must agree with.
class Job {
 public:
  struct Options {
    int parallelism = 1;
    std::uint64_t memory = 1 << 30;
    std::optional<fs::path> restored;
  };
  Job(const fs::path& directory, const Options& options)
      : memory_("test", options.memory), parallelism_(options.parallelism) {
    backend_ = open_state_backend({directory, options.restored, &memory_, &clock, "hashmap"});
    for (int i = 0; i < parallelism_; ++i) {
      states.push_back(backend_->open_operator("op", i, parallelism_, MetricGroup(registry_, {})));
    }
  }

  // A batch of puts and erasures; the keys of other subtasks are left out by each.
  void change(std::mt19937_64& random, int keys) {
    for (auto& subtask : split(random_keys(random, keys))) {
      if (subtask.second.empty()) continue;
      change_entries(*states[static_cast<std::size_t>(subtask.first)], subtask.second, random);
      change_ordered(*states[static_cast<std::size_t>(subtask.first)], subtask.second, random);
    }
  }

  std::vector<std::unique_ptr<StateCut>> cut(CheckpointId id) {
    std::vector<std::unique_ptr<StateCut>> cuts;
    for (const auto& state : states) cuts.push_back(state->cut(id));
    return cuts;
  }

  void check(const Model& expected) {
    std::map<std::string, std::pair<std::string, std::int64_t>> found;
    std::map<std::pair<std::string, std::string>, std::string> ordered;
    std::size_t size = 0;
    for (int i = 0; i < parallelism_; ++i) {
      auto& state = *states[static_cast<std::size_t>(i)];
      auto& table = state.keyed_table("entries", kEntries);
      size += table.size();
      table.for_each([&](Slot slot) {
        const auto& entry = table.read<Entry>(slot);
        const auto key = std::string(table.key_of(slot));
        REQUIRE(!found.contains(key));
        found[key] = {std::string(entry.text.view()), entry.sum};
      });
      const auto groups = key_groups_of(i, parallelism_);
      for (int group = groups.begin; group < groups.end; ++group) {
        const auto cursor = state.ordered_table("ordered").key_group(group);
        for (; cursor->valid(); cursor->next()) {
          ordered[{std::string(cursor->key()), std::string(cursor->order())}] = cursor->value();
        }
      }
    }
    REQUIRE(size == expected.entries.size());
    REQUIRE((found == expected.entries));
    REQUIRE((ordered == expected.ordered));
  }

  StateBackend& backend() { return *backend_; }

  Model model;
  VirtualClock clock;

 private:
  static std::vector<std::string> random_keys(std::mt19937_64& random, int keys) {
    std::vector<std::string> chosen(random() % 60 + 1);
    for (auto& key : chosen) {
      const auto number = random() % static_cast<std::uint64_t>(keys);
      key = std::to_string(number) + std::string(number % 7 == 0 ? 300 : number % 30, 'k');
    }
    return chosen;
  }

  std::map<int, std::vector<std::string>> split(const std::vector<std::string>& keys) const {
    std::map<int, std::vector<std::string>> result;
    const auto encoded = text_keys(keys);
    for (std::size_t i = 0; i < keys.size(); ++i) {
      result[subtask_of(key_group_of(encoded.hash(i)), parallelism_)].push_back(keys[i]);
    }
    return result;
  }

  void change_entries(OperatorState& state, const std::vector<std::string>& keys,
                      std::mt19937_64& random) {
    auto& table = state.keyed_table("entries", kEntries);
    const auto encoded = text_keys(keys);
    std::vector<Slot> slots;
    std::vector<std::uint8_t> created;
    table.resolve(encoded, slots, created);
    for (std::size_t i = 0; i < keys.size(); ++i) {
      auto& expected = model.entries[std::string(encoded.key(i))];
      const auto& read = table.read<Entry>(slots[i]);
      REQUIRE(read.sum == expected.second);
      REQUIRE(read.text.view() == expected.first);
      REQUIRE(table.key_of(slots[i]) == encoded.key(i));
      if (random() % 4 == 0 && created[i] == 0) continue;  // looked at, not changed
      auto& entry = table.write<Entry>(slots[i]);
      expected.second = entry.sum += static_cast<std::int64_t>(random() % 100) + 1;
      expected.first = std::string(random() % 40, static_cast<char>('a' + random() % 26));
      table.assign(entry.text, expected.first);
    }
    if (random() % 2 == 0) return;
    const auto victims = text_keys({keys[0]});
    table.find(victims, slots);
    if (slots[0] == kNoSlot) return;
    table.erase(slots[0]);
    model.entries.erase(std::string(victims.key(0)));
  }

  void change_ordered(OperatorState& state, const std::vector<std::string>& keys,
                      std::mt19937_64& random) {
    auto& table = state.ordered_table("ordered");
    const auto encoded = text_keys(keys);
    for (std::size_t i = 0; i < keys.size(); ++i) {
      const KeyRef key{encoded.key(i), encoded.hash(i)};
      const auto order = std::to_string(random() % 20);
      const std::pair place(std::string(key.bytes), order);
      if (random() % 3 == 0) {
        REQUIRE(table.erase(key, order) == (model.ordered.erase(place) == 1));
      } else {
        model.ordered[place] = std::string(random() % 90, 'v');
        table.put(key, order, model.ordered[place]);
      }
    }
  }

  MemoryPool memory_;
  MetricRegistry registry_;
  int parallelism_;
  std::unique_ptr<StateBackend> backend_;

 public:
  std::vector<std::unique_ptr<OperatorState>> states;  // end before the backend
};

// Changes, cuts and checkpoints at random moments; after each checkpoint a new job is restored from
// it, at another parallelism, and must hold what the old one held at the cut.
void run_and_restore(std::uint64_t memory, int keys, std::uint64_t seed) {
  TemporaryDirectory directory;
  std::mt19937_64 random(seed);
  auto job = std::make_unique<Job>(directory / "work-0", Job::Options{1, memory, {}});
  for (CheckpointId id = 1; id <= 9; ++id) {
    for (auto left = random() % 60; left > 0; --left) job->change(random, keys);
    auto cuts = job->cut(id);
    const Model at_cut = job->model;
    const auto published = directory / ("chk-" + std::to_string(id));
    auto written = std::async(std::launch::async, [&] {
      job->backend().write_checkpoint(id, std::move(cuts), published);
    });
    for (auto left = random() % 60; left > 0; --left) job->change(random, keys);
    written.get();
    job->check(job->model);
    if (id % 3 != 0) continue;
    const int parallelism = std::array{1, 2, 4}[random() % 3];
    job = std::make_unique<Job>(directory / ("work-" + std::to_string(id)),
                                Job::Options{parallelism, memory, published});
    job->model = at_cut;
    if (random() % 2 == 0) job->check(at_cut);
  }
}

}  // namespace

TEST_CASE("a checkpoint holds what the state was at the cut, at any parallelism") {
  for (std::uint64_t seed = 1; seed <= 6; ++seed) {
    CAPTURE(seed);
    run_and_restore(1 << 30, 2000, seed);
  }
}

TEST_CASE("nothing is lost when memory is so small that all state spills") {
  for (std::uint64_t seed = 11; seed <= 16; ++seed) {
    CAPTURE(seed);
    run_and_restore((2 << 20) + (16 << 10), 1500, seed);
  }
}

TEST_CASE("far more keys than fit keep within the memory budget, and all come back") {
  TemporaryDirectory directory;
  constexpr std::uint64_t kLimit = 16 << 20;
  constexpr std::int64_t kKeys = 400'000, kBatch = 1000;
  MemoryPool memory("test", kLimit);
  MetricRegistry registry;
  VirtualClock clock;
  const auto backend = open_state_backend({directory / "work", {}, &memory, &clock, "hashmap"});
  const auto state = backend->open_operator("op", 0, 1, MetricGroup(registry, {}));
  auto& table = state->keyed_table("t", kEntries);
  std::vector<Slot> slots;
  std::vector<std::uint8_t> created;
  std::uint64_t most = 0;
  for (int round = 0; round < 2; ++round) {
    std::size_t new_keys = 0;
    for (std::int64_t first = 0; first < kKeys; first += kBatch) {
      std::vector<std::int64_t> numbers;
      for (std::int64_t i = 0; i < kBatch; ++i) numbers.push_back((first + i) * 7919 % kKeys);
      table.resolve(number_keys(numbers), slots, created);
      for (std::size_t i = 0; i < slots.size(); ++i) {
        auto& entry = table.write<Entry>(slots[i]);
        CHECK(entry.sum == (round == 0 ? 0 : numbers[i] + 1));
        entry.sum = numbers[i] + 1;
        new_keys += created[i];
      }
      most = std::max(most, memory.used());
    }
    CHECK(new_keys == (round == 0 ? kKeys : 0));
  }
  CHECK(table.size() == kKeys);
  CHECK(most < kLimit + (1 << 20));  // a page of each key group, and what one batch brings
}

// 3 MiB: the database has its share of 2, and what is left is too little for all keys.
TEST_CASE("a key in the key group of another key is spilled, restored and erased there") {
  TemporaryDirectory directory;
  VirtualClock clock;
  MetricRegistry registry;
  MemoryPool memory("test", 3 << 20);
  const auto owner = number_keys({1});
  EncodedKeys keys;
  for (int i = 0; i < 30000; ++i) keys.append(number_key(i), owner.hash(0));
  std::vector<Slot> slots;
  std::vector<std::uint8_t> created;
  {
    const auto backend = open_state_backend({directory / "w", {}, &memory, &clock, "hashmap"});
    const auto state = backend->open_operator("op", 0, 1, MetricGroup(registry, {}));
    auto& table = state->keyed_table("t", kEntries);
    table.resolve(keys, slots, created);
    for (const auto slot : slots) ++table.write<Entry>(slot).sum;
    table.resolve(number_keys({1}), slots, created);  // makes room
    std::vector<std::unique_ptr<StateCut>> cuts;
    cuts.push_back(state->cut(1));
    backend->write_checkpoint(1, std::move(cuts), directory / "chk");
  }
  const int subtask = subtask_of(key_group_of(owner.hash(0)), 4);
  const auto backend =
      open_state_backend({directory / "w2", directory / "chk", &memory, &clock, "hashmap"});
  const auto state = backend->open_operator("op", subtask, 4, MetricGroup(registry, {}));
  auto& table = state->keyed_table("t", kEntries);
  table.resolve(keys, slots, created);
  CHECK(std::count(created.begin(), created.end(), 1) == 0);
  std::size_t visited = 0;
  table.for_each([&](Slot) { ++visited; });
  CHECK(visited == 30000);
  table.find(keys, slots);
  for (const auto slot : slots) table.erase(slot);
  CHECK(table.size() == 0);
}

namespace {

// A table whose keys do not fit into memory, with an operator that has nothing else.
struct SpilledTable {
  SpilledTable(const TemporaryDirectory& directory, const std::string& name,
               std::chrono::milliseconds ttl, std::optional<fs::path> restored = {})
      : backend(open_state_backend({directory / name, restored, &memory, &clock, "hashmap"})),
        state(backend->open_operator("op", 0, 1, MetricGroup(registry, {}))),
        table(state->keyed_table("t", {kEntries.layout, ttl, [this](const KeyRef&) { ++told; }})) {}
  void resolve(std::int64_t first, std::int64_t end) {
    std::vector<std::int64_t> numbers;
    for (auto i = first; i < end; ++i) numbers.push_back(i);
    table.resolve(number_keys(numbers), slots, created);
    for (std::size_t i = 0; i < slots.size(); ++i) table.write<Entry>(slots[i]).sum = numbers[i];
  }
  void fill() {
    for (std::int64_t first = 0; first < kKeys; first += 1000) resolve(first, first + 1000);
  }
  void checkpoint(CheckpointId id, const fs::path& target) {
    std::vector<std::unique_ptr<StateCut>> cuts;
    cuts.push_back(state->cut(id));
    backend->write_checkpoint(id, std::move(cuts), target);
  }

  static constexpr std::int64_t kKeys = 100'000;
  MemoryPool memory{"test", 4 << 20};
  VirtualClock clock;
  MetricRegistry registry;
  std::size_t told = 0;
  std::unique_ptr<StateBackend> backend;
  std::unique_ptr<OperatorState> state;
  KeyedTable& table;
  std::vector<Slot> slots;
  std::vector<std::uint8_t> created;
};

}  // namespace

TEST_CASE("expired keys leave the database although nobody asks for them, by cuts alone") {
  TemporaryDirectory directory;
  SpilledTable spilled(directory, "work", std::chrono::seconds(10));
  spilled.fill();
  CHECK(spilled.table.size() == SpilledTable::kKeys);
  spilled.clock.advance(std::chrono::seconds(9));
  spilled.resolve(0, 1000);  // of these, many were in the database
  spilled.clock.advance(std::chrono::seconds(1));
  for (CheckpointId id = 1; id <= 400; ++id) {
    spilled.clock.advance(std::chrono::milliseconds(20));
    spilled.state->cut(id);  // given up: nothing is lost by that
  }
  CHECK(spilled.table.size() == 1000);
  CHECK(spilled.told == SpilledTable::kKeys - 1000);
  spilled.checkpoint(401, directory / "chk");

  SpilledTable restored(directory, "work-2", std::chrono::seconds(10), directory / "chk");
  CHECK(restored.table.size() == 1000);
  std::size_t visited = 0;
  restored.table.for_each([&](Slot) { ++visited; });
  CHECK(visited == 1000);
}

TEST_CASE("a time to live that comes and goes with the query reads the rows of the other") {
  TemporaryDirectory directory;
  const auto check = [](SpilledTable& spilled) {
    CHECK(spilled.table.size() == SpilledTable::kKeys);
    spilled.resolve(0, 0);
    for (std::int64_t key = 0; key < SpilledTable::kKeys; key += 997) {
      spilled.table.resolve(number_keys({key}), spilled.slots, spilled.created);
      CHECK(spilled.created[0] == 0);
      CHECK(spilled.table.read<Entry>(spilled.slots[0]).sum == key);
    }
  };
  {
    SpilledTable without(directory, "work-1", {});
    without.fill();
    without.checkpoint(1, directory / "chk-1");
  }
  {
    SpilledTable with(directory, "work-2", std::chrono::hours(1), directory / "chk-1");
    check(with);
    with.checkpoint(2, directory / "chk-2");
  }
  SpilledTable without(directory, "work-3", {}, directory / "chk-2");
  check(without);
}

TEST_CASE("a cut that is given up is made good by the next checkpoint") {
  TemporaryDirectory directory;
  std::mt19937_64 random(5);
  Job job(directory / "work", {2, 1 << 30, {}});
  for (int i = 0; i < 40; ++i) job.change(random, 500);
  job.cut(1).clear();
  for (int i = 0; i < 3; ++i) job.change(random, 500);
  job.cut(2).clear();
  job.backend().write_checkpoint(3, job.cut(3), directory / "chk-3");
  Job restored(directory / "work-2", {1, 1 << 30, directory / "chk-3"});
  restored.check(job.model);
}

TEST_CASE("a dropped table is gone from the next checkpoint, and may be made again") {
  TemporaryDirectory directory;
  std::mt19937_64 random(6);
  Job job(directory / "work", {1, 1 << 30, {}});
  for (int i = 0; i < 40; ++i) job.change(random, 500);
  job.backend().write_checkpoint(1, job.cut(1), directory / "chk-1");
  job.states[0]->drop("entries");
  job.model.entries.clear();
  job.backend().write_checkpoint(2, job.cut(2), directory / "chk-2");
  for (int i = 0; i < 4; ++i) job.change(random, 500);
  job.backend().write_checkpoint(3, job.cut(3), directory / "chk-3");
  {
    Job restored(directory / "work-2", {1, 1 << 30, directory / "chk-2"});
    CHECK(restored.states[0]->tables() == std::vector<std::string>{"ordered"});
  }
  Job restored(directory / "work-3", {2, 1 << 30, directory / "chk-3"});
  restored.check(job.model);
}

TEST_CASE("a table that nobody asks for is carried from checkpoint to checkpoint") {
  TemporaryDirectory directory;
  std::mt19937_64 random(7);
  Job job(directory / "work", {1, 1 << 30, {}});
  for (int i = 0; i < 40; ++i) job.change(random, 500);
  job.backend().write_checkpoint(1, job.cut(1), directory / "chk-1");
  {
    Job idle(directory / "work-1", {4, 1 << 30, directory / "chk-1"});
    CHECK(idle.states[3]->tables() == std::vector<std::string>{"entries", "ordered"});
    idle.backend().write_checkpoint(2, idle.cut(2), directory / "chk-2");
  }
  Job restored(directory / "work-2", {2, 1 << 30, directory / "chk-2"});
  restored.check(job.model);
}

TEST_CASE("values of former subtasks reach every subtask and are kept until replaced") {
  TemporaryDirectory directory;
  const auto values = [](Job& job, std::size_t subtask) {
    auto all = job.states[subtask]->restored_values("v");
    std::sort(all.begin(), all.end());
    return all;
  };
  {
    Job job(directory / "w1", {4, 1 << 30, {}});
    for (int i = 0; i < 4; ++i) {
      job.states[static_cast<std::size_t>(i)]->set_value("v", std::to_string(i));
    }
    job.backend().write_checkpoint(1, job.cut(1), directory / "c1");
  }
  {
    Job job(directory / "w2", {2, 1 << 30, directory / "c1"});
    CHECK(values(job, 1) == std::vector<std::string>{"0", "1", "2", "3"});
    job.states[1]->set_value("v", "new");
    job.backend().write_checkpoint(2, job.cut(2), directory / "c2");
  }
  Job job(directory / "w3", {1, 1 << 30, directory / "c2"});
  CHECK(values(job, 0) == std::vector<std::string>{"0", "2", "new"});
}

TEST_CASE("timers survive a restart at another parallelism") {
  TemporaryDirectory directory;
  {
    Job job(directory / "w1", {1, 1 << 30, {}});
    for (int i = 0; i < 100; ++i) {
      const auto key = number_key(i);
      job.states[0]->timers().add(TimeDomain::Event, i % 10, {key, hash_key(key)});
    }
    job.backend().write_checkpoint(1, job.cut(1), directory / "c1");
  }
  Job job(directory / "w2", {4, 1 << 30, directory / "c1"});
  std::size_t fired = 0;
  for (const auto& state : job.states) {
    state->timers().advance(TimeDomain::Event, 4, [&](auto, const auto&) { ++fired; });
  }
  CHECK(fired == 50);
}

TEST_CASE("state of an operator can be listed and dropped before the job runs") {
  TemporaryDirectory directory;
  std::mt19937_64 random(8);
  Job job(directory / "work", {1, 1 << 30, {}});
  for (int i = 0; i < 20; ++i) job.change(random, 500);
  job.backend().write_checkpoint(1, job.cut(1), directory / "chk-1");
  MemoryPool memory("test", UINT64_MAX);
  MetricRegistry registry;
  const auto backend = open_state_backend(
      {directory / "work-1", directory / "chk-1", &memory, &job.clock, "hashmap"});
  CHECK(backend->uids() == std::vector<std::string>{"op"});
  backend->drop_operator("op");
  CHECK(backend->uids().empty());
  const auto state = backend->open_operator("op", 0, 1, MetricGroup(registry, {}));
  CHECK(state->tables().empty());
}

TEST_CASE("another layout in the checkpoint is refused") {
  TemporaryDirectory directory;
  std::mt19937_64 random(8);
  Job job(directory / "work", {1, 1 << 30, {}});
  job.change(random, 500);
  job.backend().write_checkpoint(1, job.cut(1), directory / "chk-1");
  Job restored(directory / "work-1", {1, 1 << 30, directory / "chk-1"});
  CHECK_THROWS_AS(restored.states[0]->keyed_table("entries", {{8, {}}, {}}), Error);
  CHECK_THROWS_AS(restored.states[0]->ordered_table("entries"), Error);
}

}  // namespace streamsql
