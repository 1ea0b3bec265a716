// TableCut: a page that the task has taken to write itself is in the checkpoint all the same.
#include "engine/state/table_cut.h"

#include <atomic>
#include <doctest/doctest.h>
#include <functional>
#include <latch>
#include <thread>

#include "engine/base/error.h"
#include "engine/base/temporary_directory.h"
#include "engine/state/operator_record.h"

namespace streamsql {
namespace {

// A cut of two pages. A task writes the first one, and has it in its hands when the checkpoint
// thread comes to its end.
struct Race {
  // What the task does with its page, until it returns or throws.
  explicit Race(std::function<void()> task_writes) : task_writes_(std::move(task_writes)) {
    cut.add(blob_key(1, 0, 0), &of_task);
    cut.add(blob_key(1, 0, 1), &of_checkpoint);
    cut.seal();
  }

  // Returns when both threads are done; throws what the checkpoint thread does.
  void run() {
    std::thread task([this] {
      try {
        cut.write_now(0, *database);
      } catch (const Error&) {
        task_failed = true;
      }
    });
    taken.wait();
    std::exception_ptr failure;
    try {
      cut.write(*database);
      pages_when_written = pages();
    } catch (const Error&) {
      failure = std::current_exception();
    }
    returned = true;
    task.join();
    if (failure) std::rethrow_exception(failure);
  }

  void to_bytes(const void* memory, std::string& out) {
    if (memory == &of_task) {
      taken.count_down();
      last_page_reached.wait();
      task_writes_();
    } else {
      last_page_reached.count_down();
    }
    out = "page";
  }
  int pages() const {
    int count = 0;
    database->scan(Family::Pages, row_prefix(1, 0), row_prefix(1, 1), [&](auto, auto) {
      ++count;
      return true;
    });
    return count;
  }

  TemporaryDirectory directory{"cut"};
  std::unique_ptr<StateDatabase> database = open_state_database({directory.path() / "work", {}});
  TableCut cut{Family::Pages,
               [this](const void* memory, std::string& out) { to_bytes(memory, out); }};
  std::latch taken{1}, last_page_reached{1};
  std::atomic<bool> returned = false, task_failed = false;
  int pages_when_written = 0;

 private:
  const int of_task = 0, of_checkpoint = 0;
  const std::function<void()> task_writes_;
};

}  // namespace

// The checkpoint thread gets every chance to return too early; while it waits, as it must, nothing
// tells the task to go on but its patience.
TEST_CASE("a checkpoint waits for the page that a task is writing") {
  constexpr int kPatience = 100'000;
  Race race([&] {
    for (int i = 0; i < kPatience && !race.returned; ++i) std::this_thread::yield();
  });
  race.run();
  CHECK(race.pages_when_written == 2);
}

TEST_CASE("a checkpoint fails with the page that a task could not write") {
  Race race([] { throw Error(ErrorCode::FileSystemFault, "no room"); });
  CHECK_THROWS_WITH_AS(race.run(), "A page of the state could not be written", Error);
  CHECK(race.task_failed);
}

}  // namespace streamsql
