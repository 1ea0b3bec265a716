// A broker, a database and a source in memory, for tests of the whole way from a crash to the next
// execution: they outlive the jobs that use them, and they fence.
#pragma once

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "engine/base/error.h"
#include "engine/base/fail_point.h"
#include "engine/base/uuid.h"
#include "engine/batch/column_builder.h"
#include "engine/connector/transaction.h"
#include "engine/runtime/job.h"
#include "engine/state/checkpoint_directory.h"

namespace streamsql::fake {

struct Broker {
  std::mutex mutex;
  std::vector<std::int64_t> committed;   // what read_committed readers see
  std::map<std::int64_t, bool> outcome;  // of every record ever handed over, by its offset
  std::int64_t next_offset = 0;
  std::optional<Marker> marker;
  int incarnation = 0;
  int aborted = 0;
  int away = 0;      // so many commits are not answered
  int overlaps = 0;  // commits of an epoch while the next one took rows
  WitnessVerdict forgotten = WitnessVerdict::Unknown;  // of witnesses that are gone
  bool forgets = false;

  std::vector<std::int64_t> sorted() {
    const std::lock_guard lock(mutex);
    auto out = committed;
    std::sort(out.begin(), out.end());
    return out;
  }
};

class BrokerTransaction final : public Transaction {
 public:
  explicit BrokerTransaction(Broker& broker) : broker_(broker) {}

  void fence() override {
    fail_point("r_fence0");
    const std::lock_guard lock(broker_.mutex);
    incarnation_ = ++broker_.incarnation;
    fail_point("r_fence1");
  }
  std::optional<Marker> read_marker() override {
    fail_point("r_marker");
    const std::lock_guard lock(broker_.mutex);
    return broker_.marker;
  }
  WitnessVerdict examine(const std::vector<std::string>& witnesses) override {
    const std::lock_guard lock(broker_.mutex);
    if (broker_.forgets) return broker_.forgotten;
    for (const auto& witness : witnesses) {
      return broker_.outcome[std::stoll(witness)] ? WitnessVerdict::Decided
                                                  : WitnessVerdict::Aborted;
    }
    return WitnessVerdict::Unknown;
  }
  void begin(CheckpointId id) override {
    const std::lock_guard lock(broker_.mutex);
    check();
    open_[id];
    current_ = id;
    fail_point("after_begin");
  }
  std::vector<std::string> flush(CheckpointId id) override {
    fail_point("before_flush");
    const std::lock_guard lock(broker_.mutex);
    check();
    std::vector<std::string> witnesses;
    for (std::size_t i = 0; i < open_[id].size(); ++i) {
      offsets_[id].push_back(broker_.next_offset);
      broker_.outcome[broker_.next_offset++] = false;
    }
    if (!offsets_[id].empty()) witnesses = {std::to_string(offsets_[id].back())};
    current_ = 0;
    fail_point("after_flush");
    return witnesses;
  }
  void commit(CheckpointId id, std::string_view uuid) override {
    const std::lock_guard lock(broker_.mutex);
    fail_point("after_send");
    check();
    fail_point("in_commit");
    if (broker_.away > 0) {
      --broker_.away;
      throw Error(ErrorCode::ExternalSystemUnavailable, "no answer");
    }
    broker_.overlaps += current_ != 0;
    for (const auto offset : offsets_[id]) broker_.outcome[offset] = true;
    auto& rows = open_[id];
    broker_.committed.insert(broker_.committed.end(), rows.begin(), rows.end());
    broker_.marker = Marker{id, std::string(uuid)};
    rows.clear();
    fail_point("after_commit");
  }
  void renew(CheckpointId id) override {
    fail_point("before_renew");
    {
      const std::lock_guard lock(broker_.mutex);
      open_.erase(id);
    }
    fail_point("after_renew_init");
  }
  std::string identity() const override { return "fake"; }

  // Of writers. The epoch that takes records; 0: none now.
  CheckpointId current() const { return current_; }
  void produce(CheckpointId id, const std::vector<std::int64_t>& rows) {
    const std::lock_guard lock(broker_.mutex);
    if (id != current_) throw Error(ErrorCode::Internal, "a row came outside of its epoch");
    open_[id].insert(open_[id].end(), rows.begin(), rows.end());
  }

 private:
  void check() const {
    if (incarnation_ != broker_.incarnation) throw Error(ErrorCode::Fenced, "fenced");
  }
  Broker& broker_;
  int incarnation_ = 0;
  std::atomic<CheckpointId> current_{0};
  std::map<CheckpointId, std::vector<std::int64_t>> open_;
  std::map<CheckpointId, std::vector<std::int64_t>> offsets_;
};

inline std::vector<std::int64_t> numbers_of(const Batch& batch) {
  std::vector<std::int64_t> out;
  for (std::size_t row = 0; row < batch.row_count(); ++row) {
    out.push_back(batch.column(0).value<std::int64_t>(row));
  }
  return out;
}

class BrokerWriter final : public SinkWriter {
 public:
  explicit BrokerWriter(BrokerTransaction& transaction)
      : transaction_(transaction), epoch_(transaction.current()) {}
  void write(const Batch& batch) override {
    const auto rows = numbers_of(batch);
    kept_.insert(kept_.end(), rows.begin(), rows.end());
  }
  void flush() override {
    transaction_.produce(epoch_, kept_);
    kept_.clear();
  }
  void prepare(CheckpointId id) override {
    fail_point("mid_produce");
    flush();
    epoch_ = id + 1;
  }
  bool has_room() override { return transaction_.current() == epoch_; }

