// A checkpoint of every format that was ever released is restored, and the job goes on from it.
#include <cstdlib>
#include <doctest/doctest.h>
#include <filesystem>

#include "engine/base/durable_file.h"
#include "engine/state/checkpoint_directory.h"
#include "tests/checkpoints/packed.h"
#include "tests/checkpoints/sql_job.h"

using namespace streamsql;
using namespace streamsql::checkpoints;

namespace {

namespace fs = std::filesystem;

const fs::path kGolden = fs::path(STREAMSQL_CHECKPOINTS_DIR) / "golden";

constexpr const char* kDistinct =
    "INSERT INTO totals SELECT customer, COUNT(DISTINCT amount), SUM(amount), MAX(amount) "
    "FROM orders GROUP BY customer";

// The job that the golden checkpoints were made with.
struct GoldenJob : SqlJob {
  GoldenJob() : SqlJob(120, 1) { inserts = {kDistinct, kWindows, kFirsts}; }
};

// Makes both files of this format; see README.md.
void make_golden(const fs::path& where) {
  GoldenJob job;
  job.run_until(3);
  write_text(where / "checkpoint", packed(job.newest()));
  GoldenJob rest;
  CHECK(rest.run({.wish = [&](auto& wish) { wish.restore = job.newest(); }}).finished);
  write_text(where / "results", rest.results());
}

}  // namespace

TEST_CASE("what is packed is unpacked as it was") {
  SqlJob job;
  job.run_until(2);
  const auto text = packed(job.newest());
  unpack(text, job.scratch() / "again");
  CHECK(packed(job.scratch() / "again") == text);
  CHECK(verify_checkpoint(job.scratch() / "again").empty());
}

TEST_CASE("golden checkpoints of all versions are restored and gone on from") {
  if (const char* where = std::getenv("STREAMSQL_GOLDEN")) make_golden(where);
  int found = 0;
  for (const auto& entry : fs::directory_iterator(kGolden)) {
    if (!entry.is_directory()) continue;
    ++found;
    CAPTURE(entry.path().string());
    for (const int parallelism : {1, 4}) {
      GoldenJob job;
      const auto checkpoint = job.scratch() / "golden";
      unpack(read_file(entry.path() / "checkpoint"), checkpoint);
      CHECK(verify_checkpoint(checkpoint).empty());
      const auto outcome = job.run(
          {.parallelism = parallelism, .wish = [&](auto& wish) { wish.restore = checkpoint; }});
      CHECK_MESSAGE(outcome.finished, text_of(outcome));
      CHECK(job.results() == read_file(entry.path() / "results"));
    }
  }
  CHECK(found > 0);
}
