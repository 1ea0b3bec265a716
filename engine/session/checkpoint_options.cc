#include "engine/session/checkpoint_options.h"

#include <algorithm>

namespace streamsql {
namespace {

using Kind = RestartSettings::Kind;

constexpr std::string_view kInterval = "execution.checkpointing.interval";

Kind kind_of(std::string name) {
  std::erase(name, '-');
  if (name == "fixeddelay") return Kind::FixedDelay;
  if (name == "failurerate") return Kind::FailureRate;
  if (name == "exponentialdelay") return Kind::ExponentialDelay;
  return Kind::None;
}

int integer(const Settings& settings, std::string_view key, int least) {
  const auto value = settings.integer(key);
  if (value < least) {
    throw settings.entries().invalid(key, "It must be at least " + std::to_string(least));
  }
  return static_cast<int>(value);
}

}  // namespace

std::optional<std::chrono::milliseconds> checkpoint_interval(const Settings& settings) {
  return settings.find_duration(kInterval);
}

CheckpointSettings checkpoint_settings(const Settings& settings) {
  CheckpointSettings out;
  out.interval = checkpoint_interval(settings).value_or(out.interval);
  out.timeout = settings.duration("execution.checkpointing.timeout");
  out.min_pause = settings.duration("execution.checkpointing.min-pause");
  out.exactly_once = settings.word("execution.checkpointing.mode") == "EXACTLY_ONCE";
  out.retained = integer(settings, "execution.checkpointing.num-retained", 1);
  out.tolerable_failures =
      integer(settings, "execution.checkpointing.tolerable-failed-checkpoints", 0);
  out.delete_on_cancel =
      settings.word("execution.checkpointing.externalized-checkpoint-retention") ==
      "DELETE_ON_CANCELLATION";
  if (const auto path = settings.find("execution.state-recovery.path")) out.restore = *path;
  out.redo_limit = settings.memory_size("sink.redo.max-bytes");
  out.allow_dropped_state = settings.boolean("execution.state-recovery.ignore-unclaimed-state");
  out.savepoint_directory = settings.find("execution.checkpointing.savepoint-dir").value_or("");
  return out;
}

RestartSettings restart_settings(const Settings& settings) {
  RestartSettings out;
  out.chosen = settings.contains("restart-strategy.type");
  if (!out.chosen) return out;
  out.kind = kind_of(settings.word("restart-strategy.type"));
  const auto key = [](std::string_view rest) { return "restart-strategy." + std::string(rest); };
  out.attempts = integer(settings, key("fixed-delay.attempts"), 0);
  out.delay = settings.duration(
      key(out.kind == Kind::FailureRate ? "failure-rate.delay" : "fixed-delay.delay"));
  out.failures_per_interval = integer(settings, key("failure-rate.max-failures-per-interval"), 1);
  out.rate_interval = settings.duration(key("failure-rate.failure-rate-interval"));
  out.initial_backoff = settings.duration(key("exponential-delay.initial-backoff"));
  out.max_backoff = settings.duration(key("exponential-delay.max-backoff"));
  out.reset_threshold = settings.duration(key("exponential-delay.reset-backoff-threshold"));
  out.multiplier = settings.number(key("exponential-delay.backoff-multiplier"));
  out.jitter = settings.number(key("exponential-delay.jitter-factor"));
  return out;
}

RestartSettings default_restart() {
  RestartSettings out;
  out.kind = Kind::ExponentialDelay;
  return out;
}

}  // namespace streamsql
