#include "engine/runtime/job.h"

#include <algorithm>
#include <atomic>
#include <doctest/doctest.h>
#include <map>
#include <mutex>
#include <thread>
#include <utility>

#include "engine/batch/column_builder.h"

using namespace streamsql;
using namespace std::chrono_literals;

namespace {

// What the fake tables have seen, over all subtasks.
struct Outside {
  std::mutex mutex;
  std::vector<std::int64_t> written;  // flushed rows only
  std::vector<std::pair<CheckpointId, std::string>> commits;
  std::atomic<int> flushes{0};

  std::vector<std::int64_t> sorted() {
    const std::lock_guard lock(mutex);
    auto out = written;
    std::sort(out.begin(), out.end());
    return out;
  }
};

ColumnPtr numbers(std::int64_t first, std::int64_t count) {
  ColumnBuilder builder(DataType::bigint());
  for (std::int64_t i = 0; i < count; ++i) builder.append(first + i);
  return builder.finish();
}

// Split i of n counts i * size, i * size + 1, …, ten rows a poll.
class CountingReader final : public SourceReader {
 public:
  CountingReader(Outside& outside, bool endless) : outside_(outside), endless_(endless) {}
  void add_splits(std::span<const Split> splits) override {
    for (const auto& split : splits) splits_.push_back({split.id, std::stoll(split.position), 0});
  }
  void no_more_splits() override { complete_ = true; }
  Progress poll(std::chrono::milliseconds timeout, std::optional<SplitBatch>& out) override {
    for (auto& split : splits_) {
      if (split.made >= 100 && !endless_) continue;
      out = SplitBatch{Batch({numbers(split.next, 10)}, 10), split.id};
      split.next += 10;
      split.made += 10;
      std::rotate(splits_.begin(), splits_.begin() + 1, splits_.end());
      return Progress::HasRows;
    }
    if (complete_) return Progress::Finished;
    std::this_thread::sleep_for(std::min(timeout, 1ms));
    return Progress::NothingYet;
  }
  std::vector<Split> positions() const override {
    std::vector<Split> out;
    for (const auto& split : splits_) out.push_back({split.id, std::to_string(split.next)});
    return out;
  }
  void commit(CheckpointId id, std::span<const Split> positions) override {
    const std::lock_guard lock(outside_.mutex);
    for (const auto& split : positions) {
      outside_.commits.emplace_back(id, split.id + "@" + split.position);
    }
  }

 private:
  struct Progressing {
    std::string id;
    std::int64_t next, made;
  };
  Outside& outside_;
  const bool endless_;
  std::vector<Progressing> splits_;
  bool complete_ = false;
};

class FixedEnumerator final : public SplitEnumerator {
 public:
  explicit FixedEnumerator(int splits) : splits_(splits) {}
  void restore(std::string_view) override {}
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

struct CountingSource final : TableSource {
  Outside& outside;
  int splits;
  bool endless;
  CountingSource(Outside& seen, int split_count, bool without_end)
      : outside(seen), splits(split_count), endless(without_end) {}
  ChangelogMode changelog() const override { return {}; }
  bool is_bounded() const override { return !endless; }
  ScanAnswer push_down(const ScanRequest&) override { return {}; }
  std::unique_ptr<SplitEnumerator> make_enumerator(const ConnectorContext&) const override {
    return std::make_unique<FixedEnumerator>(splits);
  }
  std::unique_ptr<SourceReader> make_reader(const ConnectorContext&) const override {
    return std::make_unique<CountingReader>(outside, endless);
  }
  std::string describe() const override { return ""; }
};

// Keeps rows until flush; fails at the row `poison`.
class KeepingWriter final : public SinkWriter {
 public:
  KeepingWriter(Outside& outside, std::int64_t poison) : outside_(outside), poison_(poison) {}
  void write(const Batch& batch) override {
    for (std::size_t row = 0; row < batch.row_count(); ++row) {
      const auto value = batch.column(0).value<std::int64_t>(row);
      if (value == poison_) throw Error(ErrorCode::MalformedRecord, "poison");
      kept_.push_back(value);
    }
  }
  void flush() override {
    const std::lock_guard lock(outside_.mutex);
    outside_.written.insert(outside_.written.end(), kept_.begin(), kept_.end());
    kept_.clear();
    ++outside_.flushes;
  }

