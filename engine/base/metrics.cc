#include "engine/base/metrics.h"

#include <algorithm>
#include <bit>
#include <cmath>

namespace streamsql {
namespace {

constexpr int kSteps = 4;

int bucket_of(std::int64_t micros) {
  const auto value = static_cast<std::uint64_t>(std::max<std::int64_t>(micros, 1));
  const int exponent = std::bit_width(value) - 1;
  const auto step = exponent < 2 ? (value << 2 >> exponent) & 3 : (value >> (exponent - 2)) & 3;
  return std::min(exponent * kSteps + static_cast<int>(step), Histogram::kBuckets - 1);
}

std::int64_t upper_bound_of(int bucket) {
  const int exponent = bucket / kSteps, step = bucket % kSteps;
  return (std::int64_t{4 + step + 1} << exponent) / kSteps;
}

template <typename T>
T& find_or_add(std::map<std::pair<std::string, Labels>, std::unique_ptr<T>>& metrics,
               const std::string& name, const Labels& labels) {
  auto& slot = metrics[{name, labels}];
  if (!slot) slot = std::make_unique<T>();
  return *slot;
}

bool contains(const Labels& labels, const Labels& wanted) {
  return std::includes(labels.begin(), labels.end(), wanted.begin(), wanted.end());
}

}  // namespace

void Histogram::record(std::int64_t micros) {
  buckets_[bucket_of(micros)].fetch_add(1, std::memory_order_relaxed);
  sum_.fetch_add(micros, std::memory_order_relaxed);
}

std::uint64_t Histogram::count() const {
  std::uint64_t count = 0;
  for (const auto& bucket : buckets_) count += bucket.load(std::memory_order_relaxed);
  return count;
}

std::int64_t Histogram::quantile_micros(double quantile) const {
  const auto counts = cumulative();
  if (counts.empty()) return 0;
  const auto rank = std::ceil(quantile * static_cast<double>(counts.back().second));
  for (const auto& [bound, count] : counts) {
    if (static_cast<double>(count) >= rank) return bound;
  }
  return counts.back().first;
}

std::vector<std::pair<std::int64_t, std::uint64_t>> Histogram::cumulative() const {
  std::vector<std::pair<std::int64_t, std::uint64_t>> out;
  std::uint64_t count = 0;
  for (int i = 0; i < kBuckets; ++i) {
    const auto in_bucket = buckets_[i].load(std::memory_order_relaxed);
    if (in_bucket == 0) continue;
    count += in_bucket;
    out.emplace_back(upper_bound_of(i), count);
  }
  return out;
}

Counter& MetricRegistry::counter(const std::string& name, const Labels& labels) {
  const std::lock_guard lock(mutex_);
  return find_or_add(counters_, name, labels);
}

Gauge& MetricRegistry::gauge(const std::string& name, const Labels& labels) {
  const std::lock_guard lock(mutex_);
  return find_or_add(gauges_, name, labels);
}

Histogram& MetricRegistry::histogram(const std::string& name, const Labels& labels) {
  const std::lock_guard lock(mutex_);
  return find_or_add(histograms_, name, labels);
}

void MetricRegistry::visit(const Visitor& visitor) const {
  const std::lock_guard lock(mutex_);
  for (const auto& [key, metric] : counters_) visitor.counter(key.first, key.second, *metric);
  for (const auto& [key, metric] : gauges_) visitor.gauge(key.first, key.second, *metric);
  for (const auto& [key, metric] : histograms_) visitor.histogram(key.first, key.second, *metric);
}

std::uint64_t MetricRegistry::total(const std::string& name, const Labels& labels) const {
  const std::lock_guard lock(mutex_);
  std::uint64_t sum = 0;
  for (const auto& [key, metric] : counters_) {
    if (key.first == name && contains(key.second, labels)) sum += metric->value();
  }
  return sum;
}

MetricGroup MetricGroup::with(std::string label, std::string value) const {
  Labels labels = labels_;
  labels[std::move(label)] = std::move(value);
  return {*registry_, std::move(labels)};
}

}  // namespace streamsql
