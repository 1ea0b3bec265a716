// Whatever happens to the files of a checkpoint, it is noticed before the first row comes out.
#include <algorithm>
#include <doctest/doctest.h>
#include <fmt/format.h>
#include <fstream>
#include <random>

#include "engine/base/durable_file.h"
#include "engine/state/checkpoint_directory.h"
#include "tests/checkpoints/sql_job.h"

using namespace streamsql;
using namespace streamsql::checkpoints;

namespace {

namespace fs = std::filesystem;

void write(const fs::path& path, std::string_view text) {
  std::ofstream(path, std::ios::binary) << text;
}

// Relative to the checkpoint.
std::vector<std::string> files_of(const fs::path& checkpoint) {
  std::vector<std::string> out;
  for (const auto& entry : fs::recursive_directory_iterator(checkpoint)) {
    if (entry.is_regular_file()) out.push_back(fs::relative(entry.path(), checkpoint).string());
  }
  std::sort(out.begin(), out.end());
  return out;
}

// One kind of damage to a file of a checkpoint; says what it did. `foreign` is a whole checkpoint
// of the same job. False: this file cannot be damaged so.
struct Damage {
  const char* name;
  bool (*inflict)(const fs::path& file, const fs::path& foreign, std::mt19937_64& random);
};

bool flip_a_bit(const fs::path& file, const fs::path&, std::mt19937_64& random) {
  auto text = read_file(file);
  if (text.empty()) return false;
  text[random() % text.size()] ^= static_cast<char>(1 << random() % 8);
  write(file, text);
  return true;
}

bool cut_short(const fs::path& file, const fs::path&, std::mt19937_64& random) {
  const auto size = fs::file_size(file);
  if (size == 0) return false;
  fs::resize_file(file, random() % size);
  return true;
}

bool make_longer(const fs::path& file, const fs::path&, std::mt19937_64& random) {
  write(file, read_file(file) + std::string(random() % 100 + 1, static_cast<char>(random() % 256)));
  return true;
}

bool remove_it(const fs::path& file, const fs::path&, std::mt19937_64&) { return fs::remove(file); }

// With any other file of the checkpoint that has other bytes.
bool swap_with_another(const fs::path& file, const fs::path&, std::mt19937_64& random) {
  auto names = files_of(file.parent_path());
  std::shuffle(names.begin(), names.end(), random);
  for (const auto& name : names) {
    const auto other = file.parent_path() / name;
    if (read_file(other) == read_file(file)) continue;
    fs::rename(other, file.string() + ".other");
    fs::rename(file, other);
    fs::rename(file.string() + ".other", file);
    return true;
  }
  return false;
}

bool take_a_foreign_one(const fs::path& file, const fs::path& foreign, std::mt19937_64& random) {
  auto names = files_of(foreign);
  std::shuffle(names.begin(), names.end(), random);
  for (const auto& name : names) {
    if (read_file(foreign / name) == read_file(file)) continue;
    fs::copy_file(foreign / name, file, fs::copy_options::overwrite_existing);
    return true;
  }
  return false;
}

bool put_a_stranger_beside_it(const fs::path& file, const fs::path& foreign, std::mt19937_64&) {
  write(file.parent_path() / "999999.log", read_file(foreign / "META"));
  return true;
}

constexpr Damage kDamages[] = {{"a flipped bit", flip_a_bit},
                               {"cut short", cut_short},
                               {"longer", make_longer},
                               {"deleted", remove_it},
                               {"swapped with another", swap_with_another},
                               {"one of another checkpoint", take_a_foreign_one},
                               {"a stranger beside it", put_a_stranger_beside_it}};

std::vector<fs::path> everything_below(const fs::path& path) {
  std::vector<fs::path> out;
  for (const auto& entry : fs::recursive_directory_iterator(path)) out.push_back(entry.path());
  std::sort(out.begin(), out.end());
  return out;
}

// A job that was broken off behind a checkpoint of each kind of file, and its directory as it was.
struct Damageable : SqlJob {
  fs::path whole = scratch() / "whole", foreign = scratch() / "foreign";

