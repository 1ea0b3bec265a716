// Watermark alignment: who is ahead of the group waits for it.
#include "engine/runtime/alignment.h"

#include <doctest/doctest.h>
#include <map>
#include <set>
#include <thread>

#include "engine/expression/expression.h"
#include "tests/unit/engine/runtime/fake_broker.h"

using namespace streamsql;
using namespace streamsql::fake;
using std::chrono::milliseconds;

namespace {

constexpr std::int64_t kDrift = 500;

physical::WatermarkAlignment group_spec() { return {"g", milliseconds(kDrift)}; }

// Two members of one group.
struct Pair {
  std::shared_ptr<AlignmentGroup> group = std::make_shared<AlignmentGroup>();
  TaskSignal signals[2];
  int rings[2] = {0, 0};
  AlignedSource fast{group_spec(), group, signals[0]};
  AlignedSource slow{group_spec(), group, signals[1]};
  Pair() {
    for (int i = 0; i < 2; ++i) {
      signals[i].on_ring([this, i] { ++rings[i]; });
    }
  }
};

}  // namespace

TEST_CASE("a source without a watermark holds nobody back") {
  Pair pair;
  CHECK(pair.fast.advance(0, INT64_MIN) == kMaxWatermark);
  CHECK(pair.slow.advance(0, INT64_MIN) == kMaxWatermark);
  CHECK(pair.fast.advance(0, 10'000) == 10'000 + kDrift);
}

TEST_CASE("the limit is the lowest watermark announced and the drift") {
  Pair pair;
  pair.fast.advance(0, 10'000);
  CHECK(pair.slow.advance(0, 200) == 200 + kDrift);
  CHECK(pair.fast.advance(0, 10'000) == 200 + kDrift);
}

TEST_CASE("a watermark is announced once per interval, and at the limit at once") {
  Pair pair;
  pair.fast.advance(0, 10'000);
  pair.slow.advance(0, 200);
  CHECK(pair.slow.next() == 1000);
  CHECK(pair.slow.advance(999, 300) == 200 + kDrift);
  CHECK(pair.group->minimum() == 200);
  CHECK(pair.slow.advance(1000, 300) == 300 + kDrift);
  CHECK(pair.slow.next() == 2000);
  CHECK(pair.slow.advance(1001, 300 + kDrift) == 300 + kDrift);
  CHECK(pair.slow.advance(1001, 301 + kDrift) == 301 + 2 * kDrift);
}

TEST_CASE("who waits hears of a higher minimum at once") {
  Pair pair;
  pair.fast.advance(0, 10'000);
  pair.slow.advance(0, 200);
  CHECK(pair.rings[0] == 0);
  pair.slow.advance(1000, 300);
  CHECK(pair.rings[0] == 1);
  CHECK(pair.rings[1] == 0);
}

TEST_CASE("an idle source holds nobody back until it goes on") {
  Pair pair;
  pair.fast.advance(0, 10'000);
  pair.slow.advance(0, 200);
  pair.slow.advance(1, kMaxWatermark);
  CHECK(pair.fast.advance(1, 10'000) == 10'000 + kDrift);
  pair.slow.advance(2, 250);
  CHECK(pair.fast.advance(2, 10'000) == 250 + kDrift);
}

TEST_CASE("there is no limit when every source is idle or has ended") {
  Pair pair;
  pair.fast.advance(0, 10'000);
  pair.slow.finish();
  CHECK(pair.fast.advance(1, kMaxWatermark) == kMaxWatermark);
}

// ---- jobs

namespace {

// How far the splits of all sources have been read, and the widest lead that one had while another
// one was under way.
struct Course {
  struct Run {
    std::int64_t time = 0;
    bool counts = false;       // its source has had the time to announce it, and it has not ended
    std::int64_t read_at = 0;  // of the clock
  };
  std::mutex mutex;
  std::map<std::string, Run> runs;
  std::int64_t widest_lead = 0;

  void read(const std::string& split, std::int64_t time, std::int64_t now) {
    const std::lock_guard lock(mutex);
    runs[split].time = time;
    runs[split].read_at = now;
    for (const auto& [name, other] : runs) {
      if (name != split && other.counts) widest_lead = std::max(widest_lead, time - other.time);
    }
  }
};

struct Pace {
  std::int64_t step = 10, end = 3000;  // of event time; a row at each step
  int polls_per_row = 1;
  std::int64_t rest = 0;  // milliseconds that it waits for its last row
};

// Rows of one split in turn: their event time in milliseconds.
class TimeReader final : public SourceReader {
 public:
  TimeReader(Course& course, std::map<std::string, Pace> paces, const Clock& clock)
      : course_(course), paces_(std::move(paces)), clock_(clock), began_(now()) {}
  void add_splits(std::span<const Split> splits) override {
    splits_.insert(splits_.end(), splits.begin(), splits.end());
    const std::lock_guard lock(course_.mutex);
    for (const auto& split : splits) {
      const auto time = std::stoll(split.position);
      course_.runs[split.id] = {time, time > 0};  // restored: its watermark is known
    }
  }
  void no_more_splits() override { complete_ = true; }
  Progress poll(milliseconds timeout, std::optional<SplitBatch>& out) override {
    for (auto& split : splits_) note(split);
    ++polls_;
    for (std::size_t i = 0; i < splits_.size(); ++i) {
      std::rotate(splits_.begin(), splits_.begin() + 1, splits_.end());
      if (read(splits_.back(), out)) return Progress::HasRows;
    }
    std::this_thread::sleep_for(std::min(timeout, milliseconds(1)));
    return complete_ && ended_.size() == splits_.size() ? Progress::Finished : Progress::NothingYet;
  }
  std::vector<Split> positions() const override { return splits_; }
  void commit(CheckpointId, std::span<const Split>) override {}
  void hold_splits(std::span<const std::string> ids) override { held_ = {ids.begin(), ids.end()}; }

 private:
  std::int64_t now() const { return clock_.monotonic_millis(); }
  // A task that polls again has announced what it has read.
  void note(const Split& split) {
    const std::lock_guard lock(course_.mutex);
    auto& run = course_.runs[split.id];
    run.counts = run.time > 0 && !ended_.contains(split.id);
  }
  bool read(Split& split, std::optional<SplitBatch>& out) {
    const auto& pace = paces_.at(split.id);
    const auto time = std::stoll(split.position) + pace.step;
    if (ended_.contains(split.id)) return false;
    if (time > pace.end) {
      ended_.insert(split.id);
      note(split);
      out = SplitBatch{Batch({}, 0), split.id};
      return true;
    }
    if (held_.contains(split.id) || polls_ % pace.polls_per_row != 0) return false;
    if (time == pace.end && now() < began_ + pace.rest) return false;
    split.position = std::to_string(time);
    course_.read(split.id, time, now());
    ColumnBuilder builder(DataType::bigint());
    builder.append(time);
    out = SplitBatch{Batch({builder.finish()}, 1), split.id};
    return true;
  }

  Course& course_;
  const std::map<std::string, Pace> paces_;
  const Clock& clock_;
  const std::int64_t began_;
  std::vector<Split> splits_;
  std::set<std::string> held_, ended_;
  bool complete_ = false;
  int polls_ = 0;
};

class TimeEnumerator final : public SplitEnumerator {
 public:
  explicit TimeEnumerator(const std::map<std::string, Pace>& paces) {
    for (const auto& [id, pace] : paces) splits_.push_back({id, "0"});
  }
  void restore(std::string_view) override { splits_.clear(); }
  std::vector<Split> discover() override { return std::exchange(splits_, {}); }
  std::string state() const override { return ""; }

 private:
  std::vector<Split> splits_;
};

struct TimeSource final : TableSource {
  Course& course;
  std::map<std::string, Pace> paces;
  TimeSource(Course& where, std::map<std::string, Pace> splits)
      : course(where), paces(std::move(splits)) {}
  ChangelogMode changelog() const override { return {}; }
  bool is_bounded() const override { return true; }
  ScanAnswer push_down(const ScanRequest&) override { return {}; }
  std::unique_ptr<SplitEnumerator> make_enumerator(const ConnectorContext&) const override {
    return std::make_unique<TimeEnumerator>(paces);
  }
  std::unique_ptr<SourceReader> make_reader(const ConnectorContext& context) const override {
    return std::make_unique<TimeReader>(course, paces, context.clock);
  }
  std::string describe() const override { return ""; }
};

struct Race {
  World world;
  Course course;
  std::optional<physical::WatermarkAlignment> alignment = group_spec();
  milliseconds idle_timeout{0};
  physical::WatermarkEmit emit = physical::WatermarkEmit::Periodic;
  std::vector<physical::NodePtr> sources;

  // A source whose watermark is its rows' time.
  void add(const std::string& uid, std::map<std::string, Pace> paces) {
    const ExpressionContext context{builtin_functions(), {}};
    const auto number = make_column_ref(0, DataType::bigint());
    ColumnBuilder three(DataType::integer().not_null());
    three.append(std::int32_t{3});
    const auto time =
        make_call(context, "TO_TIMESTAMP_LTZ", {number, make_literal(three.finish_constant(1))});
    physical::WatermarkSpec watermark{1, make_column_ref(1, time->type), emit};
    watermark.alignment = alignment;
    watermark.idle_timeout = idle_timeout;
    physical::Node node;
    node.id = world.next_id++;
    node.schema = make_schema({{"n", DataType::bigint()}, {"ts", time->type}});
    node.uid = uid;
    node.node =
        physical::TableSourceScan{.table = uid,
                                  .source = std::make_shared<TimeSource>(course, std::move(paces)),
                                  .watermark = watermark,
                                  .columns = {number, time}};
    sources.push_back(std::make_shared<const physical::Node>(std::move(node)));
  }
  physical::Plan plan(std::int64_t limit = 0) {
    auto all =
        sources.size() == 1 ? sources.front() : world.node("union", physical::Union{sources});
    if (limit > 0) {
      all = world.node("one", physical::Exchange{all, physical::Distribution::Single, {}});
      all = world.node("limit", physical::Limit{all, 0, limit});
    }
    return {{world.to_database(std::move(all))}};
  }
  bool run(unsigned seed, std::int64_t limit = 0) {
    return Job::compile(plan(limit), world.stepwise(20))->run_stepwise(seed).finished;
  }
};

// One source has a row at each step of 10, after some waiting; the other one steps of 100.
void add_slow_and_fast(Race& race) {
  race.add("slow", {{"s", {.step = 10, .end = 3000, .polls_per_row = 3}}});
  race.add("fast", {{"f", {.step = 100, .end = 9000}}});
}

}  // namespace

TEST_CASE("a fast source is never further ahead than the drift and one run") {
  for (unsigned seed = 1; seed <= 10; ++seed) {
    CAPTURE(seed);
    Race race;
    add_slow_and_fast(race);
    REQUIRE(race.run(seed));
    CHECK(race.course.widest_lead <= kDrift + 100);
    CHECK(race.course.runs["f"].time == 9000);  // the slow one ended: nobody holds it
  }
}

TEST_CASE("without alignment a fast source runs away, with the same rows in the end") {
  Race with, without;
  without.alignment.reset();
  add_slow_and_fast(with);
  add_slow_and_fast(without);
  REQUIRE(with.run(1));
  REQUIRE(without.run(1));
  CHECK(without.course.widest_lead > 3 * kDrift);
  CHECK(with.world.database.sorted() == without.world.database.sorted());
}

TEST_CASE("of one source the splits that are ahead wait") {
  for (unsigned seed = 1; seed <= 10; ++seed) {
    CAPTURE(seed);
    Race race;
    race.add("times", {{"s", {.step = 10, .end = 3000, .polls_per_row = 3}},
                       {"f", {.step = 100, .end = 9000}}});
    REQUIRE(race.run(seed));
    CHECK(race.course.widest_lead <= kDrift + 100);
    CHECK(race.course.runs["f"].time == 9000);
  }
}

TEST_CASE("a split that has ended holds no other source back") {
  Race race;
  race.add("one", {{"short", {.step = 10, .end = 100}}, {"long", {.step = 10, .end = 5000}}});
  race.add("two", {{"f", {.step = 100, .end = 9000}}});
  CHECK(race.run(1));
}

TEST_CASE("a split that has ended holds back no watermark") {
  Race race;
  race.alignment.reset();
  race.emit = physical::WatermarkEmit::OnEvent;
  race.add("times", {{"short", {.step = 10, .end = 100}}, {"long", {.step = 10, .end = 5000}}});
  REQUIRE(race.run(1));
  std::int64_t highest = 0;
  race.world.metrics.visit({.counter = [](const auto&...) {},
                            .gauge =
                                [&](const std::string& name, const Labels&, const Gauge& gauge) {
                                  if (name == "watermark") highest = gauge.value();
                                },
                            .histogram = [](const auto&...) {}});
  CHECK(highest > 1000);
}

TEST_CASE("a source that rests for its idle timeout holds nobody back") {
  for (const std::int64_t timeout : {0, 1000}) {
    CAPTURE(timeout);
    Race race;
    race.idle_timeout = milliseconds(timeout);
    race.add("slow", {{"s", {.step = 10, .end = 20, .rest = 60'000}}});
    race.add("fast", {{"f", {.step = 100, .end = 9000}}});
    REQUIRE(race.run(1));
    CHECK((race.course.runs["f"].read_at < race.course.runs["s"].read_at) == (timeout > 0));
  }
}

TEST_CASE("a source that waits for others is not idle") {
  Race race;
  race.add("slow", {{"s", {.step = 10, .end = 300, .rest = 60'000}}});
  race.idle_timeout = milliseconds(100);
  race.add("fast", {{"f", {.step = 100, .end = 9000}}});
  REQUIRE(race.run(1));
  CHECK(race.course.widest_lead <= kDrift + 100);
  CHECK(race.course.runs["f"].read_at >= 60'000);
}

TEST_CASE("a LIMIT that is reached ends a source that waits") {
  Race race;
  race.add("slow", {{"s", {.step = 10, .end = 20, .rest = INT64_MAX / 2}}});
  race.add("fast", {{"f", {.step = 100, .end = 9000}}});
  CHECK(race.run(1, 5));
}

TEST_CASE("checkpoints go on while a source waits, and stopping ends it") {
  Race race;
  race.add("slow", {{"s", {.step = 10, .end = 20, .rest = INT64_MAX / 2}}});
  race.add("fast", {{"f", {.step = 100, .end = INT64_MAX / 2}}});  // it may begin long before
  auto& database = race.world.database;
  const auto applied = [&database] {
    const std::lock_guard lock(database.mutex);
    return database.applied.value_or(0);
  };
  const auto job = Job::compile(race.plan(), race.world.settings());
  job->start();
  while (job->why().find("waits for slower sources of its alignment group") == std::string::npos) {
    std::this_thread::yield();
  }
  const auto before = applied();
  while (applied() < before + 5) std::this_thread::yield();
  job->stop();
  CHECK(job->wait().finished);
}

TEST_CASE("with a thread per source the lead is bounded as well") {
  Race race;
  add_slow_and_fast(race);
  const auto job = Job::compile(race.plan(), race.world.settings());
  job->start();
  REQUIRE(job->wait().finished);
  CHECK(race.course.widest_lead <= kDrift + 100);
}

TEST_CASE("after a crash the sources are aligned from their first row on") {
  Race race;
  add_slow_and_fast(race);
  int crashes = 0;
  for (; crashes < 100; ++crashes) {
    arm_fail_points("after_decided:3=error");
    if (race.run(1)) break;
    arm_fail_points("");
  }
  CHECK(crashes > 5);
  CHECK(crashes < 100);
  CHECK(race.course.widest_lead <= kDrift + 100);
  std::vector<std::int64_t> wanted;
  for (std::int64_t time = 10; time <= 3000; time += 10) wanted.push_back(time);
  for (std::int64_t time = 100; time <= 9000; time += 100) wanted.push_back(time);
  std::sort(wanted.begin(), wanted.end());
  CHECK(race.world.database.sorted() == wanted);
}