 private:
  BrokerTransaction& transaction_;
  CheckpointId epoch_;
  std::vector<std::int64_t> kept_;
};

struct BrokerSink final : TableSink {
  Broker& broker;
  explicit BrokerSink(Broker& where) : broker(where) {}
  ChangelogMode accepts(const ChangelogMode& query) const override { return query; }
  Participation participation() const override { return Participation::Transaction; }
  std::string transaction_group() const override { return "fake"; }
  std::unique_ptr<Transaction> make_transaction(const ParticipantContext&) const override {
    return std::make_unique<BrokerTransaction>(broker);
  }
  std::unique_ptr<SinkWriter> make_writer(const WriterContext& context) const override {
    return std::make_unique<BrokerWriter>(static_cast<BrokerTransaction&>(*context.transaction));
  }
  std::string describe() const override { return ""; }
};

// ---- a database that takes the rows of decided epochs, under a guard

struct Database {
  std::mutex mutex;
  std::vector<std::int64_t> rows;
  std::optional<CheckpointId> applied;
  int incarnation = 0;

  std::vector<std::int64_t> sorted() {
    const std::lock_guard lock(mutex);
    auto out = rows;
    std::sort(out.begin(), out.end());
    return out;
  }
};

class DatabaseTarget final : public RedoTarget {
 public:
  explicit DatabaseTarget(Database& database) : database_(database) {}
  void open() override {
    const std::lock_guard lock(database_.mutex);
    if (incarnation_ != 0) throw Error(ErrorCode::FencedByJob, "opened twice");
    incarnation_ = ++database_.incarnation;
  }
  std::optional<CheckpointId> applied() override { return database_.applied; }
  void initialise(CheckpointId applied) override {
    const std::lock_guard lock(database_.mutex);
    database_.applied = applied;
  }
  void apply(const Marker& epoch, std::vector<std::unique_ptr<RedoReader>> logs) override {
    std::vector<std::int64_t> rows;
    for (auto& log : logs) {
      while (const auto record = log->next()) rows.push_back(std::stoll(std::string(*record)));
    }
    fail_point("redo_after_guard");
    {
      const std::lock_guard lock(database_.mutex);
      if (database_.incarnation != incarnation_) throw Error(ErrorCode::FencedByJob, "fenced");
      if (database_.applied == epoch.id) return;
      if (database_.applied != epoch.id - 1) throw Error(ErrorCode::SinkAhead, "a gap");
      fail_point("redo_before_commit");
      database_.rows.insert(database_.rows.end(), rows.begin(), rows.end());
      database_.applied = epoch.id;
    }
    fail_point("redo_after_commit");
  }

 private:
  Database& database_;
  int incarnation_ = 0;
};

class DatabaseWriter final : public SinkWriter {
 public:
  explicit DatabaseWriter(RedoLog& log) : log_(log) {}
  void write(const Batch& batch) override {
    for (const auto number : numbers_of(batch)) log_.append(std::to_string(number));
  }
  void flush() override {}

 private:
  RedoLog& log_;
};

struct DatabaseSink final : TableSink {
  Database& database;
  explicit DatabaseSink(Database& where) : database(where) {}
  ChangelogMode accepts(const ChangelogMode& query) const override { return query; }
  Participation participation() const override { return Participation::Redo; }
  std::unique_ptr<RedoTarget> make_redo_target(const ParticipantContext&) const override {
    return std::make_unique<DatabaseTarget>(database);
  }
  std::unique_ptr<SinkWriter> make_writer(const WriterContext& context) const override {
    return std::make_unique<DatabaseWriter>(*context.redo);
  }
  std::string describe() const override { return ""; }
};

// ---- a source: split i of n gives i * 1000, i * 1000 + 1, …, a hundred numbers

inline constexpr std::int64_t kNumbersPerSplit = 100;

class NumberReader final : public SourceReader {
 public:
  void add_splits(std::span<const Split> splits) override {
    splits_.insert(splits_.end(), splits.begin(), splits.end());
  }
  void no_more_splits() override { complete_ = true; }
  Progress poll(std::chrono::milliseconds timeout, std::optional<SplitBatch>& out) override {
    for (auto& split : splits_) {
      const auto next = std::stoll(split.position);
      if (next % 1000 >= kNumbersPerSplit) continue;
      ColumnBuilder builder(DataType::bigint());
      builder.append(next);
      split.position = std::to_string(next + 1);
      std::rotate(splits_.begin(), splits_.begin() + (&split - splits_.data()) + 1, splits_.end());
      out = SplitBatch{Batch({builder.finish()}, 1), splits_.back().id};
      return Progress::HasRows;
    }
    if (complete_) return Progress::Finished;
    std::this_thread::sleep_for(std::min(timeout, std::chrono::milliseconds(1)));
    return Progress::NothingYet;
  }
  std::vector<Split> positions() const override { return splits_; }
  void commit(CheckpointId, std::span<const Split>) override {}

