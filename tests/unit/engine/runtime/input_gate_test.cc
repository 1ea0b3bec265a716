#include "engine/runtime/input_gate.h"

#include <doctest/doctest.h>

using namespace streamsql;

namespace {

struct TwoChannels {
  TaskSignal sender, receiver;
  Channel a{sender, receiver}, b{sender, receiver};
  InputGate gate;
  TwoChannels() {
    gate.add(a, 0);
    gate.add(b, 1);
  }
  std::optional<std::int64_t> watermark() {
    const auto received = gate.poll();
    if (!received) return std::nullopt;
    const auto* watermark = std::get_if<Watermark>(&received->element);
    return watermark ? std::optional(watermark->millis) : std::nullopt;
  }
  template <typename T>
  bool next_is() {
    const auto received = gate.poll();
    return received && std::holds_alternative<T>(received->element);
  }
};

}  // namespace

TEST_CASE("the watermark of a gate is the minimum of its channels") {
  TwoChannels two;
  two.a.push(Watermark{10});
  CHECK_FALSE(two.gate.poll().has_value());
  two.b.push(Watermark{5});
  CHECK(two.watermark() == 5);
  two.b.push(Watermark{20});
  CHECK(two.watermark() == 10);
}

TEST_CASE("an idle channel does not hold the watermark back, and counts again when it wakes") {
  TwoChannels two;
  two.a.push(Watermark{10});
  two.b.push(Idle{});
  CHECK(two.watermark() == 10);
  two.b.push(Watermark{3});
  two.a.push(Watermark{30});
  CHECK_FALSE(two.gate.poll().has_value());  // never goes back
  two.b.push(Watermark{20});
  CHECK(two.watermark() == 20);
}

TEST_CASE("when all channels are idle the gate is") {
  TwoChannels two;
  two.a.push(Idle{});
  two.b.push(Idle{});
  CHECK(two.next_is<Idle>());
  CHECK_FALSE(two.gate.poll().has_value());
}

TEST_CASE("a channel that has delivered a barrier is not read until all have") {
  TwoChannels two;
  two.a.push(Barrier{1});
  two.a.push(Batch({}, 1));
  CHECK_FALSE(two.gate.poll().has_value());
  two.b.push(Batch({}, 2));
  CHECK(two.next_is<Batch>());
  two.b.push(Barrier{1});
  CHECK(two.next_is<Barrier>());
  CHECK(two.next_is<Batch>());
}

TEST_CASE("an ended channel no longer holds a barrier back") {
  TwoChannels two;
  two.a.push(Barrier{1});
  two.b.push(EndOfInput{});
  CHECK(two.next_is<Barrier>());
  two.a.push(EndOfInput{});
  CHECK(two.next_is<EndOfInput>());
}

TEST_CASE("the end comes when every channel has ended") {
  TwoChannels two;
  two.a.push(EndOfInput{});
  CHECK_FALSE(two.gate.poll().has_value());
  two.b.push(EndOfInput{});
  CHECK(two.next_is<EndOfInput>());
}

TEST_CASE("the running watermark of rows does not pass what another channel holds back") {
  TwoChannels two;
  two.b.push(Watermark{5});
  CHECK_FALSE(two.gate.poll().has_value());
  two.a.push(Batch({}, 3).with_running_watermark({1, 5, 9}));
  const auto received = two.gate.poll();
  REQUIRE(received.has_value());
  const auto running = std::get<Batch>(received->element).running_watermark();
  CHECK(std::vector<std::int64_t>(running.begin(), running.end()) ==
        std::vector<std::int64_t>{1, 5, 5});
}
