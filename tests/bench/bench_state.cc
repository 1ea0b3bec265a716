// What keyed state costs: finding and updating slots in memory, cuts, spilling.
#include <algorithm>
#include <benchmark/benchmark.h>
#include <chrono>
#include <cmath>
#include <cstdlib>
#include <ctime>
#include <future>
#include <random>
#include <rocksdb/cache.h>
#include <rocksdb/db.h>
#include <rocksdb/filter_policy.h>
#include <rocksdb/perf_level.h>
#include <rocksdb/table.h>
#include <rocksdb/write_buffer_manager.h>
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

double seconds_since(std::chrono::steady_clock::time_point begin) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

double percentile(std::vector<double> values, std::size_t percent) {
  std::sort(values.begin(), values.end());
  return values[std::min(values.size() * percent / 100, values.size() - 1)];
}

// The pause of the task at a barrier: every page is dirty. 28 M keys are about 1 GiB. Then updates
// of random keys while the checkpoint is written: a batch packs the pages that it changes first.
void barrier_pause(benchmark::State& state) {
  constexpr std::size_t kBatchesBehind = 100;
  const auto keys = state.range(0);
  Job job(UINT64_MAX);
  job.fill(keys);
  const auto batches = uniform_batches(512, static_cast<std::uint64_t>(keys));
  std::vector<Slot> slots;
  std::vector<std::uint8_t> created;
  std::vector<double> cuts, behind;
  std::size_t next = 0;
  for (auto _ : state) {
    const auto begin = std::chrono::steady_clock::now();
    auto cut = job.cut();
    cuts.push_back(1000 * seconds_since(begin));
    state.PauseTiming();
    auto written = std::async(std::launch::async, [&job, &cut] { job.write(std::move(cut)); });
    for (std::size_t i = 0; i < kBatchesBehind; ++i) {
      const auto began = std::chrono::steady_clock::now();
      update(job.table(), batches[++next % batches.size()], slots, created);
      behind.push_back(1000 * seconds_since(began));
    }
    written.get();
    state.ResumeTiming();
  }
  state.counters["cut_p99_ms"] = percentile(cuts, 99);
  state.counters["cut_median_ms"] = percentile(cuts, 50);
  state.counters["batch_behind_p99_ms"] = percentile(behind, 99);
  state.counters["batch_behind_median_ms"] = percentile(behind, 50);
}
BENCHMARK(barrier_pause)
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

// items_per_second is of wall time; a task has a core of its own beside RocksDB's threads.
void count_rows(benchmark::State& state, double task_seconds) {
  const auto rows = state.iterations() * static_cast<std::int64_t>(kBatchRows);
  state.counters["rows_per_task_second"] = static_cast<double>(rows) / task_seconds;
  state.SetItemsProcessed(rows);
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
  double task_seconds = 0;
  for (auto _ : state) {
    state.PauseTiming();
    const auto batch = encoded(keys.next());
    state.ResumeTiming();
    const auto begin = thread_cpu_seconds();
    update(job.table(), batch, slots, created);
    task_seconds += thread_cpu_seconds() - begin;
  }
  count_rows(state, task_seconds);
}
BENCHMARK(spill)
    ->ArgName("zipf")
    ->Arg(0)
    ->Arg(1)
    ->Iterations(400)
    ->UseRealTime()
    ->MeasureProcessCPUTime();

// What it is compared with: RocksDB alone, with the same memory for memtables, blocks, indexes and
// filters together, and without a log.
class PlainStore {
 public:
  PlainStore() {
    path_ = std::filesystem::temp_directory_path() /
            ("streamsql-bench-plain-" + std::to_string(getpid()));
    const auto cache = rocksdb::NewLRUCache(kLittleMemory);
    rocksdb::BlockBasedTableOptions table;
    table.block_cache = cache;
    table.filter_policy.reset(rocksdb::NewBloomFilterPolicy(10));
    table.format_version = 5;
    table.cache_index_and_filter_blocks = true;
    table.pin_l0_filter_and_index_blocks_in_cache = true;
    rocksdb::Options options;
    options.create_if_missing = true;
    options.compression = rocksdb::kNoCompression;
    options.max_background_jobs = 2;
    options.level_compaction_dynamic_level_bytes = true;
    options.optimize_filters_for_hits = true;  // every key is there
    options.write_buffer_size = kLittleMemory / 8;
    options.write_buffer_manager =
        std::make_shared<rocksdb::WriteBufferManager>(kLittleMemory / 2, cache);
    options.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
    rocksdb::DB* opened = nullptr;
    if (!rocksdb::DB::Open(options, path_.string(), &opened).ok()) std::abort();
    database_.reset(opened);
    no_log_.disableWAL = true;
    rocksdb::SetPerfLevel(rocksdb::PerfLevel::kDisable);
  }
  ~PlainStore() {
    database_.reset();
    std::filesystem::remove_all(path_);
  }
  PlainStore(const PlainStore&) = delete;
  PlainStore& operator=(const PlainStore&) = delete;

