#include "engine/runtime/mailbox.h"

#include <doctest/doctest.h>
#include <vector>

using namespace streamsql;

TEST_CASE("work runs in the order in which it was posted") {
  TaskSignal signal;
  TaskMailbox mailbox(signal);
  std::vector<int> seen;
  for (int i = 0; i < 3; ++i) mailbox.post([&seen, i] { seen.push_back(i); });
  CHECK(mailbox.run_posted());
  CHECK_FALSE(mailbox.run_posted());
  CHECK(seen == std::vector<int>{0, 1, 2});
}

TEST_CASE("work that waits finds what was posted behind it") {
  TaskSignal signal;
  TaskMailbox mailbox(signal);
  bool answered = false;
  mailbox.post([&] {
    while (!answered) mailbox.wait(std::nullopt);
  });
  mailbox.post([&] { answered = true; });
  CHECK(mailbox.run_posted());
  CHECK(answered);
}

TEST_CASE("a cancelled mailbox lets nobody wait") {
  TaskSignal signal;
  TaskMailbox mailbox(signal);
  mailbox.cancel();
  CHECK_THROWS_AS(mailbox.wait(std::nullopt), JobCancelled);
}
