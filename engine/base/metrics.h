// Metrics: counters, gauges and histograms, registered by name and labels.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace streamsql {

// Monotonic count. Any thread; relaxed, so add once per batch, not per row.
class Counter {
 public:
  void add(std::uint64_t by = 1) { value_.fetch_add(by, std::memory_order_relaxed); }
  std::uint64_t value() const { return value_.load(std::memory_order_relaxed); }

 private:
  std::atomic<std::uint64_t> value_{0};
};

// A number that goes up and down. Any thread.
class Gauge {
 public:
  void set(std::int64_t value) { value_.store(value, std::memory_order_relaxed); }
  std::int64_t value() const { return value_.load(std::memory_order_relaxed); }

 private:
  std::atomic<std::int64_t> value_{0};
};

// Distribution of durations in microseconds, in buckets of powers of two with four steps each (at
// most 19 % error), from 1 µs to about an hour. Any thread; no lock.
class Histogram {
 public:
  static constexpr int kBuckets = 128;

  void record(std::int64_t micros);
  std::uint64_t count() const;
  std::int64_t sum_micros() const { return sum_.load(std::memory_order_relaxed); }
  // Upper bound of the bucket in which the quantile (0 to 1) lies; 0 when empty.
  std::int64_t quantile_micros(double quantile) const;
  // Cumulative counts with the upper bound of each bucket in use, ascending.
  std::vector<std::pair<std::int64_t, std::uint64_t>> cumulative() const;

 private:
  std::atomic<std::uint64_t> buckets_[kBuckets] = {};
  std::atomic<std::int64_t> sum_{0};
};

using Labels = std::map<std::string, std::string>;

// All metrics of a process or a job. Any thread; looking a metric up locks, so operators look up
// once, when they open, and keep the reference, which lives as long as the registry.
class MetricRegistry {
 public:
  // Names are Prometheus names without prefix: "records_in_total", "lookup_latency_seconds".
  Counter& counter(const std::string& name, const Labels& labels = {});
  Gauge& gauge(const std::string& name, const Labels& labels = {});
  Histogram& histogram(const std::string& name, const Labels& labels = {});

  struct Visitor {
    std::function<void(const std::string&, const Labels&, const Counter&)> counter;
    std::function<void(const std::string&, const Labels&, const Gauge&)> gauge;
    std::function<void(const std::string&, const Labels&, const Histogram&)> histogram;
  };
  void visit(const Visitor& visitor) const;
  // Sum of a counter over all labels that contain `labels`.
  std::uint64_t total(const std::string& name, const Labels& labels = {}) const;

 private:
  using Key = std::pair<std::string, Labels>;
  mutable std::mutex mutex_;
  std::map<Key, std::unique_ptr<Counter>> counters_;
  std::map<Key, std::unique_ptr<Gauge>> gauges_;
  std::map<Key, std::unique_ptr<Histogram>> histograms_;
};

// A registry with labels filled in: what an operator gets.
class MetricGroup {
 public:
  MetricGroup(MetricRegistry& registry, Labels labels)
      : registry_(&registry), labels_(std::move(labels)) {}

  Counter& counter(const std::string& name) const { return registry_->counter(name, labels_); }
  Gauge& gauge(const std::string& name) const { return registry_->gauge(name, labels_); }
  Histogram& histogram(const std::string& name) const {
    return registry_->histogram(name, labels_);
  }
  MetricGroup with(std::string label, std::string value) const;
  const Labels& labels() const { return labels_; }

 private:
  MetricRegistry* registry_;
  Labels labels_;
};

}  // namespace streamsql
