// Rows that wait for their checkpoint have a bound, and what waits outside can be interrupted.
#include <doctest/doctest.h>

#include "tests/unit/engine/runtime/fake_broker.h"

using namespace streamsql;
using namespace streamsql::fake;
using namespace std::chrono_literals;

namespace {

physical::NodePtr to_database(World& world, const physical::NodePtr& input, int parallelism) {
  return world.sink("database", input, std::make_shared<DatabaseSink>(world.database), parallelism);
}

// A database that does not answer until somebody gives up.
struct SilentSink final : TableSink {
  std::atomic<bool>& asked;
  explicit SilentSink(std::atomic<bool>& flag) : asked(flag) {}
  ChangelogMode accepts(const ChangelogMode& query) const override { return query; }
  Participation participation() const override { return Participation::Redo; }
  std::unique_ptr<RedoTarget> make_redo_target(const ParticipantContext& context) const override {
    struct Target final : RedoTarget {
      const SilentSink& sink;
      const Interruption& interruption;
      Target(const SilentSink& s, const Interruption& i) : sink(s), interruption(i) {}
      void open() override {}
      std::optional<CheckpointId> applied() override { return std::nullopt; }
      void initialise(CheckpointId) override {}
      void apply(const Marker&, std::vector<std::unique_ptr<RedoReader>>) override {
        sink.asked = true;
        sink.asked.notify_all();
        interruption.sleep(24h);
      }
    };
    return std::make_unique<Target>(*this, *context.interruption);
  }
  std::unique_ptr<SinkWriter> make_writer(const WriterContext& context) const override {
    return std::make_unique<DatabaseWriter>(*context.redo);
  }
  std::string describe() const override { return ""; }
};

}  // namespace

TEST_CASE("a full redo log takes a checkpoint early, in the task of the source and behind it") {
  for (const int sink_parallelism : {1, 2}) {
    CAPTURE(sink_parallelism);
    World world;
    auto settings = world.settings(2);
    settings.checkpoints->interval = 24h;  // none comes by itself
    settings.checkpoints->redo_limit = 100;
    const auto job = Job::compile({{to_database(world, world.scan(), sink_parallelism)}}, settings);
    job->start();
    CHECK(job->wait().finished);
    CHECK(world.database.sorted() == all_numbers(3));
    CHECK(world.metrics.total("checkpoints_total") >= 2);
    CHECK(world.metrics.total("redo_full_total") >= 1);
  }
}

TEST_CASE("a task behind a channel passes the barrier that empties its redo log") {
  World world;
  auto settings = world.stepwise(25, 2);
  settings.checkpoints->redo_limit = 1;
  const auto outcome =
      Job::compile({{to_database(world, world.scan(), 1)}}, settings)->run_stepwise(1);
  CHECK(outcome.finished);
  CHECK(world.database.sorted() == all_numbers(3));
}

TEST_CASE("cancelling ends a job that waits for a database, and the next one goes on") {
  World world;
  std::atomic<bool> asked = false;
  auto settings = world.settings();
  settings.checkpoints->redo_limit = 100;
  const auto silent = world.sink("database", world.scan(), std::make_shared<SilentSink>(asked));
  {
    const auto job = Job::compile({{silent}}, settings);
    job->start();
    asked.wait(false);
    job->stop();
    CHECK_FALSE(job->wait_for(50ms));  // a clean end waits for the database
    job->cancel();
    const auto outcome = job->wait();
    CHECK_FALSE(outcome.finished);
    CHECK_FALSE(outcome.failure);
  }
  CHECK(CheckpointDirectory(world.directory).decided());
}

TEST_CASE("DELETE_ON_CANCELLATION removes the checkpoints of a job that was stopped") {
  World world;
  const auto scan = world.scan();
  const physical::Plan plan{{world.to_broker(scan), world.to_database(scan)}};
  auto settings = world.stepwise(20);
  settings.checkpoints->delete_on_cancel = true;
  arm_fail_points("after_decided:4=error");
  CHECK_FALSE(Job::compile(plan, settings)->run_stepwise(1).finished);  // a failure keeps them
  arm_fail_points("");
  CHECK_FALSE(list_checkpoints(world.directory).empty());
  const auto stopped = Job::compile(plan, settings);
  stopped->stop();
  CHECK(stopped->run_stepwise(1).finished);
  CHECK(list_checkpoints(world.directory).empty());
  const auto before = world.broker.sorted().size();
  CHECK(before < all_numbers(3).size());
  CHECK(Job::compile(plan, settings)->run_stepwise(1).finished);  // begins afresh
  CHECK(world.broker.sorted().size() == before + all_numbers(3).size());
  CHECK(world.database.sorted() == world.broker.sorted());
  CHECK(list_checkpoints(world.directory).size() == 1);  // its end was no cancellation
}

TEST_CASE("without DELETE_ON_CANCELLATION a job that was stopped goes on") {
  World world;
  const physical::Plan plan{{world.to_broker(world.scan())}};
  const auto stopped = Job::compile(plan, world.stepwise(20));
  stopped->stop();
  CHECK(stopped->run_stepwise(1).finished);
  CHECK(list_checkpoints(world.directory).size() == 1);
  CHECK(Job::compile(plan, world.stepwise(20))->run_stepwise(1).finished);
  CHECK(world.broker.sorted() == all_numbers(3));
}
