#include "engine/runtime/restart_strategy.h"

#include <doctest/doctest.h>

using namespace streamsql;
using namespace std::chrono_literals;

namespace {

RestartSettings settings_of(RestartSettings::Kind kind) {
  RestartSettings out;
  out.kind = kind;
  return out;
}

}  // namespace

TEST_CASE("a fixed delay restarts as often as it may") {
  auto settings = settings_of(RestartSettings::Kind::FixedDelay);
  settings.attempts = 2;
  settings.delay = 300ms;
  const auto strategy = make_restart_strategy(settings, 1);
  CHECK(strategy->after_failure(0) == 300ms);
  CHECK(strategy->after_failure(1'000'000) == 300ms);
  CHECK_FALSE(strategy->after_failure(2'000'000));
}

TEST_CASE("a failure rate counts the failures of one interval") {
  auto settings = settings_of(RestartSettings::Kind::FailureRate);
  settings.failures_per_interval = 2;
  settings.rate_interval = 1000ms;
  const auto strategy = make_restart_strategy(settings, 1);
  CHECK(strategy->after_failure(0));
  CHECK(strategy->after_failure(900));
  CHECK(strategy->after_failure(1500));
  CHECK_FALSE(strategy->after_failure(1600));
}

TEST_CASE("exponential delays grow to the longest, and begin anew after a calm time") {
  auto settings = settings_of(RestartSettings::Kind::ExponentialDelay);
  settings.jitter = 0;
  settings.multiplier = 2;
  settings.max_backoff = 3000ms;
  settings.reset_threshold = 60'000ms;
  const auto strategy = make_restart_strategy(settings, 1);
  CHECK(strategy->after_failure(100'000) == 1000ms);
  CHECK(strategy->after_failure(102'000) == 2000ms);
  CHECK(strategy->after_failure(105'000) == 3000ms);
  CHECK(strategy->after_failure(109'000) == 3000ms);
  CHECK(strategy->after_failure(200'000) == 1000ms);
}

TEST_CASE("the jitter is a share of the delay") {
  const auto strategy =
      make_restart_strategy(settings_of(RestartSettings::Kind::ExponentialDelay), 7);
  const auto delay = strategy->after_failure(100'000'000);
  REQUIRE(delay);
  CHECK(*delay >= 900ms);
  CHECK(*delay <= 1100ms);
}

TEST_CASE("without a strategy there is no restart") {
  CHECK_FALSE(make_restart_strategy(settings_of(RestartSettings::Kind::None), 1)->after_failure(0));
}

TEST_CASE("refusals are never restarted, bad data only when a strategy was chosen") {
  RestartSettings settings;
  CHECK(may_restart(Error(ErrorCode::ExternalSystemUnavailable, ""), settings));
  CHECK_FALSE(may_restart(Error(ErrorCode::MalformedRecord, ""), settings));
  settings.chosen = true;
  CHECK(may_restart(Error(ErrorCode::MalformedRecord, ""), settings));
  CHECK_FALSE(may_restart(Error(ErrorCode::CheckpointMissing, ""), settings));
}
