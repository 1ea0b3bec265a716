// The oracle stands outside of the job: a broker and a database that outlive it. Nothing may be
// lost, repeated or wrong, wherever an execution ends.
#include <doctest/doctest.h>

#include "tests/unit/engine/runtime/fake_broker.h"

using namespace streamsql;
using namespace streamsql::fake;
using namespace std::chrono_literals;

namespace {

constexpr const char* kPlaces[] = {"after_begin",
                                   "mid_produce",
                                   "before_flush",
                                   "after_flush",
                                   "chk_mid",
                                   "chk_before_rename",
                                   "chk_after_rename",
                                   "after_send",
                                   "in_commit",
                                   "after_commit",
                                   "after_decided",
                                   "redo_after_guard",
                                   "redo_before_commit",
                                   "redo_after_commit",
                                   "gc_mid",
                                   "after_gc",
                                   "before_renew",
                                   "after_renew_init",
                                   "r_fence0",
                                   "r_fence1",
                                   "r_marker",
                                   "r_loaded",
                                   "r_swept",
                                   "r_opened",
                                   "r_redo",
                                   "fsync"};

bool is_of_recovery(std::string_view place) { return place.starts_with("r_"); }

}  // namespace

TEST_CASE("rows reach a broker and a database once when nothing fails") {
  for (const int parallelism : {1, 2}) {
    World world;
    const auto scan = world.scan();
    const auto job = Job::compile({{world.to_broker(scan, 2), world.to_database(scan)}},
                                  world.settings(parallelism));
    job->start();
    const auto outcome = job->wait();
    if (outcome.failure) MESSAGE(render(*outcome.failure));
    CHECK(outcome.finished);
    CHECK(world.broker.sorted() == all_numbers(3));
    CHECK(world.database.sorted() == all_numbers(3));
  }
}

TEST_CASE("a failure at any place of an epoch loses nothing and repeats nothing") {
  for (const std::string place : kPlaces) {
    for (const int nth : {1, 2, 4}) {
      CAPTURE(place);
      CAPTURE(nth);
      World world;
      const auto scan = world.scan();
      auto settings = world.stepwise(25, 2);
      World::restart_at_once(settings);
      auto points = place + ":" + std::to_string(nth) + "=error";
      // Recovery has something to recover only behind a failure.
      if (is_of_recovery(place))
        points += ",after_decided:2=error,after_send:4=error,in_commit:6=error";
      arm_fail_points(points);
      const auto outcome =
          Job::compile({{world.to_broker(scan, 2), world.to_database(scan)}}, settings)
              ->run_stepwise(static_cast<std::uint64_t>(nth));
      if (outcome.failure) MESSAGE(render(*outcome.failure));
      CHECK(outcome.finished);
      CHECK(world.metrics.total("restarts_total") > 0);
      CHECK(world.broker.sorted() == all_numbers(3));
      CHECK(world.database.sorted() == all_numbers(3));
    }
  }
}

TEST_CASE("a process that ends at any place is followed by one that needs no flag") {
  for (const std::string place : kPlaces) {
    CAPTURE(place);
    World world;
    const auto scan = world.scan();
    const physical::Plan plan{{world.to_broker(scan), world.to_database(scan)}};
    arm_fail_points(place + ":3=error,after_decided:9=error");
    auto outcome = Job::compile(plan, world.stepwise(20))->run_stepwise(1);
    for (int runs = 0; !outcome.finished && runs < 5; ++runs) {
      REQUIRE(outcome.failure);
      REQUIRE(outcome.failure->code() == ErrorCode::Injected);
      outcome = Job::compile(plan, world.stepwise(20))->run_stepwise(2);
    }
    CHECK(outcome.finished);
    CHECK(world.broker.sorted() == all_numbers(3));
    CHECK(world.database.sorted() == all_numbers(3));
  }
}

TEST_CASE("on threads, failures at every place leave every row exactly once") {
  for (const std::string place : kPlaces) {
    CAPTURE(place);
    World world;
    const auto scan = world.scan(4);
    auto settings = world.settings(2);
    World::restart_at_once(settings);
    arm_fail_points(place + ":2=error,after_flush:5=error");
    const auto job = Job::compile({{world.to_broker(scan, 3), world.to_database(scan)}}, settings);
    job->start();
    const auto outcome = job->wait();
    if (outcome.failure) MESSAGE(render(*outcome.failure));
    CHECK(outcome.finished);
    CHECK(world.broker.sorted() == all_numbers(4));
    CHECK(world.database.sorted() == all_numbers(4));
  }
}

