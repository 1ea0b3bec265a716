// Which checkpoint a job goes on from (R4, cases a to e), and when it refuses (E1 to E9).
#include <doctest/doctest.h>
#include <fstream>

#include "tests/unit/engine/runtime/fake_broker.h"

using namespace streamsql;
using namespace streamsql::fake;
using namespace std::chrono_literals;

namespace {

namespace fs = std::filesystem;

// A job that is broken off at a fail point, and taken up again.
struct BrokenOff : World {
  physical::Plan plan;
  explicit BrokenOff(const std::string& points, bool with_database = false) {
    const auto input = scan();
    plan.roots.push_back(to_broker(input));
    if (with_database) plan.roots.push_back(to_database(input));
    arm_fail_points(points);
    const auto outcome = run();
    REQUIRE(outcome.failure);
    REQUIRE(outcome.failure->code() == ErrorCode::Injected);
    arm_fail_points("");
  }

  JobOutcome run(const std::function<void(CheckpointSettings&)>& wish = {}) {
    auto job = stepwise(20);
    if (wish) wish(*job.checkpoints);
    return Job::compile(plan, std::move(job))->run_stepwise(1);
  }
  Error refusal() {
    const auto outcome = run();
    REQUIRE(outcome.failure);
    return *outcome.failure;
  }
  CheckpointName newest() const { return list_checkpoints(directory).back(); }
  fs::path path_of(const CheckpointName& name) const {
    return directory / ("chk-" + std::to_string(name.id) + "-" + name.uuid);
  }
  bool is_exact() { return broker.sorted() == all_numbers(3); }
};

void flip_a_byte(const fs::path& path) {
  std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
  file.seekg(20);
  const char byte = static_cast<char>(file.get() ^ 1);
  file.seekp(20);
  file.put(byte);
}

}  // namespace

TEST_CASE("a: the marker's checkpoint is taken, not the newest one") {
  BrokenOff job("after_send:4=error");  // chk-3 is published and not committed
  CHECK(job.newest().id == job.broker.marker->id + 1);
  CHECK(job.run().finished);
  CHECK(job.is_exact());
}

TEST_CASE("a: the marker's checkpoint is taken although DECIDED names an older one") {
  BrokenOff job("after_commit:4=error");
  CHECK(job.newest().id == job.broker.marker->id);
  CHECK(job.run().finished);
  CHECK(job.is_exact());
}

TEST_CASE("b: a marker whose checkpoint is not here refuses with E1; --fresh leaves it behind") {
  BrokenOff job("after_decided:4=error");
  fs::remove_all(job.path_of(job.newest()));
  const auto error = job.refusal();
  CHECK(error.code() == ErrorCode::CheckpointMissing);
  CHECK(error.message().find("Kafka says that checkpoint 4") == 0);
  const auto before = job.broker.marker->id;
  CHECK(job.run([](auto& wish) { wish.fresh = true; }).finished);
  CHECK(job.broker.marker->id > before);
}

TEST_CASE("b: an empty directory under a name that Kafka knows refuses with E1") {
  BrokenOff job("after_decided:4=error");
  fs::remove_all(job.directory);
  CHECK(job.refusal().code() == ErrorCode::CheckpointMissing);
}

TEST_CASE("c: a marker that is older than DECIDED refuses with E2") {
  BrokenOff job("after_decided:4=error");
  job.broker.marker->id -= 1;
  CHECK(job.refusal().code() == ErrorCode::MarkerBehind);
}

TEST_CASE("d: a damaged checkpoint refuses with E3; an older one serves at least once") {
  BrokenOff job("after_gc:5=error");
  auto settings = job.stepwise(20);
  const auto newest = job.newest();
  flip_a_byte(job.path_of(newest) / "META");
  const auto error = job.refusal();
  CHECK(error.code() == ErrorCode::CheckpointDamaged);
  CHECK(error.message().find("META") != std::string::npos);
}

