#include "tools/streamsql/alerts.h"

#include <fmt/format.h>

#include "tools/streamsql/quantity_text.h"

namespace streamsql {
namespace {

std::optional<double> number(const Settings& settings, std::string_view key) {
  return settings.entries().number(key);
}

double share(std::uint64_t part, std::uint64_t whole) {
  return whole == 0 ? 0 : static_cast<double>(part) / static_cast<double>(whole);
}

}  // namespace

// What one threshold looks at; nothing to judge when `value` is empty.
struct AlertMonitor::Reading {
  std::string what;          // "error rate"
  std::string value, limit;  // as text
  bool crossed;
};

AlertThresholds AlertThresholds::of(const Settings& settings) {
  AlertThresholds out;
  if (const auto interval = settings.find_duration("metrics.alert.interval")) {
    out.interval = *interval;
  }
  out.error_rate = number(settings, "metrics.alert.error-rate");
  out.lookup_hit_rate = number(settings, "metrics.alert.lookup-hit-rate");
  out.lookup_latency = settings.find_duration("metrics.alert.lookup-latency");
  out.lag = settings.entries().integer("metrics.alert.lag");
  out.back_pressure = number(settings, "metrics.alert.back-pressure");
  return out;
}

bool AlertThresholds::any() const {
  return error_rate || lookup_hit_rate || lookup_latency || lag || back_pressure;
}

AlertMonitor::AlertMonitor(const AlertThresholds& thresholds, const Clock& clock)
    : thresholds_(thresholds), clock_(clock), last_millis_(clock.monotonic_millis()) {}

std::vector<AlertMonitor::Reading> AlertMonitor::readings(const Figures& now,
                                                          double elapsed_millis) const {
  std::vector<Reading> out;
  const auto judge = [&](std::string what, double value, double limit, bool crossed) {
    out.push_back({std::move(what), percent_text(value), percent_text(limit), crossed});
  };
  if (const auto records = now.records_in - last_.records_in;
      thresholds_.error_rate && records > 0) {
    const auto rate = share(now.bad_records - last_.bad_records, records);
    judge("error rate", rate, *thresholds_.error_rate, rate > *thresholds_.error_rate);
  }
  const auto hits = now.lookup_hits - last_.lookup_hits;
  if (const auto lookups = hits + now.lookup_misses - last_.lookup_misses;
      thresholds_.lookup_hit_rate && lookups > 0) {
    const auto rate = share(hits, lookups);
    judge("lookup hit rate", rate, *thresholds_.lookup_hit_rate,
          rate < *thresholds_.lookup_hit_rate);
  }
  if (const auto latency = now.lookup_latency.since(last_.lookup_latency);
      thresholds_.lookup_latency && latency.count() > 0) {
    const auto p99 = latency.quantile_micros(0.99);
    const auto limit = thresholds_.lookup_latency->count() * 1000;
    out.push_back({"p99 lookup latency", micros_text(p99), micros_text(limit), p99 > limit});
  }
  if (thresholds_.lag && now.lag) {
    out.push_back({"lag", count_text(static_cast<std::uint64_t>(*now.lag)),
                   count_text(static_cast<std::uint64_t>(*thresholds_.lag)),
                   *now.lag > *thresholds_.lag});
  }
  if (thresholds_.back_pressure) {
    const auto waited = now.back_pressured_millis - last_.back_pressured_millis;
    const auto rate = static_cast<double>(waited) / elapsed_millis;
    judge("back-pressure", rate, *thresholds_.back_pressure, rate > *thresholds_.back_pressure);
  }
  return out;
}

std::vector<Alert> AlertMonitor::check(const Figures& now) {
  std::vector<Alert> alerts;
  const auto elapsed = clock_.monotonic_millis() - last_millis_;
  if (!thresholds_.any() || elapsed <= 0 || elapsed < thresholds_.interval.count()) return alerts;
  for (const auto& reading : readings(now, static_cast<double>(elapsed))) {
    const bool was_crossed = crossed_.contains(reading.what);
    if (reading.crossed == was_crossed) continue;
    if (reading.crossed) {
      crossed_.insert(reading.what);
    } else {
      crossed_.erase(reading.what);
    }
    alerts.push_back({reading.crossed,
                      fmt::format("{} is {}{}; the threshold is {}", reading.what, reading.value,
                                  reading.crossed ? "" : " again", reading.limit)});
  }
  last_millis_ += elapsed;
  last_ = now;
  return alerts;
}

}  // namespace streamsql
