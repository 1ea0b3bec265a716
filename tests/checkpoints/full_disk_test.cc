// A disk that is full or fails at any operation: no bad checkpoint is published, and the job goes
// on when the disk is well again.
#include <doctest/doctest.h>
#include <fmt/format.h>
#include <random>

#include "engine/state/checkpoint_directory.h"
#include "tests/checkpoints/sql_job.h"

using namespace streamsql;
using namespace streamsql::checkpoints;

namespace {

std::uint64_t total(const SqlJob& job, const char* metric) { return job.metrics.total(metric); }

bool all_are_whole(const SqlJob& job) {
  for (const auto& name : list_checkpoints(job.directory)) {
    if (!verify_checkpoint(checkpoint_path(job.directory, name)).empty()) return false;
  }
  return verify_notes(job.directory).empty();
}

// What the job gives when nothing fails.
const std::string& undisturbed() {
  static const std::string results = [] {
    SqlJob job;
    CHECK(job.run().finished);
    return job.results();
  }();
  return results;
}

// Runs with these faults; false when the job had ended before the first of them.
bool survives(const std::string& fail_points, std::uint64_t seed) {
  CAPTURE(fail_points);
  SqlJob job;
  const auto outcome =
      job.run({.parallelism = 2, .seed = seed, .fail_points = fail_points, .restarts = 1000});
  CHECK_MESSAGE(outcome.finished, text_of(outcome));
  CHECK(job.results() == undisturbed());
  CHECK(all_are_whole(job));
  return total(job, "failures_total") > 0;
}

// Goes through the operations of one kind, a random step of at most `stride` at a time, until the
// job ends before the fault. How many faults there were.
int inject_everywhere(const std::string& operation, const char* fault, std::uint64_t stride) {
  std::mt19937_64 random(stride);
  int injected = 0;
  std::uint64_t nth = 1;
  while (survives(fmt::format("{}:{}={}", operation, nth, fault), nth)) {
    ++injected;
    nth += random() % stride + 1;
  }
  return injected;
}

}  // namespace

TEST_CASE("a disk without room at any operation costs a replay and nothing else") {
  CHECK(inject_everywhere("file_write", "enospc", 40) > 1);
  CHECK(inject_everywhere("file_open", "enospc", 40) > 1);
  CHECK(inject_everywhere("file_link", "enospc", 20) > 1);
}

TEST_CASE("a failing fsync or rename at any operation costs a replay and nothing else") {
  CHECK(inject_everywhere("file_sync", "eio", 40) > 1);
  CHECK(inject_everywhere("file_rename", "eio", 16) > 1);
}

TEST_CASE("a disk that is full for a while is asked again until there is room") {
  for (const int first : {1, 60, 200, 400}) {
    CHECK(survives(fmt::format("file:{}+40=enospc", first), static_cast<std::uint64_t>(first)));
  }
}

TEST_CASE("that many failed checkpoints as are tolerated are no restarts by the strategy") {
  for (int nth = 1;; ++nth) {
    const auto fault = fmt::format("file_rename:{}=enospc", nth);
    SqlJob tolerant;
    const auto outcome = tolerant.run(
        {.fail_points = fault, .wish = [](auto& wish) { wish.tolerable_failures = 1; }});
    if (total(tolerant, "checkpoints_failed_total") == 0) continue;
    CHECK_MESSAGE(outcome.finished, text_of(outcome));
    CHECK(total(tolerant, "restarts_total") == 1);
    CHECK(tolerant.results() == undisturbed());
    SqlJob strict;
    const auto refused = strict.run({.fail_points = fault});
    REQUIRE(refused.failure);
    CHECK(refused.failure->code() == ErrorCode::CheckpointFailed);
    CHECK(refused.failure->message().find("No space left on device") != std::string::npos);
    CHECK(refused.failure->hint_text() == "make room on that disk");
    break;
  }
}
