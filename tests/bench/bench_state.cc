// What keyed state costs: finding and updating slots in memory, cuts, spilling.
#include <benchmark/benchmark.h>
#include <cmath>
#include <cstdlib>
#include <ctime>
#include <future>
#include <random>
#include <rocksdb/cache.h>
#include <rocksdb/db.h>
#include <rocksdb/filter_policy.h>
#include <rocksdb/table.h>
#include <unistd.h>

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

// A database of its own under the directory for temporary files.
class Job {
 public:
  explicit Job(std::uint64_t memory, std::optional<std::filesystem::path> restored = {})
      : memory_("bench", memory) {
    static int next = 0;
    path_ = std::filesystem::temp_directory_path() /
            ("streamsql-bench-" + std::to_string(getpid()) + "-" + std::to_string(next++));
    std::filesystem::create_directories(path_);
    backend_ = open_state_backend({path_ / "work", restored, &memory_, &system_clock(), "hashmap"});
    state_ = backend_->open_operator("op", 0, 1, MetricGroup(registry_, {}));
  }
  ~Job() {
    state_.reset();
    backend_.reset();
    std::filesystem::remove_all(path_);
  }
  KeyedTable& table() { return state_->keyed_table("t", kSums); }
  std::unique_ptr<StateCut> cut() { return state_->cut(++id_); }
  std::filesystem::path write(std::unique_ptr<StateCut> cut) {
    std::vector<std::unique_ptr<StateCut>> cuts;
    cuts.push_back(std::move(cut));
    const auto directory = path_ / ("chk-" + std::to_string(id_));
    backend_->write_checkpoint(id_, std::move(cuts), directory);
    std::filesystem::remove_all(path_ / ("chk-" + std::to_string(id_ - 1)));
    return directory;
  }
  void fill(std::int64_t keys) {
    std::vector<Slot> slots;
    std::vector<std::uint8_t> created;
    for (std::int64_t first = 0; first < keys; first += kBatchRows) {
      update(table(), run_of_keys(first), slots, created);
    }
  }

 private:
  static EncodedKeys run_of_keys(std::int64_t first) {
    ColumnBuilder builder(DataType::bigint());
    for (std::size_t i = 0; i < kBatchRows; ++i) {
      builder.append<std::int64_t>(first + static_cast<std::int64_t>(i));
    }
    EncodedKeys encoded;
    encode_keys(std::vector<ColumnPtr>{builder.finish()}, all_rows(kBatchRows), encoded);
    return encoded;
  }

  MemoryPool memory_;
  MetricRegistry registry_;
  std::filesystem::path path_;
  std::unique_ptr<StateBackend> backend_;
  std::unique_ptr<OperatorState> state_;
  CheckpointId id_ = 0;
};

// The pause of the task at a barrier: every page is dirty. 28 M keys are about 1 GiB.
void cut_pause(benchmark::State& state) {
  Job job(UINT64_MAX);
  job.fill(state.range(0));
  for (auto _ : state) {
    auto cut = job.cut();
    state.PauseTiming();
    cut.reset();  // given up: everything stays dirty
    state.ResumeTiming();
  }
}
BENCHMARK(cut_pause)
    ->Arg(1'000'000)
    ->Arg(28'000'000)
    ->Iterations(20)
    ->Unit(benchmark::kMillisecond);

// Updates of 1 M keys with a checkpoint per `rows` rows; 0: none. The CPU time is the process's.
void checkpoint_cost(benchmark::State& state) {
  constexpr std::int64_t kKeys = 1'000'000;
  Job job(UINT64_MAX);
  job.fill(kKeys);
  const auto batches = uniform_batches(512, kKeys);
  const std::int64_t rows = state.range(0);
  std::vector<Slot> slots;
  std::vector<std::uint8_t> created;
  std::future<void> written;
  std::int64_t since = 0;
  std::size_t i = 0;
  for (auto _ : state) {
    update(job.table(), batches[++i % batches.size()], slots, created);
    since += kBatchRows;
    if (rows == 0 || since < rows) continue;
    since = 0;
    if (written.valid()) written.get();
    written = std::async(std::launch::async,
                         [&job, cut = job.cut()]() mutable { job.write(std::move(cut)); });
  }
  if (written.valid()) written.get();
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(kBatchRows));
}
BENCHMARK(checkpoint_cost)
    ->Arg(0)
    ->Arg(5'000'000)
    ->Iterations(5000)
    ->MeasureProcessCPUTime()
    ->UseRealTime()
    ->Unit(benchmark::kMicrosecond);

void restore(benchmark::State& state) {
  Job job(UINT64_MAX);
  job.fill(state.range(0));
  const auto checkpoint = job.write(job.cut());
  for (auto _ : state) {
    auto restored = std::make_unique<Job>(UINT64_MAX, checkpoint);
    benchmark::DoNotOptimize(restored->table().size());
    state.PauseTiming();
    restored.reset();
    state.ResumeTiming();
  }
}
BENCHMARK(restore)->Arg(1'000'000)->Arg(28'000'000)->Iterations(1)->Unit(benchmark::kMillisecond);

// Keys of a Zipf distribution with exponent 0.99 by the method of Gray et al., "Quickly generating
// billion-record synthetic databases" (1994), scattered so that hot keys are not neighbours.
class Zipf {
 public:
  explicit Zipf(std::uint64_t keys) : keys_(keys) {
    for (std::uint64_t i = 1; i <= keys; ++i) zeta_ += 1 / std::pow(static_cast<double>(i), kTheta);
    const double two = 1 + std::pow(0.5, kTheta);
    eta_ = (1 - std::pow(2.0 / static_cast<double>(keys), 1 - kTheta)) / (1 - two / zeta_);
  }
  std::int64_t next(std::mt19937_64& random) const {
    const double u = std::uniform_real_distribution<>()(random), uz = u * zeta_;
    std::uint64_t rank = 0;
    if (uz >= 1 + std::pow(0.5, kTheta)) {
      rank = static_cast<std::uint64_t>(static_cast<double>(keys_) *
                                        std::pow(eta_ * u - eta_ + 1, 1 / (1 - kTheta)));
    } else if (uz >= 1) {
      rank = 1;
    }
    return static_cast<std::int64_t>(rank * 11400714819323198485ull % keys_);
  }