TEST_CASE("d: going on from an older checkpoint repeats rows and loses none") {
  World world;
  const physical::Plan plan{{world.to_broker(world.scan())}};
  auto settings = world.stepwise(20);
  settings.checkpoints->retained = 3;
  arm_fail_points("after_gc:6=error");
  CHECK_FALSE(Job::compile(plan, settings)->run_stepwise(1).finished);
  arm_fail_points("");
  const auto all = list_checkpoints(world.directory);
  REQUIRE(all.size() == 3);
  settings.checkpoints->at_least_once_from = all.front().id;
  CHECK(Job::compile(plan, settings)->run_stepwise(1).finished);
  auto rows = world.broker.sorted();
  CHECK(rows.size() > all_numbers(3).size());
  rows.erase(std::unique(rows.begin(), rows.end()), rows.end());
  CHECK(rows == all_numbers(3));
}

TEST_CASE("e: without a marker and without a newer checkpoint, DECIDED counts") {
  BrokenOff job("after_decided:4=error");
  job.broker.marker.reset();
  CHECK(job.run().finished);
  CHECK(job.is_exact());
}

TEST_CASE("e: without a marker, witnesses say whether a newer checkpoint was committed") {
  for (const char* place : {"after_send:4=error", "after_commit:4=error"}) {
    CAPTURE(place);
    BrokenOff job(place);
    job.broker.marker.reset();
    CHECK(job.run().finished);
    CHECK(job.is_exact());
  }
}

TEST_CASE("e: without marker and witnesses it refuses with E4, and takes the user's word") {
  for (const bool decided : {true, false}) {
    BrokenOff job(decided ? "after_commit:4=error" : "after_send:4=error");
    job.broker.marker.reset();
    job.broker.forgets = true;
    const auto error = job.refusal();
    CHECK(error.code() == ErrorCode::OutcomeUnknown);
    const auto id = job.newest().id;
    CHECK(job.run([&](auto& wish) { (decided ? wish.assume_decided : wish.assume_aborted) = id; })
              .finished);
    CHECK(job.is_exact());
  }
}

TEST_CASE("e: without a marker, a database that has applied an empty epoch proves it") {
  BrokenOff job("redo_after_commit:3=error", true);
  job.broker.marker.reset();
  CHECK(job.run().finished);
  CHECK(job.is_exact());
  CHECK(job.database.sorted() == all_numbers(3));
}

TEST_CASE("a database that is ahead of the directory refuses with E5") {
  BrokenOff job("after_gc:4=error", true);
  job.database.applied = 99;
  CHECK(job.refusal().code() == ErrorCode::SinkAhead);
}

TEST_CASE("an empty directory under a name that a database knows refuses with E5") {
  World world;
  const physical::Plan plan{{world.to_database(world.scan())}};
  CHECK(Job::compile(plan, world.stepwise(20))->run_stepwise(1).finished);
  fs::remove_all(world.directory);
  const auto outcome = Job::compile(plan, world.stepwise(20))->run_stepwise(1);
  REQUIRE(outcome.failure);
  CHECK(outcome.failure->code() == ErrorCode::SinkAhead);
}

TEST_CASE("redo that is not there any more refuses with E6") {
  BrokenOff job("after_gc:4=error", true);
  job.database.applied = 0;
  CHECK(job.refusal().code() == ErrorCode::RedoMissing);
}

TEST_CASE("a second job in the same directory refuses with E8") {
  World world;
  const CheckpointDirectory first(world.directory);
  const auto outcome =
      Job::compile({{world.to_broker(world.scan())}}, world.stepwise(20))->run_stepwise(1);
  REQUIRE(outcome.failure);
  CHECK(outcome.failure->code() == ErrorCode::JobDirectoryLocked);
}

