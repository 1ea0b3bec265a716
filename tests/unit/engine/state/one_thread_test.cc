#include <doctest/doctest.h>

#include "engine/base/temporary_directory.h"
#include "tests/unit/engine/state/state_test.h"

namespace streamsql {
namespace {

const KeyedTableOptions kSums{{32, {}}, {}};

}  // namespace

TEST_CASE("where one thread does everything, lack of memory does not wait for a cut") {
  const TemporaryDirectory directory("one-thread");
  MemoryPool memory("test", 4 << 20);
  MetricRegistry registry;
  VirtualClock clock;
  const auto backend =
      open_state_backend({directory.path() / "work", {}, &memory, &clock, "hashmap", true});
  const auto state = backend->open_operator("op", 0, 1, MetricGroup(registry, {}));
  auto& table = state->keyed_table("sums", kSums);
  const auto create_keys = [&](std::int64_t first) {
    std::vector<std::int64_t> numbers(1000);
    std::vector<Slot> slots;
    std::vector<std::uint8_t> created;
    for (int batch = 0; batch < 40; ++batch) {
      for (auto& number : numbers) number = first++;
      table.resolve(number_keys(numbers), slots, created);
    }
  };
  create_keys(0);
  std::vector<std::unique_ptr<StateCut>> cuts;
  cuts.push_back(state->cut(1));
  create_keys(40'000);
  const auto exceeded = memory.used();
  backend->write_checkpoint(1, std::move(cuts), directory.path() / "chk-1");
  create_keys(80'000);
  CHECK(exceeded > memory.limit());
  CHECK(memory.used() < exceeded + exceeded / 8);  // evicted again: these are half as many more
  CHECK(table.size() == 120'000);
}

}  // namespace streamsql