  Damageable() {
    run_until(5);
    fs::copy(newest(), foreign, fs::copy_options::recursive);
    fs::rename(directory, scratch() / "left");
    run_until(3, {.seed = 2, .wish = [](auto& wish) { wish.fresh = true; }});
    run_until(3, {.seed = 3});
    fs::copy(directory, whole, fs::copy_options::recursive);
  }
  void restore() {
    fs::remove_all(directory);
    fs::copy(whole, directory, fs::copy_options::recursive);
  }
};

}  // namespace

TEST_CASE("any damage to the newest checkpoint is found before the first row comes out") {
  Damageable job;
  const auto files = files_of(job.newest());
  const auto before = job.results();
  const auto outside = everything_below(job.files());
  std::map<std::string, int> seen;
  for (std::uint64_t seed = 0; seed < 210; ++seed) {
    std::mt19937_64 random(seed);
    const auto& damage = kDamages[seed % std::size(kDamages)];
    const auto& name = files[seed / std::size(kDamages) % files.size()];
    CAPTURE(damage.name);
    CAPTURE(name);
    job.restore();
    if (!damage.inflict(job.newest() / name, job.foreign, random)) continue;
    ++seen[damage.name];
    CHECK_FALSE(verify_checkpoint(job.newest()).empty());
    const auto outcome = job.run({.seed = seed});
    REQUIRE(outcome.failure);
    CHECK(outcome.failure->code() == ErrorCode::CheckpointDamaged);
    const bool names_file =
        outcome.failure->message().find(
            damage.inflict == put_a_stranger_beside_it ? "999999.log" : name) != std::string::npos;
    CHECK_MESSAGE(names_file, outcome.failure->message());
    CHECK(outcome.failure->hint_text().find("restore the job directory from a copy") == 0);
    CHECK(job.results() == before);
    CHECK(everything_below(job.files()) == outside);
  }
  int total = 0;
  for (const auto& [name, count] : seen) total += count;
  CHECK(seen.size() == std::size(kDamages));
  CHECK(total >= 200);
  job.restore();
  CHECK(job.run().finished);
}

TEST_CASE("JOB and DECIDED that are not whole are found before the first row comes out") {
  Damageable job;
  const auto before = job.results();
  for (const std::string name : {"JOB", "DECIDED"}) {
    for (std::uint64_t seed = 0; seed < 60; ++seed) {
      std::mt19937_64 random(seed);
      const auto& damage = kDamages[seed % 4];
      CAPTURE(name);
      CAPTURE(damage.name);
      job.restore();
      REQUIRE(damage.inflict(job.directory / name, job.foreign, random));
      CHECK_FALSE(verify_notes(job.directory).empty());
      const auto outcome = job.run();
      REQUIRE(outcome.failure);
      CHECK(outcome.failure->code() == ErrorCode::CheckpointDamaged);
      CHECK(outcome.failure->message().find(name) != std::string::npos);
      CHECK_FALSE(outcome.failure->hint_text().empty());
      CHECK(job.results() == before);
    }
  }
}

TEST_CASE("a checkpoint of another job in this one's place is not taken for its own") {
  Damageable job;
  job.restore();
  auto manifest = read_manifest(job.foreign);
  const auto place = checkpoint_path(job.directory, {manifest.id, manifest.uuid});
  fs::copy(job.foreign, place, fs::copy_options::recursive);
  write_note(job.directory / "DECIDED", fmt::format("{} {}\n", manifest.id, manifest.uuid));
  const auto outcome = job.run();
  REQUIRE(outcome.failure);
  CHECK(outcome.failure->code() == ErrorCode::CheckpointDamaged);
  CHECK(outcome.failure->message().find("is of job 'job'") != std::string::npos);
}

TEST_CASE("an older checkpoint that is damaged is not gone on from") {
  SqlJob job;
  const auto keep = [](auto& wish) { wish.retained = 3; };
  job.run_until(6, {.wish = keep});
  const auto oldest = list_checkpoints(job.directory).front();
  std::mt19937_64 random(1);
  flip_a_bit(checkpoint_path(job.directory, oldest) / "META", {}, random);
  const auto outcome = job.run({.wish = [&](auto& wish) { wish.at_least_once_from = oldest.id; }});
  REQUIRE(outcome.failure);
  CHECK(outcome.failure->code() == ErrorCode::CheckpointDamaged);
  CHECK(outcome.failure->hint_text() == "go on from another one, or restore it from a copy");
}

