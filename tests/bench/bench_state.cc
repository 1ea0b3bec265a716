// What keyed state costs: finding and updating slots in memory, cuts, spilling.
#include <benchmark/benchmark.h>
#include <random>

#include "engine/batch/batch.h"
#include "engine/batch/column_builder.h"
#include "engine/batch/key_codec.h"
#include "engine/state/state_backend.h"

namespace streamsql {
namespace {

constexpr std::size_t kBatchRows = 4096;

struct Sum {
  std::int64_t sum, count;
};
const KeyedTableOptions kSums{{sizeof(Sum), {}}, {}};

EncodedKeys uniform_keys(std::mt19937_64& random, std::uint64_t keys) {
  ColumnBuilder builder(DataType::bigint());
  for (std::size_t i = 0; i < kBatchRows; ++i) {
    builder.append<std::int64_t>(static_cast<std::int64_t>(random() % keys));
  }
  EncodedKeys encoded;
  encode_keys(std::vector<ColumnPtr>{builder.finish()}, all_rows(kBatchRows), encoded);
  return encoded;
}

std::vector<EncodedKeys> uniform_batches(std::size_t count, std::uint64_t keys) {
  std::mt19937_64 random(1);
  std::vector<EncodedKeys> batches;
  for (std::size_t i = 0; i < count; ++i) batches.push_back(uniform_keys(random, keys));
  return batches;
}

void update(KeyedTable& table, const EncodedKeys& keys, std::vector<Slot>& slots,
            std::vector<std::uint8_t>& created) {
  table.resolve(keys, slots, created);
  for (const auto slot : slots) {
    auto& sum = table.write<Sum>(slot);
    sum.sum += 3;
    ++sum.count;
  }
}

void resolve_and_update(benchmark::State& state) {
  MemoryPool memory("bench", UINT64_MAX);
  MetricRegistry registry;
  const auto backend = make_memory_state_backend(memory, system_clock());
  const auto op = backend->open_operator("op", 0, 1, MetricGroup(registry, {}));
  auto& table = op->keyed_table("t", kSums);
  const auto batches = uniform_batches(512, static_cast<std::uint64_t>(state.range(0)));
  std::vector<Slot> slots;
  std::vector<std::uint8_t> created;
  for (const auto& batch : batches) update(table, batch, slots, created);
  std::size_t i = 0;
  for (auto _ : state) update(table, batches[++i % batches.size()], slots, created);
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(kBatchRows));
}
BENCHMARK(resolve_and_update)->Arg(1000)->Arg(1'000'000);

void create_keys(benchmark::State& state) {
  MemoryPool memory("bench", UINT64_MAX);
  MetricRegistry registry;
  const auto backend = make_memory_state_backend(memory, system_clock());
  const auto batches = uniform_batches(256, 1'000'000);
  std::vector<Slot> slots;
  std::vector<std::uint8_t> created;
  for (auto _ : state) {
    const auto op = backend->open_operator("op", 0, 1, MetricGroup(registry, {}));
    auto& table = op->keyed_table("t", kSums);
    for (const auto& batch : batches) update(table, batch, slots, created);
  }
  state.SetItemsProcessed(state.iterations() *
                          static_cast<std::int64_t>(batches.size() * kBatchRows));
}
BENCHMARK(create_keys);

void encode(benchmark::State& state) {
  ColumnBuilder builder(DataType::bigint());
  for (std::size_t i = 0; i < kBatchRows; ++i) {
    builder.append<std::int64_t>(static_cast<std::int64_t>(i * 7919));
  }
  const std::vector<ColumnPtr> columns{builder.finish()};
  EncodedKeys keys;
  for (auto _ : state) encode_keys(columns, all_rows(kBatchRows), keys);
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(kBatchRows));
}
BENCHMARK(encode);

}  // namespace
}  // namespace streamsql
