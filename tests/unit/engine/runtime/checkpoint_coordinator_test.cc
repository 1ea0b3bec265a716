#include "engine/runtime/checkpoint_coordinator.h"

#include <doctest/doctest.h>

using namespace streamsql;

namespace {

TaskSnapshot at(const std::string& position) {
  TaskSnapshot out;
  out.splits = {{{"split", position}, 0}};
  return out;
}

struct Fixture {
  std::vector<Epoch> epochs;
  CheckpointCoordinator coordinator;
  Fixture() {
    coordinator.set_tasks({1, 2}, 10, [this](Epoch epoch) { epochs.push_back(std::move(epoch)); });
  }
};

}  // namespace

TEST_CASE("an epoch is complete when every task has passed its barrier") {
  Fixture f;
  CHECK(f.coordinator.begin(false, {})->id == 11);
  CHECK_FALSE(f.coordinator.begin(false, {}));
  f.coordinator.acknowledged(1, 11, at("a"));
  CHECK(f.epochs.empty());
  f.coordinator.acknowledged(2, 11, at("b"));
  REQUIRE(f.epochs.size() == 1);
  CHECK(f.epochs[0].splits.at(1)[0].split.position == "a");
}

TEST_CASE("the next barrier waits until the epoch before is dealt with") {
  Fixture f;
  f.coordinator.begin(false, {});
  f.coordinator.acknowledged(1, 11, {});
  f.coordinator.acknowledged(2, 11, {});
  CHECK_FALSE(f.coordinator.begin(false, {}));
  f.coordinator.done();
  CHECK(f.coordinator.begin(false, {})->id == 12);
}

TEST_CASE("a task that ends before its barrier has passed it, with where it ended") {
  Fixture f;
  f.coordinator.begin(false, {});
  f.coordinator.acknowledged(1, 11, at("a"));
  f.coordinator.finished(2, at("end"));
  REQUIRE(f.epochs.size() == 1);
  CHECK(f.epochs[0].splits.at(2)[0].split.position == "end");
}

TEST_CASE("positions of a task that has ended are in every later epoch") {
  Fixture f;
  f.coordinator.finished(2, at("end"));
  for (CheckpointId id = 11; id < 14; ++id) {
    CHECK(f.coordinator.begin(false, {})->id == id);
    f.coordinator.acknowledged(1, id, at("a"));
    f.coordinator.done();
    CHECK(f.epochs.back().splits.at(2)[0].split.position == "end");
  }
}

TEST_CASE("what a task leaves behind its barrier belongs to the next epoch") {
  Fixture f;
  f.coordinator.begin(false, {});
  f.coordinator.acknowledged(2, 11, at("barrier"));
  auto last = at("end");
  last.redo.push_back({"sink", {}});
  f.coordinator.finished(2, std::move(last));
  f.coordinator.acknowledged(1, 11, at("a"));
  REQUIRE(f.epochs.size() == 1);
  CHECK(f.epochs[0].splits.at(2)[0].split.position == "barrier");
  CHECK(f.epochs[0].redo.empty());
  f.coordinator.done();
  f.coordinator.finished(1, at("end"));
  const auto rest = f.coordinator.rest({});
  CHECK(rest.id == 12);
  CHECK(rest.redo.size() == 1);
  CHECK(rest.splits.at(2)[0].split.position == "end");
}

TEST_CASE("no barrier goes out when every task has ended") {
  Fixture f;
  f.coordinator.finished(1, {});
  f.coordinator.finished(2, {});
  CHECK_FALSE(f.coordinator.begin(true, {}));
}
