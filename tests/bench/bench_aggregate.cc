// GROUP BY over 1 M int64 keys, state in memory, the changelog of each row: rows per second on one
// core. Values: what issue 4 asks for is 5 M rows/s.
#include <benchmark/benchmark.h>
#include <random>

#include "engine/batch/batch_builder.h"
#include "engine/function/aggregate.h"
#include "engine/operator/operators.h"
#include "engine/runtime/mailbox.h"
#include "engine/state/state_backend.h"

namespace {

using namespace streamsql;

const Schema kSchema{{{"k", DataType::bigint()}, {"v", DataType::bigint()}}};

std::vector<Batch> make_batches(std::int64_t keys, std::size_t rows) {
  std::vector<Batch> batches;
  std::mt19937_64 random(7);
  for (int i = 0; i < 512; ++i) {
    ColumnBuilder key(DataType::bigint()), value(DataType::bigint());
    key.resize(rows);
    value.resize(rows);
    for (std::size_t row = 0; row < rows; ++row) {
      key.set(row, static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(keys)));
      value.set(row, static_cast<std::int64_t>(random() % 1000));
    }
    batches.push_back(Batch({key.finish(), value.finish()}, rows));
  }
  return batches;
}

AggregateCall call(const char* name, std::vector<int> arguments) {
  const std::vector<DataType> types(arguments.size(), DataType::bigint());
  const auto resolved = builtin_aggregates().resolve(name, types);
  return {.function = resolved.function,
          .arguments = std::move(arguments),
          .parameters = resolved.parameters,
          .result = resolved.result,
          .name = name};
}

struct Discard final : Output {
  std::size_t rows = 0;
  void emit(Batch batch) override { rows += batch.row_count(); }
  void emit(Watermark) override {}
};

void group_by(benchmark::State& state) {
  auto input = std::make_shared<physical::Node>();
  input->schema = std::make_shared<const Schema>(kSchema);
  physical::Node node;
  node.changelog = {true, state.range(2) != 0, true, false};
  node.node = physical::GroupAggregate{input, {0}, {call("COUNT", {}), call("SUM", {1})}};
  const auto batches = make_batches(state.range(0), static_cast<std::size_t>(state.range(1)));

  MetricRegistry registry;
  MemoryPool memory("bench", std::size_t{4} << 30);
  TaskSignal signal;
  TaskMailbox mailbox(signal);
  EvaluationContext evaluation;
  const auto backend = make_memory_state_backend(memory, system_clock());
  const auto keyed = backend->open_operator("uid", 0, 1, MetricGroup(registry, {}));
  OperatorContext context{.clock = system_clock(),
                          .metrics = MetricGroup(registry, {}),
                          .mailbox = mailbox,
                          .memory = memory,
                          .evaluation = evaluation};
  context.state = keyed.get();
  const auto op = make_operator(node, nullptr);
  op->open(context);
  Discard out;
  for (const auto& batch : batches) op->process(0, batch, out);  // every key is there
  std::size_t next = 0, rows = 0;
  for (auto _ : state) {
    op->process(0, batches[next], out);
    rows += batches[next].row_count();
    next = (next + 1) % batches.size();
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(rows));
}

// Keys, rows per batch, whether -U is emitted.
BENCHMARK(group_by)
    ->ArgNames({"keys", "batch", "update_before"})
    ->Args({1000000, 4096, 1})
    ->Args({1000000, 4096, 0})
    ->Args({1000000, 16384, 1})
    ->Args({1000, 4096, 1})
    ->Args({1, 4096, 1});

}  // namespace