TEST_CASE("a JOB without digest says that it may be of an earlier version, and what to do") {
  Damageable job;
  job.restore();
  const auto text = read_file(job.directory / "JOB");
  write(job.directory / "JOB", text.substr(0, text.find("digest ")));
  const auto outcome = job.run();
  REQUIRE(outcome.failure);
  CHECK(outcome.failure->message() ==
        fmt::format("'{}' has no digest: it is damaged, or of a version before digests were kept",
                    (job.directory / "JOB").string()));
  CHECK(outcome.failure->hint_text() ==
        "restore the job directory from a copy; or begin anew with --fresh, which keeps what is "
        "here in a directory left-behind-<n> in it");
}

// What a job that begins afresh makes of its directory when one file of it is not whole.
struct Spoiling {
  const char* file;  // "META": of the newest checkpoint
  bool (*inflict)(const fs::path& file);
};

void cut_digest(const fs::path& file) {
  const auto text = read_file(file);
  write(file, text.substr(0, text.find("digest ")));
}

constexpr Spoiling kSpoilings[] = {
    {"JOB", [](const fs::path& file) { return cut_digest(file), true; }},
    {"JOB", [](const fs::path& file) { return fs::remove(file); }},
    {"JOB",
     [](const fs::path& file) {
       std::mt19937_64 random(7);
       return flip_a_bit(file, {}, random);
     }},
    {"DECIDED", [](const fs::path& file) { return cut_digest(file), true; }},
    {"DECIDED", [](const fs::path& file) { return fs::remove(file); }},
    {"META", [](const fs::path& file) { return fs::remove(file); }}};

TEST_CASE("a job that begins afresh keeps what is damaged, out of the way") {
  for (const auto& spoiling : kSpoilings) {
    Damageable job;
    job.restore();
    const auto newest = job.newest(), left = job.directory / "left-behind-1";
    const bool meta = std::string_view(spoiling.file) == "META";
    const auto file = (meta ? newest : job.directory) / spoiling.file;
    CAPTURE(file.string());
    REQUIRE(spoiling.inflict(file));
    const bool gone = !fs::exists(file);
    const auto bytes = gone ? "" : read_file(file);
    const auto before = list_checkpoints(job.directory);
    const auto outcome = job.run({.wish = [](auto& wish) { wish.fresh = true; }});
    CHECK_MESSAGE(outcome.finished, text_of(outcome));
    CHECK(verify_notes(job.directory).empty());
    CHECK(verify_checkpoint(job.newest()).empty());
    CHECK(read_decided(job.directory)->id > before.back().id);
    CHECK(list_checkpoints(left) == before);
    if (!meta) CHECK(fs::exists(left / spoiling.file) == !gone);
    if (!gone) CHECK(read_file(left / spoiling.file) == bytes);
    if (!meta) CHECK(verify_checkpoint(left / newest.filename()).empty());
  }
}

TEST_CASE("what was left behind stays when more is left behind") {
  Damageable job;
  job.restore();
  for (int k = 1; k <= 3; ++k) {
    cut_digest(job.directory / "JOB");
    const auto bytes = read_file(job.directory / "JOB");
    CHECK(job.run({.wish = [](auto& wish) { wish.fresh = true; }}).finished);
    CHECK(read_file(job.directory / fmt::format("left-behind-{}", k) / "JOB") == bytes);
  }
}

TEST_CASE("a job that begins afresh leaves alone what another process holds") {
  Damageable job;
  job.restore();
  cut_digest(job.directory / "JOB");
  const CheckpointDirectory other(job.directory);
  const auto before = everything_below(job.directory);
  const auto outcome = job.run({.wish = [](auto& wish) { wish.fresh = true; }});
  REQUIRE(outcome.failure);
  CHECK(outcome.failure->code() == ErrorCode::JobDirectoryLocked);
  CHECK(everything_below(job.directory) == before);
}