 private:
  Outside& outside_;
  const std::int64_t poison_;
  std::vector<std::int64_t> kept_;
};

struct KeepingSink final : TableSink {
  Outside& outside;
  std::int64_t poison = -1;
  explicit KeepingSink(Outside& seen) : outside(seen) {}
  ChangelogMode accepts(const ChangelogMode& query) const override { return query; }
  std::unique_ptr<SinkWriter> make_writer(const WriterContext&) const override {
    return std::make_unique<KeepingWriter>(outside, poison);
  }
  std::string describe() const override { return ""; }
};

struct Fixture {
  Outside outside;
  MetricRegistry metrics;
  MemoryPool memory{"test", 1 << 30};
  std::shared_ptr<KeepingSink> sink = std::make_shared<KeepingSink>(outside);
  SchemaPtr schema = make_schema({{"n", DataType::bigint()}});
  int next_id = 0;

  physical::NodePtr node(auto value, std::optional<int> parallelism = {}) {
    return std::make_shared<const physical::Node>(
        physical::Node{next_id++, schema, {}, parallelism, std::move(value)});
  }
  physical::NodePtr scan(int splits, bool endless = false) {
    return node(physical::TableSourceScan{
        .table = "numbers",
        .source = std::make_shared<CountingSource>(outside, splits, endless),
        .watermark = {},
        .columns = {}});
  }
  physical::NodePtr sink_of(physical::NodePtr input, std::optional<int> parallelism = {}) {
    return node(physical::Sink{.input = std::move(input),
                               .table = "kept",
                               .sink = sink,
                               .not_null = {},
                               .length = {},
                               .consumed = schema},
                parallelism);
  }
  JobSettings settings(int parallelism = 1) {
    JobSettings out;
    out.name = "test";
    out.parallelism = parallelism;
    out.metrics = &metrics;
    out.memory = &memory;
    return out;
  }
};

}  // namespace

TEST_CASE("a bounded job delivers every row once and commits its last positions") {
  for (const int parallelism : {1, 2, 4}) {
    Fixture f;
    const auto job = Job::compile({{f.sink_of(f.scan(3))}}, f.settings(parallelism));
    job->start();
    const auto outcome = job->wait();
    CHECK(outcome.finished);
    CHECK(f.outside.sorted().size() == 300);
    CHECK(f.outside.sorted().back() == 2099);
    std::sort(f.outside.commits.begin(), f.outside.commits.end());
    REQUIRE(f.outside.commits.size() == 3);
    CHECK(f.outside.commits[1].second == "s1@1100");
  }
}

TEST_CASE("rows reach a sink of another parallelism") {
  Fixture f;
  const auto job = Job::compile({{f.sink_of(f.scan(2), 3)}}, f.settings(2));
  job->start();
  CHECK(job->wait().finished);
  CHECK(f.outside.sorted().size() == 200);
  CHECK(f.outside.flushes >= 3);
}

TEST_CASE("a node with two parents runs once and feeds both") {
  Fixture f;
  const auto shared = f.scan(1);
  const auto job = Job::compile({{f.sink_of(shared), f.sink_of(shared)}}, f.settings());
  job->start();
  CHECK(job->wait().finished);
  CHECK(f.outside.sorted().size() == 200);
  CHECK(f.metrics.total("source_records_total") == 100);
}

TEST_CASE("a union ends when all its inputs have") {
  Fixture f;
  const auto both = f.node(physical::Union{{f.scan(1), f.scan(2)}});
  const auto job = Job::compile({{f.sink_of(both)}}, f.settings());
  job->start();
  CHECK(job->wait().finished);
  CHECK(f.outside.sorted().size() == 300);
}

TEST_CASE("a job whose limits have their rows ends, though its sources do not") {
  for (const int parallelism : {1, 3}) {
    Fixture f;
    const auto all =
        f.node(physical::Exchange{f.scan(3, true), physical::Distribution::Single, {}});
    const auto first = f.node(physical::Limit{all, 5, 20});
    const auto job = Job::compile({{f.sink_of(first)}}, f.settings(parallelism));
    job->start();
    CHECK(job->wait().finished);
    CHECK(f.outside.sorted().size() == 20);
  }
}

TEST_CASE("a source goes on for those who have no limit") {
  Fixture f;
  const auto source = f.scan(1);
  const auto all = f.node(physical::Exchange{source, physical::Distribution::Single, {}});
  const auto first = f.node(physical::Limit{all, 0, 20});
  const auto job = Job::compile({{f.sink_of(first), f.sink_of(source)}}, f.settings());
  job->start();
  CHECK(job->wait().finished);
  CHECK(f.outside.sorted().size() == 120);
}

TEST_CASE("stopping delivers what is in flight and commits exactly what was delivered") {
  for (const int parallelism : {1, 3}) {
    Fixture f;
    const auto job = Job::compile({{f.sink_of(f.scan(3, true), 2)}}, f.settings(parallelism));
    job->start();
    while (f.metrics.total("source_records_total") < 5000) std::this_thread::yield();
    job->stop();
    CHECK(job->wait().finished);
    std::size_t committed = 0;
    std::map<std::string, std::int64_t> last;
    for (const auto& [id, position] : f.outside.commits) {
      const auto at = position.find('@');
      last[position.substr(0, at)] = std::stoll(position.substr(at + 1));
    }
    for (const auto& [split, position] : last) {
      committed += static_cast<std::size_t>(position - 1000 * (split[1] - '0'));
    }
    CHECK(f.outside.sorted().size() == committed);
  }
}

TEST_CASE("every interval sinks are flushed and positions committed") {
  Fixture f;
  auto settings = f.settings(2);
  settings.flush_interval = 1ms;
  const auto job = Job::compile({{f.sink_of(f.scan(2, true))}}, std::move(settings));
  job->start();
  const auto commits = [&f] {
    const std::lock_guard lock(f.outside.mutex);
    return f.outside.commits.size();
  };
  while (commits() < 6) std::this_thread::yield();
  job->stop();
  CHECK(job->wait().finished);
  CHECK(f.outside.flushes >= 6);
}

TEST_CASE("preview commits nothing") {
  Fixture f;
  auto settings = f.settings();
  settings.commits = false;
  settings.flush_interval = 1ms;
  const auto job = Job::compile({{f.sink_of(f.scan(1))}}, std::move(settings));
  job->start();
  CHECK(job->wait().finished);
  CHECK(f.outside.commits.empty());
}

TEST_CASE("the first failure ends the job and is reported") {
  Fixture f;
  f.sink->poison = 1050;
  const auto job = Job::compile({{f.sink_of(f.scan(3))}}, f.settings(3));
  job->start();
  const auto outcome = job->wait();
  CHECK_FALSE(outcome.finished);
  REQUIRE(outcome.failure.has_value());
  CHECK(outcome.failure->code() == ErrorCode::MalformedRecord);
  CHECK(f.outside.commits.empty());
}

TEST_CASE("cancelling ends an endless job and commits nothing") {
  Fixture f;
  const auto job = Job::compile({{f.sink_of(f.scan(2, true))}}, f.settings(2));
  job->start();
  CHECK_FALSE(job->wait_for(5ms));
  job->cancel();
  CHECK_FALSE(job->wait().finished);
  CHECK(f.outside.commits.empty());
}

TEST_CASE("stepwise, every seed gives the same rows") {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    Fixture f;
    VirtualClock clock;
    auto settings = f.settings(2);
    settings.clock = settings.virtual_clock = &clock;
    const auto both = f.node(physical::Union{{f.scan(1), f.scan(2)}});
    const auto job = Job::compile({{f.sink_of(both, 3)}}, std::move(settings));
    CHECK(job->run_stepwise(seed).finished);
    CHECK(f.outside.sorted().size() == 300);
  }
}

TEST_CASE("rows of a SELECT go to its collector") {
  Fixture f;
  auto settings = f.settings();
  std::size_t rows = 0;
  settings.collectors = {[&rows](const Batch& batch) { rows += batch.row_count(); }};
  const auto collect = f.node(physical::Collect{f.scan(1)});
  const auto job = Job::compile({{collect}}, std::move(settings));
  job->start();
  CHECK(job->wait().finished);
  CHECK(rows == 100);
  CHECK(f.metrics.total("records_out_total") == 100);
}