TEST_CASE("a job that is fenced for the third time is told that it shares its name: E9") {
  World world;
  auto settings = world.stepwise(20);
  World::restart_at_once(settings);
  settings.restart.attempts = 5;
  // Whenever this job has begun, another one fences it.
  struct Rival final : TableSink {
    BrokerSink inner;
    explicit Rival(Broker& broker) : inner(broker) {}
    ChangelogMode accepts(const ChangelogMode& query) const override { return query; }
    Participation participation() const override { return Participation::Transaction; }
    std::string transaction_group() const override { return "fake"; }
    std::unique_ptr<Transaction> make_transaction(const ParticipantContext& c) const override {
      return inner.make_transaction(c);
    }
    std::unique_ptr<SinkWriter> make_writer(const WriterContext& context) const override {
      auto writer = inner.make_writer(context);
      ++inner.broker.incarnation;
      return writer;
    }
    std::string describe() const override { return ""; }
  };
  const auto sink = world.sink("rival", world.scan(), std::make_shared<Rival>(world.broker));
  const auto outcome = Job::compile({{sink}}, settings)->run_stepwise(1);
  REQUIRE(outcome.failure);
  CHECK(outcome.failure->code() == ErrorCode::PrefixShared);
  CHECK(outcome.failure->message().starts_with("Fenced 3 times within a minute by another"));
  CHECK(world.metrics.total("restarts_total") == 2);
}

TEST_CASE("positions of a source that is gone are not dropped silently") {
  World world;
  const auto plan_of = [&world](const char* uid) {
    return physical::Plan{{world.to_database(world.scan(2, uid))}};
  };
  arm_fail_points("after_decided:3=error");
  CHECK_FALSE(Job::compile(plan_of("before"), world.stepwise(20))->run_stepwise(1).finished);
  arm_fail_points("");
  auto settings = world.stepwise(20);
  const auto refused = Job::compile(plan_of("after"), settings)->run_stepwise(1);
  REQUIRE(refused.failure);
  CHECK(refused.failure->code() == ErrorCode::StateDropped);
  CHECK(refused.failure->message().find("'before'") != std::string::npos);
  settings.checkpoints->allow_dropped_state = true;
  CHECK(Job::compile(plan_of("after"), settings)->run_stepwise(1).finished);
}

TEST_CASE("a job begins with another job's checkpoint once, and then goes on by itself") {
  World origin;
  arm_fail_points("after_gc:4=error");
  const physical::Plan first{{origin.to_database(origin.scan())}};
  CHECK_FALSE(Job::compile(first, origin.stepwise(20))->run_stepwise(1).finished);
  World world;
  const physical::Plan plan{{world.to_broker(world.scan())}};
  auto settings = world.stepwise(20);
  settings.checkpoints->restore = origin.directory;
  arm_fail_points("after_decided:3=error");
  CHECK_FALSE(Job::compile(plan, settings)->run_stepwise(1).finished);
  arm_fail_points("");
  CHECK(Job::compile(plan, settings)->run_stepwise(1).finished);
  auto rows = world.broker.sorted();
  const auto before = origin.database.sorted();
  CHECK(rows.size() + before.size() >= all_numbers(3).size());
  CHECK(std::adjacent_find(rows.begin(), rows.end()) == rows.end());
}

TEST_CASE("another decider needs a clean stop") {
  World world;
  const auto scan = world.scan();
  arm_fail_points("after_decided:3=error");
  const physical::Plan local{{world.to_database(scan)}};
  const physical::Plan kafka{{world.to_database(scan), world.to_broker(scan)}};
  CHECK_FALSE(Job::compile(local, world.stepwise(20))->run_stepwise(1).finished);
  arm_fail_points("");
  const auto refused = Job::compile(kafka, world.stepwise(20))->run_stepwise(1);
  REQUIRE(refused.failure);
  CHECK(refused.failure->code() == ErrorCode::OutcomeUnknown);
  const auto stopped = Job::compile(local, world.stepwise(20));
  stopped->stop();
  CHECK(stopped->run_stepwise(1).finished);
  const auto changed = Job::compile(kafka, world.stepwise(20))->run_stepwise(1);
  if (changed.failure) MESSAGE(render(*changed.failure));
  CHECK(changed.finished);
  CHECK(world.database.sorted() == all_numbers(3));
}
