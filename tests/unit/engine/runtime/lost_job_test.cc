// What a storage of checkpoints is told, and how a job goes on from it when its directory is gone.
#include <doctest/doctest.h>

#include "tests/unit/engine/runtime/fake_broker.h"

using namespace streamsql;
using namespace streamsql::fake;

namespace {

namespace fs = std::filesystem;

// A database's table: it outlives the sessions with it.
struct Ledger {
  std::vector<StoredCheckpoint> rows;
  bool down = false;
  int attempts = 0;

  void put(StoredCheckpoint checkpoint) {
    std::erase_if(rows, [&](const auto& row) { return row.id == checkpoint.id; });
    rows.push_back(std::move(checkpoint));
  }
};

class FakeStorage final : public CheckpointStorage {
 public:
  explicit FakeStorage(Ledger& ledger) : ledger_(ledger) {}
  void initialise() override { reach(); }
  void stage(const StoredCheckpoint& checkpoint) override {
    reach();
    auto staged = checkpoint;
    staged.decided = false;
    ledger_.put(std::move(staged));
  }
  void store(const StoredCheckpoint& checkpoint) override {
    reach();
    ledger_.put(checkpoint);
  }
  std::vector<StoredCheckpoint> recover(std::string_view) override {
    reach();
    return ledger_.rows;
  }
  void close() override {}
  std::string describe() const override { return "table 'fake'"; }

 private:
  void reach() {
    ++ledger_.attempts;
    if (ledger_.down) throw Error(ErrorCode::ExternalSystemUnavailable, "nobody listens");
  }
  Ledger& ledger_;
};

struct LosingWorld : World {
  Ledger ledger;
  physical::Plan plan;

  JobSettings told(const std::function<void(CheckpointSettings&)>& wish = {}) {
    auto job = stepwise(20);
    job.checkpoints->make_storage = [this] { return std::make_unique<FakeStorage>(ledger); };
    if (wish) wish(*job.checkpoints);
    return job;
  }
  JobOutcome run(const std::function<void(CheckpointSettings&)>& wish = {}) {
    return Job::compile(plan, told(wish))->run_stepwise(1);
  }
  // Breaks the job off and removes its directory.
  void lose(const std::string& points) {
    arm_fail_points(points);
    REQUIRE_FALSE(run().finished);
    arm_fail_points("");
    fs::remove_all(directory);
  }
  Error refusal() {
    const auto outcome = run();
    REQUIRE(outcome.failure);
    return *outcome.failure;
  }
};

}  // namespace

TEST_CASE("a storage is told of every checkpoint that was decided") {
  LosingWorld world;
  world.plan = {{world.to_broker(world.scan())}};
  REQUIRE(world.run().finished);
  REQUIRE(world.ledger.rows.size() > 3);
  const auto& last = world.ledger.rows.back();
  CHECK(last.uuid == world.broker.marker->uuid);
  CHECK(last.finished);
  CHECK(last.job_name == "test");
  CHECK(last.digest.size() == 32);
  CHECK(last.positions.size() == 3);
  CHECK(last.enumerators.contains("numbers"));
  for (const auto& row : world.ledger.rows) CHECK(row.decided);
}

TEST_CASE("a stateless job without its directory goes on exactly, whenever it was broken off") {
  for (const char* place : {"after_send:5=error", "after_commit:5=error", "after_decided:5=error",
                            "before_flush:4=error", "after_gc:5=error"}) {
    CAPTURE(place);
    LosingWorld world;
    world.plan = {{world.to_broker(world.scan())}};
    world.lose(place);
    CHECK(world.run().finished);
    CHECK(world.broker.sorted() == all_numbers(3));
  }
}

TEST_CASE("rows of the database and the storage tell which checkpoint counts without Kafka") {
  for (const char* place : {"redo_after_commit:5=error", "after_gc:5=error"}) {
    CAPTURE(place);
    LosingWorld world;
    world.plan = {{world.to_database(world.scan())}};
    world.lose(place);
    CHECK(world.run().finished);
    CHECK(world.database.sorted() == all_numbers(3));
  }
}

TEST_CASE("rows that were only in the directory are missed, and an older checkpoint repeats") {
  LosingWorld world;
  const auto scan = world.scan();
  world.plan = {{world.to_broker(scan), world.to_database(scan)}};
  world.lose("redo_after_guard:5=error");
  const auto error = world.refusal();
  CHECK(error.code() == ErrorCode::RedoMissing);
  CHECK(error.message().find("gone with the job directory") != std::string::npos);
  const auto applied = *world.database.applied;
  CHECK(world.run([&](auto& wish) { wish.at_least_once_from = applied; }).finished);
  CHECK(world.database.sorted() == all_numbers(3));
  CHECK(world.broker.sorted().size() > all_numbers(3).size());
}

