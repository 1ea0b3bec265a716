#include "tools/streamsql/signals.h"

#include <csignal>
#include <doctest/doctest.h>
#include <future>
#include <unistd.h>

using namespace streamsql;

TEST_CASE("the first and the second signal arrive as calls") {
  std::promise<void> first, second;
  const SignalWatch watch([&](int count) { (count == 1 ? first : second).set_value(); });
  kill(getpid(), SIGINT);
  first.get_future().wait();
  kill(getpid(), SIGTERM);
  second.get_future().wait();
}