 private:
  static constexpr double kTheta = 0.99;
  std::uint64_t keys_;
  double zeta_ = 0, eta_ = 0;
};

// STREAMSQL_BENCH_SHARE=10 measures with a tenth of the keys and of the memory.
const std::uint64_t kShare =
    std::getenv("STREAMSQL_BENCH_SHARE") ? std::stoull(std::getenv("STREAMSQL_BENCH_SHARE")) : 1;
const std::uint64_t kManyKeys = 20'000'000 / kShare;
const std::uint64_t kLittleMemory = (256 << 20) / kShare;

EncodedKeys encoded(const std::vector<std::int64_t>& keys) {
  ColumnBuilder builder(DataType::bigint());
  for (const auto key : keys) builder.append<std::int64_t>(key);
  EncodedKeys result;
  encode_keys(std::vector<ColumnPtr>{builder.finish()}, all_rows(keys.size()), result);
  return result;
}

// Batches of keys: argument 1 is Zipf's, 0 uniform. Encoding them is not what is measured.
class SpillKeys {
 public:
  explicit SpillKeys(bool zipf) {
    if (zipf) zipf_.emplace(kManyKeys);
  }
  std::vector<std::int64_t> next() {
    std::vector<std::int64_t> keys(kBatchRows);
    for (auto& key : keys) {
      key = zipf_ ? zipf_->next(random_) : static_cast<std::int64_t>(random_() % kManyKeys);
    }
    return keys;
  }
  // Batches until what is hot has come into memory.
  std::uint64_t warm_up() const { return (zipf_ ? kManyKeys * 2 : kManyKeys / 20) / kBatchRows; }

 private:
  std::mt19937_64 random_{3};
  std::optional<Zipf> zipf_;
};

double thread_cpu_seconds() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

// 20 M keys in 256 MiB, after the hot ones have come into memory.
void spill(benchmark::State& state) {
  Job job(kLittleMemory);
  job.fill(static_cast<std::int64_t>(kManyKeys));
  SpillKeys keys(state.range(0) != 0);
  std::vector<Slot> slots;
  std::vector<std::uint8_t> created;
  for (auto i = keys.warm_up(); i > 0; --i)
    update(job.table(), encoded(keys.next()), slots, created);
  double task_seconds = 0;  // without RocksDB's threads, for which there is another core
  for (auto _ : state) {
    state.PauseTiming();
    const auto batch = encoded(keys.next());
    state.ResumeTiming();
    const auto begin = thread_cpu_seconds();
    update(job.table(), batch, slots, created);
    task_seconds += thread_cpu_seconds() - begin;
  }
  state.counters["rows_per_task_second"] =
      static_cast<double>(state.iterations()) * static_cast<double>(kBatchRows) / task_seconds;
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(kBatchRows));
}
BENCHMARK(spill)->Arg(0)->Arg(1)->Iterations(400)->UseRealTime()->MeasureProcessCPUTime();

// What it is compared with: Get, change and Put of each row, all memory given to RocksDB.
void plain_rocksdb(benchmark::State& state) {
  const auto path = std::filesystem::temp_directory_path() /
                    ("streamsql-bench-plain-" + std::to_string(getpid()));
  rocksdb::Options options;
  options.create_if_missing = true;
  options.compression = rocksdb::kNoCompression;
  rocksdb::BlockBasedTableOptions table;
  table.block_cache = rocksdb::NewLRUCache(kLittleMemory * 3 / 4);
  table.filter_policy.reset(rocksdb::NewBloomFilterPolicy(10));
  table.cache_index_and_filter_blocks = true;
  options.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
  options.write_buffer_size = kLittleMemory / 8;
  rocksdb::DB* opened = nullptr;
  rocksdb::DB::Open(options, path.string(), &opened);
  const std::unique_ptr<rocksdb::DB> database(opened);
  rocksdb::WriteOptions no_log;
  no_log.disableWAL = true;
  const auto change = [&](std::int64_t key) {
    const rocksdb::Slice name(reinterpret_cast<const char*>(&key), sizeof(key));
    std::string value;
    Sum sum{};
    if (database->Get({}, name, &value).ok()) std::memcpy(&sum, value.data(), sizeof(sum));
    sum.sum += 3;
    ++sum.count;
    database->Put(no_log, name, {reinterpret_cast<const char*>(&sum), sizeof(sum)});
  };
  for (std::uint64_t key = 0; key < kManyKeys; ++key) {
    const Sum sum{3, 1};
    database->Put(no_log, {reinterpret_cast<const char*>(&key), sizeof(key)},
                  {reinterpret_cast<const char*>(&sum), sizeof(sum)});
  }
  SpillKeys keys(state.range(0) != 0);
  for (auto i = keys.warm_up(); i > 0; --i) {
    for (const auto key : keys.next()) change(key);
  }
  for (auto _ : state) {
    state.PauseTiming();
    const auto batch = keys.next();
    state.ResumeTiming();
    for (const auto key : batch) change(key);
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(kBatchRows));
  std::filesystem::remove_all(path);
}
BENCHMARK(plain_rocksdb)->Arg(0)->Arg(1)->Iterations(100)->UseRealTime()->MeasureProcessCPUTime();

}  // namespace
}  // namespace streamsql