  void fill() {
    const Sum sum{3, 1};
    for (std::uint64_t key = 0; key < kManyKeys; ++key) put(static_cast<std::int64_t>(key), sum);
  }
  void change_each(const std::vector<std::int64_t>& keys) {
    std::string value;
    for (const auto key : keys) {
      Sum sum{};
      if (database_->Get({}, slice(key), &value).ok()) sum = sum_of(value);
      put(key, {sum.sum + 3, sum.count + 1});
    }
  }
  // One MultiGet, sorted, and one WriteBatch; a key that occurs twice is read once.
  void change_batch(std::vector<std::int64_t> keys) {
    std::sort(keys.begin(), keys.end(),
              [](std::int64_t a, std::int64_t b) { return slice(a).compare(slice(b)) < 0; });
    std::vector<rocksdb::Slice> names;
    std::vector<std::int64_t> times;
    for (const auto& key : keys) {
      if (!names.empty() && names.back() == slice(key)) {
        ++times.back();
        continue;
      }
      names.push_back(slice(key));
      times.push_back(1);
    }
    std::vector<rocksdb::PinnableSlice> values(names.size());
    std::vector<rocksdb::Status> found(names.size());
    database_->MultiGet({}, database_->DefaultColumnFamily(), names.size(), names.data(),
                        values.data(), found.data(), true);
    rocksdb::WriteBatch changes;
    for (std::size_t i = 0; i < names.size(); ++i) {
      Sum sum = found[i].ok() ? sum_of(values[i]) : Sum{};
      sum = {sum.sum + 3 * times[i], sum.count + times[i]};
      changes.Put(names[i], {reinterpret_cast<const char*>(&sum), sizeof(sum)});
    }
    database_->Write(no_log_, &changes);
  }

 private:
  static rocksdb::Slice slice(const std::int64_t& key) {
    return {reinterpret_cast<const char*>(&key), sizeof(key)};
  }
  static Sum sum_of(const rocksdb::Slice& value) {
    Sum sum{};
    std::memcpy(&sum, value.data(), sizeof(sum));
    return sum;
  }
  void put(std::int64_t key, Sum sum) {
    database_->Put(no_log_, slice(key), {reinterpret_cast<const char*>(&sum), sizeof(sum)});
  }

  std::filesystem::path path_;
  std::unique_ptr<rocksdb::DB> database_;
  rocksdb::WriteOptions no_log_;
};

// Arguments: Zipf's or uniform keys, as above; batched or key by key.
void plain_rocksdb(benchmark::State& state) {
  PlainStore store;
  store.fill();
  SpillKeys keys(state.range(0) != 0);
  const auto change = [&](const std::vector<std::int64_t>& batch) {
    state.range(1) ? store.change_batch(batch) : store.change_each(batch);
  };
  for (auto i = keys.warm_up(); i > 0; --i) change(keys.next());
  double task_seconds = 0;
  for (auto _ : state) {
    state.PauseTiming();
    const auto batch = keys.next();
    state.ResumeTiming();
    const auto begin = thread_cpu_seconds();
    change(batch);
    task_seconds += thread_cpu_seconds() - begin;
  }
  count_rows(state, task_seconds);
}
BENCHMARK(plain_rocksdb)
    ->ArgNames({"zipf", "batched"})
    ->ArgsProduct({{0, 1}, {0, 1}})
    ->Iterations(400)
    ->UseRealTime()
    ->MeasureProcessCPUTime();

}  // namespace
}  // namespace streamsql