TEST_CASE("epochs one after the other or overlapping: both are exact, whatever fails") {
  for (const bool sequential : {false, true}) {
    for (const std::string place : kPlaces) {
      CAPTURE(place);
      World world;
      auto settings = world.stepwise(25, 2);
      World::restart_at_once(settings);
      arm_fail_points(place + ":2=error" + (sequential ? ",overlap:1+1000000=eio" : ""));
      const auto outcome =
          Job::compile({{world.to_broker(world.scan(), 2)}}, settings)->run_stepwise(1);
      CHECK(outcome.finished);
      CHECK(world.broker.sorted() == all_numbers(3));
      CHECK((world.broker.overlaps == 0) == sequential);
    }
  }
  arm_fail_points("");
}

TEST_CASE("a stop that a broker does not answer is repeated, and a job without restarts ends") {
  for (const bool restarts : {true, false}) {
    World world;
    auto settings = world.stepwise(25);
    if (restarts) World::restart_at_once(settings);
    world.broker.away = 2;
    const auto job = Job::compile({{world.to_broker(world.scan())}}, settings);
    job->stop();
    const auto outcome = job->run_stepwise(1);
    if (outcome.failure) MESSAGE(render(*outcome.failure));
    CHECK(outcome.finished == restarts);
    CHECK(outcome.failure.has_value() != restarts);
    CHECK(world.broker.marker.has_value() == restarts);
  }
}

TEST_CASE("an execution that is dropped at every barrier is taken up again") {
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    World world;
    const auto both = world.node("", physical::Union{{world.scan(2), world.scan(1, "others")}});
    auto settings = world.stepwise(15, 2);
    settings.stepwise.crashes = true;
    const auto outcome =
        Job::compile({{world.to_broker(both, 3), world.to_database(both)}}, settings)
            ->run_stepwise(seed);
    CHECK(outcome.finished);
    auto expected = all_numbers(2);
    const auto others = all_numbers(1);
    expected.insert(expected.end(), others.begin(), others.end());
    std::sort(expected.begin(), expected.end());
    CHECK(world.broker.sorted() == expected);
    CHECK(world.database.sorted() == expected);
  }
}

TEST_CASE("rows of a SELECT with checkpoints are given out once, when they are decided") {
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    World world;
    auto settings = world.stepwise(20, 2);
    settings.stepwise.crashes = true;
    std::vector<std::int64_t> rows;
    settings.collectors = {[&rows](const Batch& batch) {
      for (const auto number : numbers_of(batch)) rows.push_back(number);
    }};
    const auto collect = world.node("", physical::Collect{world.scan()});
    CHECK(Job::compile({{collect}}, settings)->run_stepwise(seed).finished);
    std::sort(rows.begin(), rows.end());
    CHECK(rows == all_numbers(3));
  }
}

TEST_CASE("a job without a transaction is decided by its directory") {
  for (const std::string place : kPlaces) {
    CAPTURE(place);
    World world;
    auto settings = world.stepwise(25, 2);
    World::restart_at_once(settings);
    arm_fail_points(place + ":2=error,after_decided:4=error");
    const auto outcome =
        Job::compile({{world.to_database(world.scan())}}, settings)->run_stepwise(3);
    CHECK(outcome.finished);
    CHECK(world.database.sorted() == all_numbers(3));
  }
}

TEST_CASE("a finished job starts afresh, and its epochs go on") {
  World world;
  const auto scan = world.scan(1);
  const physical::Plan plan{{world.to_broker(scan), world.to_database(scan)}};
  CHECK(Job::compile(plan, world.stepwise(20))->run_stepwise(1).finished);
  const auto first = world.broker.marker->id;
  CHECK(Job::compile(plan, world.stepwise(20))->run_stepwise(2).finished);
  CHECK(world.broker.marker->id > first);
  CHECK(world.broker.sorted().size() == 2 * all_numbers(1).size());
  CHECK(world.database.sorted() == world.broker.sorted());
}

TEST_CASE("a job goes on at another parallelism") {
  World world;
  const auto scan = world.scan(4);
  const physical::Plan plan{{world.to_broker(scan, 1), world.to_database(scan)}};
  int parallelism = 1;
  JobOutcome outcome;
  for (int runs = 0; !outcome.finished && runs < 20; ++runs) {
    arm_fail_points("after_decided:3=error");
    outcome = Job::compile(plan, world.stepwise(30, parallelism))->run_stepwise(7);
    parallelism = parallelism == 4 ? 1 : parallelism * 2;
  }
  CHECK(outcome.finished);
  CHECK(world.broker.sorted() == all_numbers(4));
  CHECK(world.database.sorted() == all_numbers(4));
}

TEST_CASE("old checkpoints are removed, the wanted number is kept") {
  World world;
  auto settings = world.stepwise(10);
  settings.checkpoints->retained = 3;
  CHECK(Job::compile({{world.to_broker(world.scan())}}, settings)->run_stepwise(1).finished);
  CHECK(list_checkpoints(world.directory).size() == 3);
}