TEST_CASE("a storage that is behind the marker refuses, and its newest checkpoint repeats") {
  LosingWorld world;
  world.plan = {{world.to_broker(world.scan())}};
  world.lose("after_gc:5=error");
  world.ledger.rows.pop_back();
  const auto error = world.refusal();
  CHECK(error.code() == ErrorCode::CheckpointMissing);
  CHECK(error.message().find("table 'fake' ends with checkpoint") != std::string::npos);
  const auto newest = world.ledger.rows.back().id;
  CHECK(world.run([&](auto& wish) { wish.at_least_once_from = newest; }).finished);
  auto rows = world.broker.sorted();
  CHECK(rows.size() > all_numbers(3).size());
  rows.erase(std::unique(rows.begin(), rows.end()), rows.end());
  CHECK(rows == all_numbers(3));
}

TEST_CASE("without marker and directory the user says what became of a staged checkpoint") {
  for (const bool decided : {true, false}) {
    LosingWorld world;
    world.plan = {{world.to_broker(world.scan())}};
    world.lose(decided ? "after_commit:5=error" : "after_send:5=error");
    world.broker.marker.reset();
    CHECK(world.refusal().code() == ErrorCode::OutcomeUnknown);
    const auto id = world.ledger.rows.back().id;
    CHECK(world.run([&](auto& wish) { (decided ? wish.assume_decided : wish.assume_aborted) = id; })
              .finished);
    CHECK(world.broker.sorted() == all_numbers(3));
  }
}

TEST_CASE("a job that read its input to the end begins afresh without its directory too") {
  LosingWorld world;
  world.plan = {{world.to_broker(world.scan())}};
  REQUIRE(world.run().finished);
  fs::remove_all(world.directory);
  REQUIRE(world.run().finished);
  CHECK(world.broker.sorted().size() == 2 * all_numbers(3).size());
}

TEST_CASE("a start that is broken off goes on where it was") {
  for (const char* place : {"chk_before_rename:1=error", "after_commit:1=error"}) {
    CAPTURE(place);
    LosingWorld world;
    world.plan = {{world.to_broker(world.scan())}};
    world.lose("after_gc:5=error");
    arm_fail_points(place);
    CHECK_FALSE(world.run().finished);
    arm_fail_points("");
    CHECK(world.run().finished);
    CHECK(world.broker.sorted() == all_numbers(3));
  }
}

TEST_CASE("--fresh does not ask the storage where to begin") {
  LosingWorld world;
  world.plan = {{world.to_broker(world.scan())}};
  world.lose("after_gc:5=error");
  const auto before = world.broker.sorted().size();
  CHECK(world.run([](auto& wish) { wish.fresh = true; }).finished);
  CHECK(world.broker.sorted().size() == before + all_numbers(3).size());
}

TEST_CASE("positions of a source that is gone are not dropped silently from a storage either") {
  LosingWorld world;
  world.plan = {{world.to_broker(world.scan(3, "before"))}};
  world.lose("after_gc:5=error");
  world.plan = {{world.to_broker(world.scan(3, "after"))}};
  const auto error = world.refusal();
  CHECK(error.code() == ErrorCode::StateDropped);
  CHECK(error.message().find("'before'") != std::string::npos);
}

TEST_CASE("a storage that cannot be reached ends the start, and does not end a job that runs") {
  LosingWorld world;
  world.plan = {{world.to_broker(world.scan())}};
  world.ledger.down = true;
  CHECK(world.refusal().code() == ErrorCode::ExternalSystemUnavailable);

  world.ledger.down = false;
  auto settings = world.told();
  settings.checkpoints->make_storage = [&world] {
    struct Failing final : CheckpointStorage {
      Ledger& ledger;
      explicit Failing(Ledger& l) : ledger(l) {}
      void initialise() override {}
      void stage(const StoredCheckpoint&) override { fail(); }
      void store(const StoredCheckpoint&) override { fail(); }
      void fail() {
        ++ledger.attempts;
        throw Error(ErrorCode::ExternalSystemUnavailable, "gone");
      }
      std::vector<StoredCheckpoint> recover(std::string_view) override { return {}; }
      void close() override {}
      std::string describe() const override { return "table 'fake'"; }
    };
    return std::make_unique<Failing>(world.ledger);
  };
  world.ledger.attempts = 0;
  CHECK(Job::compile(world.plan, settings)->run_stepwise(1).finished);
  CHECK(world.broker.sorted() == all_numbers(3));
  CHECK(world.ledger.attempts == 1);  // the clock stands still: the pause is not over
  CHECK(world.metrics.total("checkpoint_storage_failures_total") == 1);
}
