// Alerts: thresholds of metrics.alert.*, and one warning when one is crossed.
#pragma once

#include <chrono>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "engine/base/clock.h"
#include "engine/base/settings.h"
#include "tools/streamsql/figures.h"

namespace streamsql {

struct AlertThresholds {
  std::chrono::milliseconds interval{10'000};  // over which rates are taken
  std::optional<double> error_rate;            // at most this share of records is bad
  std::optional<double> lookup_hit_rate;       // at least this share of lookups hits the cache
  std::optional<std::chrono::milliseconds> lookup_latency;  // p99 at most
  std::optional<std::int64_t> lag;                          // records at most
  std::optional<double> back_pressure;  // at most this share of the time is spent waiting

  static AlertThresholds of(const Settings& settings);
  bool any() const;
};

struct Alert {
  bool crossed;  // false: back within the threshold
  std::string text;
};

// One per job; one thread. Says each crossing once, and once when it is over.
class AlertMonitor {
 public:
  AlertMonitor(const AlertThresholds& thresholds, const Clock& clock);
  // Looks at the figures when an interval has passed; otherwise answers nothing.
  std::vector<Alert> check(const Figures& now);

 private:
  struct Reading;
  std::vector<Reading> readings(const Figures& now, double elapsed_millis) const;

  AlertThresholds thresholds_;
  const Clock& clock_;
  std::int64_t last_millis_;
  Figures last_;
  std::set<std::string> crossed_;
};

}  // namespace streamsql
