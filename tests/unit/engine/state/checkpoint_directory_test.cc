#include "engine/state/checkpoint_directory.h"

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <fstream>
#include <random>
#include <sys/stat.h>

#include "engine/base/durable_file.h"
#include "engine/base/error.h"
#include "engine/base/fail_point.h"
#include "engine/base/temporary_directory.h"
#include "engine/state/manifest.h"

namespace streamsql {
namespace {

namespace fs = std::filesystem;

void write(const fs::path& path, std::string_view text) {
  fs::create_directories(path.parent_path());
  std::ofstream(path, std::ios::binary) << text;
}

CheckpointManifest manifest_of(CheckpointId id, const std::string& uuid) {
  CheckpointManifest manifest;
  manifest.id = id;
  manifest.uuid = uuid;
  manifest.parent_uuid = "parent";
  manifest.job_name = "a job\twith a tab";
  manifest.job_uuid = "j";
  manifest.plan_fingerprint = "f";
  manifest.version = "0.1";
  manifest.wall_millis = 1'700'000'000'000;
  manifest.enumerators["source"] = "line\nline";
  manifest.positions.push_back({"source", "topic-0", "42", 7});
  manifest.operators.push_back({"agg", "GroupAggregate(…)", "BIGINT", 2, {{"a\tkey", "INT"}}, {}});
  manifest.operators.push_back({"rows", "Deduplicate(…)", "", 1, {}, {{"v", "ROW<`a` INT>"}}});
  manifest.witnesses = {"topic 0 41"};
  manifest.redo.push_back({"sink", "redo-0", 3});
  return manifest;
}

fs::path publish(CheckpointDirectory& directory, CheckpointId id, const std::string& uuid) {
  const auto temporary = directory.begin({id, uuid});
  write(temporary / "state" / "000001.sst", std::string(5000, 's') + uuid);
  write(temporary / "redo-0", "three records");
  directory.publish(manifest_of(id, uuid));
  return directory.path() / ("chk-" + std::to_string(id) + "-" + uuid);
}

template <typename Call>
ErrorCode code_of(Call call) {
  try {
    call();
  } catch (const Error& error) {
    return error.code();
  }
  return ErrorCode::Internal;
}

TEST_CASE("a published checkpoint is whole and says what was put into it") {
  const TemporaryDirectory temporary("test");
  CheckpointDirectory directory(temporary.path() / "job");
  const auto path = publish(directory, 12, "u");
  CHECK(verify_checkpoint(path).empty());
  const auto manifest = read_manifest(path);
  CHECK(manifest.id == 12);
  CHECK(manifest.job_name == "a job\twith a tab");
  CHECK(manifest.enumerators.at("source") == "line\nline");
  CHECK(manifest.positions.at(0).watermark == 7);
  CHECK(manifest.operators.at(0).parallelism == 2);
  CHECK(manifest.operators.at(0).keys.at(0).name == "a\tkey");
  CHECK(manifest.operators.at(0).values.empty());
  CHECK(manifest.operators.at(1).keys.empty());
  CHECK(manifest.operators.at(1).values.at(0).type == "ROW<`a` INT>");
  CHECK(manifest.redo.at(0).records == 3);
  CHECK(manifest.files.size() == 2);
  CHECK(directory.checkpoints() == std::vector<CheckpointName>{{12, "u"}});
}

// Breaks off at the n-th sync for every n, and so counts them.
TEST_CASE("every file and directory of a checkpoint is synced, before it is published or by it") {
  const TemporaryDirectory temporary("test");
  CheckpointDirectory directory(temporary.path() / "job");
  int syncs = 0;
  for (bool done = false; !done;) {
    arm_fail_points(fmt::format("fsync:{}=error", syncs + 1));
    done = code_of([&] { publish(directory, 1, "u"); }) != ErrorCode::Injected;
    syncs += done ? 0 : 1;
    CHECK(directory.checkpoints().empty() == (syncs < 7 && !done));
  }
  arm_fail_points("");
  // redo-0, 000001.sst, META, its new name, state/, the whole; and behind the rename the job's.
  CHECK(syncs == 7);
}

TEST_CASE("the directory is for its owner alone") {
  const TemporaryDirectory temporary("test");
  CheckpointDirectory directory(temporary.path() / "job");
  struct stat status {};
  REQUIRE(stat(directory.path().c_str(), &status) == 0);
  CHECK((status.st_mode & 0777) == 0700);
}

TEST_CASE("a second owner is told who has the directory") {
  const TemporaryDirectory temporary("test");
  CheckpointDirectory first(temporary.path() / "job");
  CHECK(code_of([&] { CheckpointDirectory second(temporary.path() / "job"); }) ==
        ErrorCode::JobDirectoryLocked);
}

TEST_CASE("what is not published does not count and is swept") {
  const TemporaryDirectory temporary("test");
  CheckpointDirectory directory(temporary.path() / "job");
  publish(directory, 1, "a");
  publish(directory, 2, "b");
  publish(directory, 2, "c");
  publish(directory, 3, "d");
  directory.begin({4, "e"});
  fs::create_directories(directory.work());
  directory.sweep({2, "b"});
  CHECK(directory.checkpoints() == std::vector<CheckpointName>{{1, "a"}, {2, "b"}});
  CHECK(std::distance(fs::directory_iterator(directory.path()), fs::directory_iterator()) == 3);
}

TEST_CASE("JOB and DECIDED are read back, and damage in them is noticed") {
  const TemporaryDirectory temporary("test");
  CheckpointDirectory directory(temporary.path() / "job");
  CHECK_FALSE(directory.identity());
  CHECK_FALSE(directory.decided());
  directory.write_identity({"name", "uuid", "local"});
  directory.write_decided({7, "u"});
  CHECK(directory.identity()->decider == "local");
  CHECK(directory.decided() == CheckpointName{7, "u"});
  write(directory.path() / "DECIDED", "seven\n");
  CHECK(code_of([&] { directory.decided(); }) == ErrorCode::CheckpointDamaged);
}

TEST_CASE("any flipped bit of any file is found") {
  const TemporaryDirectory temporary("test");
  CheckpointDirectory directory(temporary.path() / "job");
  const auto path = publish(directory, 1, "u");
  std::mt19937_64 random(1);
  const std::vector<fs::path> files{path / "META", path / "redo-0", path / "state" / "000001.sst"};
  for (int i = 0; i < 300; ++i) {
    const auto& file = files[random() % files.size()];
    const auto whole = read_file(file);
    auto flipped = whole;
    flipped[random() % flipped.size()] ^= static_cast<char>(1 << random() % 8);
    write(file, flipped);
    CHECK(verify_checkpoint(path).size() == 1);
    write(file, whole);
  }
  CHECK(verify_checkpoint(path).empty());
}

TEST_CASE("truncated, missing and swapped files are found") {
  const TemporaryDirectory temporary("test");
  CheckpointDirectory directory(temporary.path() / "job");
  const auto path = publish(directory, 1, "u"), other = publish(directory, 2, "v");
  for (const auto* name : {"META", "redo-0", "state/000001.sst"}) {
    const auto whole = read_file(path / name);
    write(path / name, std::string_view(whole).substr(0, whole.size() / 2));
    CHECK(verify_checkpoint(path).size() == 1);
    fs::remove(path / name);
    CHECK(verify_checkpoint(path).size() == 1);
    write(path / name, whole);
  }
  write(path / "state/000001.sst", read_file(other / "state/000001.sst"));
  CHECK(verify_checkpoint(path).size() == 1);
  write(path / "META", read_file(other / "META"));
  CHECK_FALSE(verify_checkpoint(path).empty());
}

TEST_CASE("a column of no operator is damage") {
  auto manifest = manifest_of(1, "u");
  manifest.operators.clear();
  auto text = manifest_text(manifest);
  text = text.substr(0, text.rfind("digest\t")) + "key\tk\tINT\n";
  text += "digest\t" + digest_text(text) + "\n";
  CHECK(code_of([&] { parse_manifest(text); }) == ErrorCode::CheckpointDamaged);
}

TEST_CASE("a newer format is refused as such") {
  auto text = manifest_text(manifest_of(1, "u"));
  text = text.substr(0, text.rfind("digest\t"));
  text.replace(text.find("\t2\n"), 3, "\t9\n");
  text += "digest\t" + digest_text(text) + "\n";
  CHECK(code_of([&] { parse_manifest(text); }) == ErrorCode::StateUnreadable);
}

TEST_CASE("a checkpoint that cannot be written leaves nothing published") {
  const TemporaryDirectory temporary("test");
  CheckpointDirectory directory(temporary.path() / "job");
  fs::remove_all(directory.begin({1, "u"}));
  CHECK(code_of([&] { directory.publish(manifest_of(1, "u")); }) == ErrorCode::CheckpointFailed);
  CHECK(directory.checkpoints().empty());
}

}  // namespace
}  // namespace streamsql
