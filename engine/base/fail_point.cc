#include "engine/base/fail_point.h"

#include <atomic>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <fmt/format.h>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <unistd.h>
#include <vector>

#include "engine/base/error.h"

namespace streamsql {
namespace {

struct FailPoint {
  const std::string name, action;
  std::atomic<long> left;  // until the first passing that counts, which is 1
  const long count;
  int notes = -1;  // open for as long as the process lives
  FailPoint(std::string place, std::string what, long nth, long times)
      : name(std::move(place)), action(std::move(what)), left(nth), count(times) {
    if (name != "note") return;
    notes = ::open(action.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  }

  // Counts a passing.
  bool is_reached() {
    const long before = left.fetch_sub(1);
    return before <= 1 && before > 1 - count;
  }
};

using FailPoints = std::vector<std::unique_ptr<FailPoint>>;

// "name:nth=action,…", "name:nth+count=action"; what is not of this form is left out: a test would
// notice.
FailPoints read_fail_points(std::string_view rest) {
  FailPoints points;
  while (!rest.empty()) {
    const auto item = rest.substr(0, rest.find(','));
    rest.remove_prefix(std::min(item.size() + 1, rest.size()));
    const auto colon = item.rfind(':'), equals = item.rfind('=');
    if (colon == std::string_view::npos || equals == std::string_view::npos) continue;
    const std::string numbers(item.substr(colon + 1, equals - colon - 1));
    const auto plus = numbers.find('+');
    const long count = plus == std::string::npos ? 1 : std::atol(numbers.c_str() + plus + 1);
    points.push_back(std::make_unique<FailPoint>(std::string(item.substr(0, colon)),
                                                 std::string(item.substr(equals + 1)),
                                                 std::atol(numbers.c_str()), count));
  }
  return points;
}

const char* fail_points_of_environment() {
  const char* text = std::getenv("STREAMSQL_FAIL_POINT");
  return text ? text : "";
}

// Every list that was ever armed, and the one that counts.
class Armed {
 public:
  const FailPoints* current() const { return current_.load(std::memory_order_acquire); }
  void arm(FailPoints points) {
    const std::lock_guard lock(mutex_);
    all_.push_back(std::move(points));
    current_.store(all_.back().empty() ? nullptr : &all_.back(), std::memory_order_release);
  }
  static Armed& instance() {
    static Armed armed;
    return armed;
  }

 private:
  Armed() { arm(read_fail_points(fail_points_of_environment())); }

  std::mutex mutex_;
  std::list<FailPoints> all_;
  std::atomic<const FailPoints*> current_{nullptr};
};

void kill_later(long micros) {
  std::thread([micros] {
    std::this_thread::sleep_for(std::chrono::microseconds(micros));
    kill(getpid(), SIGKILL);
  }).detach();
}

void note(const FailPoint& point, std::string_view place) {
  const auto line = fmt::format("{}\n", place);
  // A note that is lost costs a figure of a test.
  if (::write(point.notes, line.data(), line.size()) < 0) return;
}

void act(const FailPoint& point) {
  constexpr std::string_view kLater = "kill@";
  if (point.action.starts_with(kLater)) {
    kill_later(std::atol(point.action.c_str() + kLater.size()));
  }
  if (point.action == "kill") kill(getpid(), SIGKILL);
  if (point.action == "stop") kill(getpid(), SIGSTOP);
  if (point.action == "exit") _exit(7);
  while (point.action == "hang") pause();
  if (point.action == "error") {
    throw Error(ErrorCode::Injected, fmt::format("fail point '{}'", point.name));
  }
}

}  // namespace

void fail_point(std::string_view name) {
  const auto* points = Armed::instance().current();
  if (!points) [[likely]]
    return;
  for (const auto& point : *points) {
    if (point->notes >= 0) note(*point, name);
    if (point->name == name && point->is_reached()) act(*point);
  }
}

int fail_point_errno(std::string_view name) {
  const auto* points = Armed::instance().current();
  if (!points) [[likely]]
    return 0;
  for (const auto& point : *points) {
    if (point->name != name || !point->is_reached()) continue;
    if (point->action == "enospc") return ENOSPC;
    if (point->action == "eio") return EIO;
    act(*point);
  }
  return 0;
}

bool has_fail_points() { return Armed::instance().current() != nullptr; }

void arm_fail_points(std::string_view text) { Armed::instance().arm(read_fail_points(text)); }

}  // namespace streamsql
