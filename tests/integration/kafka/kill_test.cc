// A writing process is killed at every fail point and started again: the marker says where it goes
// on, and committed readers see each epoch once.
#include <cstdlib>
#include <doctest/doctest.h>
#include <filesystem>
#include <fmt/format.h>
#include <sys/wait.h>

#include "cluster.h"

namespace streamsql::test {
namespace {

constexpr CheckpointId kLastEpoch = 12;
constexpr const char* kChild = "(child) epochs behind the marker are written up to the last";

std::string row(CheckpointId epoch, int index) { return fmt::format("{:03}-{}", epoch, index); }

// Whether it came to the end by itself.
bool run_child(const std::string& topic, const std::string& fail_point) {
  const auto self = std::filesystem::read_symlink("/proc/self/exe").string();
  const auto command = fmt::format(
      "STREAMSQL_FAIL_POINT={} STREAMSQL_TEST_TOPIC={} '{}' --no-skip -tc='{}' >/dev/null 2>&1",
      fail_point, topic, self, kChild);
  const int status = std::system(command.c_str());
  return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

std::vector<std::string> all_rows_once() {
  std::vector<std::string> out;
  for (CheckpointId epoch = 1; epoch <= kLastEpoch; ++epoch) {
    for (int i = 0; i < 3; ++i) out.push_back(row(epoch, i));
  }
  return out;
}

TEST_CASE("(child) epochs behind the marker are written up to the last" * doctest::skip()) {
  const std::string topic = std::getenv("STREAMSQL_TEST_TOPIC");
  WritingJob job(topic, topic);
  job.transaction().fence();
  const auto marker = job.transaction().read_marker();
  for (auto epoch = marker ? marker->id + 1 : 1; epoch <= kLastEpoch; ++epoch) {
    std::string rows;
    for (int i = 0; i < 3; ++i) rows += fmt::format("+I[{}]\n", row(epoch, i));
    job.complete(epoch, rows);
  }
}

TEST_CASE("a process killed anywhere leaves each epoch once") {
  std::vector<std::string> kills = {"r_fence0:1=kill", "r_fence1:1=kill", "r_marker:1=kill"};
  for (const auto* point :
       {"after_begin", "mid_produce", "before_flush", "after_flush", "after_send", "in_commit",
        "after_commit", "before_renew", "after_renew_init"}) {
    for (const int nth : {1, 4}) kills.push_back(fmt::format("{}:{}=kill", point, nth));
  }
  for (const int micros : {100, 300, 600, 1000, 2000, 4000}) {
    kills.push_back(fmt::format("in_commit:3=kill@{}", micros));
  }
  for (const auto& kill : kills) {
    CAPTURE(kill);
    const auto each = new_topic();
    CHECK_FALSE(run_child(each, kill));
    CHECK_FALSE(run_child(each, kill));  // and once more, on the way back
    CHECK(run_child(each, ""));
    CHECK(committed(each) == all_rows_once());
  }
}

}  // namespace
}  // namespace streamsql::test
