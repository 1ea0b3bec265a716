#include "engine/runtime/restart_strategy.h"

#include <algorithm>
#include <random>

namespace streamsql {
namespace {

using std::chrono::milliseconds;

class NoRestart final : public RestartStrategy {
 public:
  std::optional<milliseconds> after_failure(std::int64_t) override { return std::nullopt; }
};

class FixedDelay final : public RestartStrategy {
 public:
  explicit FixedDelay(const RestartSettings& settings)
      : left_(settings.attempts), delay_(settings.delay) {}
  std::optional<milliseconds> after_failure(std::int64_t) override {
    if (left_-- <= 0) return std::nullopt;
    return delay_;
  }

 private:
  int left_;
  const milliseconds delay_;
};

class FailureRate final : public RestartStrategy {
 public:
  explicit FailureRate(const RestartSettings& settings) : settings_(settings) {}
  std::optional<milliseconds> after_failure(std::int64_t now_millis) override {
    failures_.push_back(now_millis);
    const auto begin = now_millis - settings_.rate_interval.count();
    while (failures_.front() < begin) failures_.pop_front();
    if (static_cast<int>(failures_.size()) > settings_.failures_per_interval) return std::nullopt;
    return settings_.delay;
  }

 private:
  const RestartSettings settings_;
  std::deque<std::int64_t> failures_;
};

class ExponentialDelay final : public RestartStrategy {
 public:
  ExponentialDelay(const RestartSettings& settings, std::uint64_t seed)
      : settings_(settings), random_(seed) {}
  std::optional<milliseconds> after_failure(std::int64_t now_millis) override {
    const bool calm = now_millis - last_ >= settings_.reset_threshold.count();
    const auto initial = static_cast<double>(settings_.initial_backoff.count());
    backoff_ = calm || backoff_ == 0 ? initial : backoff_ * settings_.multiplier;
    backoff_ = std::min(backoff_, static_cast<double>(settings_.max_backoff.count()));
    last_ = now_millis;
    std::uniform_real_distribution<double> share(-settings_.jitter, settings_.jitter);
    return milliseconds(static_cast<std::int64_t>(backoff_ * (1 + share(random_))));
  }

 private:
  const RestartSettings settings_;
  std::mt19937_64 random_;
  double backoff_ = 0;
  std::int64_t last_ = 0;
};

bool is_refusal(ErrorCode code) {
  switch (code) {
    case ErrorCode::CheckpointMissing:
    case ErrorCode::MarkerBehind:
    case ErrorCode::CheckpointDamaged:
    case ErrorCode::OutcomeUnknown:
    case ErrorCode::SinkAhead:
    case ErrorCode::RedoMissing:
    case ErrorCode::FencedByJob:
    case ErrorCode::JobDirectoryLocked:
    case ErrorCode::PrefixShared:
    case ErrorCode::StateDropped:
    case ErrorCode::StateUnreadable:
    case ErrorCode::Internal: return true;
    default: return false;
  }
}

}  // namespace

std::unique_ptr<RestartStrategy> make_restart_strategy(const RestartSettings& settings,
                                                       std::uint64_t seed) {
  switch (settings.kind) {
    case RestartSettings::Kind::None: return std::make_unique<NoRestart>();
    case RestartSettings::Kind::FixedDelay: return std::make_unique<FixedDelay>(settings);
    case RestartSettings::Kind::FailureRate: return std::make_unique<FailureRate>(settings);
    case RestartSettings::Kind::ExponentialDelay:
      return std::make_unique<ExponentialDelay>(settings, seed);
  }
  return std::make_unique<NoRestart>();
}

bool may_restart(const Error& failure, const RestartSettings& settings) {
  if (is_refusal(failure.code())) return false;
  return settings.chosen || is_retryable(failure.code());
}

}  // namespace streamsql