 private:
  std::vector<Split> splits_;
  bool complete_ = false;
};

class NumberEnumerator final : public SplitEnumerator {
 public:
  explicit NumberEnumerator(int splits) : splits_(splits) {}
  void restore(std::string_view) override { splits_ = 0; }
  std::vector<Split> discover() override {
    std::vector<Split> out;
    const int count = std::exchange(splits_, 0);
    for (int i = 0; i < count; ++i) {
      out.push_back({"s" + std::to_string(i), std::to_string(i * 1000)});
    }
    return out;
  }
  std::string state() const override { return ""; }

 private:
  int splits_;
};

struct NumberSource final : TableSource {
  int splits;
  explicit NumberSource(int count) : splits(count) {}
  ChangelogMode changelog() const override { return {}; }
  bool is_bounded() const override { return true; }
  ScanAnswer push_down(const ScanRequest&) override { return {}; }
  std::unique_ptr<SplitEnumerator> make_enumerator(const ConnectorContext&) const override {
    return std::make_unique<NumberEnumerator>(splits);
  }
  std::unique_ptr<SourceReader> make_reader(const ConnectorContext&) const override {
    return std::make_unique<NumberReader>();
  }
  std::string describe() const override { return ""; }
};

// Every number of `splits` splits, once.
inline std::vector<std::int64_t> all_numbers(int splits) {
  std::vector<std::int64_t> out;
  for (int split = 0; split < splits; ++split) {
    for (std::int64_t i = 0; i < kNumbersPerSplit; ++i) out.push_back(split * 1000 + i);
  }
  return out;
}

// ---- a world with a job directory of its own

// In memory where the system has such a place: these tests sync a hundred thousand times.
inline std::filesystem::path fresh_directory() {
  const std::filesystem::path memory = "/dev/shm";
  const auto parent =
      std::filesystem::exists(memory) ? memory : std::filesystem::temp_directory_path();
  return parent / ("streamsql-test-" + make_uuid());
}

struct World {
  Broker broker;
  Database database;
  MetricRegistry metrics;
  MemoryPool memory{"test", 1 << 30};
  VirtualClock clock;
  std::filesystem::path directory = fresh_directory();
  SchemaPtr schema = make_schema({{"n", DataType::bigint()}});
  int next_id = 0;

  ~World() {
    arm_fail_points("");
    std::filesystem::remove_all(directory);
  }

  physical::NodePtr node(std::string uid, auto value, std::optional<int> parallelism = {}) {
    return std::make_shared<const physical::Node>(
        physical::Node{next_id++, schema, {}, parallelism, std::move(value), std::move(uid)});
  }
  physical::NodePtr scan(int splits = 3, std::string uid = "numbers") {
    return node(std::move(uid),
                physical::TableSourceScan{.table = "numbers",
                                          .source = std::make_shared<NumberSource>(splits),
                                          .watermark = {},
                                          .columns = {}});
  }
  physical::NodePtr sink(std::string uid, physical::NodePtr input,
                         std::shared_ptr<const TableSink> table,
                         std::optional<int> parallelism = {}) {
    return node(uid,
                physical::Sink{.input = std::move(input),
                               .table = uid,
                               .sink = std::move(table),
                               .not_null = {},
                               .length = {},
                               .consumed = schema},
                parallelism);
  }
  physical::NodePtr to_broker(physical::NodePtr input, std::optional<int> parallelism = {}) {
    return sink("broker", std::move(input), std::make_shared<BrokerSink>(broker), parallelism);
  }
  physical::NodePtr to_database(physical::NodePtr input) {
    return sink("database", std::move(input), std::make_shared<DatabaseSink>(database));
  }

  JobSettings settings(int parallelism = 1) {
    JobSettings out;
    out.name = "test";
    out.parallelism = parallelism;
    out.metrics = &metrics;
    out.memory = &memory;
    out.checkpoints = CheckpointSettings{};
    out.checkpoints->directory = directory;
    out.checkpoints->job_name = "test";
    out.checkpoints->interval = std::chrono::milliseconds(1);
    return out;
  }
  // On the virtual clock, barriers every so many steps.
  JobSettings stepwise(std::uint64_t steps_per_barrier, int parallelism = 1) {
    auto out = settings(parallelism);
    out.clock = out.virtual_clock = &clock;
    out.stepwise.steps_per_barrier = steps_per_barrier;
    return out;
  }
  static void restart_at_once(JobSettings& job, int attempts = 100) {
    job.restart.kind = RestartSettings::Kind::FixedDelay;
    job.restart.chosen = true;
    job.restart.attempts = attempts;
    job.restart.delay = std::chrono::milliseconds(0);
  }
};

}  // namespace streamsql::fake
