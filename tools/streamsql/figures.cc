#include "tools/streamsql/figures.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>

namespace streamsql {
namespace {

std::string label(const Labels& labels, const char* name) {
  const auto found = labels.find(name);
  return found == labels.end() ? "" : found->second;
}

bool is_end_of_plan(const std::string& operator_name) {
  return operator_name.starts_with("Sink[") || operator_name.starts_with("Collect[");
}

// Metrics that are one sum over everything.
std::uint64_t* total_of(Figures& figures, const std::string& name) {
  const std::pair<const char*, std::uint64_t Figures::*> totals[] = {
      {"source_records_total", &Figures::records_in},
      {"source_bad_records_total", &Figures::bad_records},
      {"source_skipped_records_total", &Figures::bad_records},
      {"records_dropped_not_null_total", &Figures::dropped},
      {"lookup_hits_total", &Figures::lookup_hits},
      {"lookup_misses_total", &Figures::lookup_misses},
      {"lookup_queries_total", &Figures::lookup_queries},
      {"lookup_retries_total", &Figures::lookup_retries},
      {"lookup_given_up_keys_total", &Figures::lookup_degraded},
      {"back_pressured_millis_total", &Figures::back_pressured_millis},
      {"idle_millis_total", &Figures::idle_millis},
      {"source_commits_total", &Figures::commits},
      {"source_failed_commits_total", &Figures::failed_commits},
      {"checkpoints_total", &Figures::checkpoints},
      {"checkpoints_failed_total", &Figures::failed_checkpoints},
      {"restarts_total", &Figures::restarts},
  };
  for (const auto& [metric, member] : totals) {
    if (name == metric) return &(figures.*member);
  }
  return nullptr;
}

void read_counter(Figures& figures, const std::string& name, const Labels& labels,
                  std::uint64_t value) {
  if (auto* total = total_of(figures, name)) {
    *total += value;
  } else if (name == "failures_total") {
    figures.failures[label(labels, "cause")] += value;
  } else if (name == "records_in_total" && is_end_of_plan(label(labels, "operator"))) {
    figures.records_out += value;
  } else if (name == "records_rejected_total") {
    const int conjunct = std::atoi(label(labels, "conjunct").c_str());
    figures.rejected[{label(labels, "operator"), conjunct}] += value;
  }
}

void read_gauge(Figures& figures, const std::string& name, std::int64_t value) {
  if (name == "checkpoint_duration_millis") figures.checkpoint_millis = value;
  if (name == "checkpoint_size_bytes") figures.checkpoint_bytes = value;
  if (name == "source_lag" && value >= 0) figures.lag = figures.lag.value_or(0) + value;
  const bool unset = value == 0 || value == INT64_MIN || value == INT64_MAX;
  if (name == "watermark" && !unset) {
    figures.watermark_millis = std::min(figures.watermark_millis.value_or(value), value);
  }
}

}  // namespace

void Distribution::add(const Histogram& histogram) {
  std::uint64_t before = 0;
  for (const auto& [bound, count] : histogram.cumulative()) {
    buckets_[bound] += count - before;
    before = count;
  }
}

Distribution Distribution::since(const Distribution& earlier) const {
  Distribution out = *this;
  for (const auto& [bound, count] : earlier.buckets_) {
    auto& mine = out.buckets_[bound];
    mine -= std::min(mine, count);
  }
  return out;
}

std::uint64_t Distribution::count() const {
  std::uint64_t count = 0;
  for (const auto& bucket : buckets_) count += bucket.second;
  return count;
}

std::int64_t Distribution::quantile_micros(double quantile) const {
  const auto rank = static_cast<std::uint64_t>(std::ceil(quantile * static_cast<double>(count())));
  std::uint64_t passed = 0;
  for (const auto& [bound, count] : buckets_) {
    passed += count;
    if (count > 0 && passed >= rank) return bound;
  }
  return 0;
}

double Figures::hit_rate() const {
  const auto lookups = lookup_hits + lookup_misses;
  return lookups == 0 ? 1.0 : static_cast<double>(lookup_hits) / static_cast<double>(lookups);
}

Figures read_figures(const MetricRegistry& metrics) {
  Figures figures;
  metrics.visit({[&](const auto& name, const auto& labels, const Counter& counter) {
                   read_counter(figures, name, labels, counter.value());
                 },
                 [&](const auto& name, const auto&, const Gauge& gauge) {
                   read_gauge(figures, name, gauge.value());
                 },
                 [&](const auto& name, const auto&, const Histogram& histogram) {
                   if (name == "lookup_latency") figures.lookup_latency.add(histogram);
                 }});
  figures.records_in += figures.bad_records;  // sources count the rows that they give
  return figures;
}

void add_figures(Figures& sum, const Figures& part) {
  sum.records_in += part.records_in;
  sum.records_out += part.records_out;
  sum.bad_records += part.bad_records;
  sum.lookup_hits += part.lookup_hits;
  sum.lookup_misses += part.lookup_misses;
  sum.lookup_degraded += part.lookup_degraded;
  sum.checkpoints += part.checkpoints;
  sum.failed_checkpoints += part.failed_checkpoints;
  sum.checkpoint_bytes += part.checkpoint_bytes;
  sum.restarts += part.restarts;
  sum.checkpoint_millis = std::max(sum.checkpoint_millis, part.checkpoint_millis);
  if (part.lag) sum.lag = sum.lag.value_or(0) + *part.lag;
  if (part.watermark_millis) {
    sum.watermark_millis =
        std::min(sum.watermark_millis.value_or(*part.watermark_millis), *part.watermark_millis);
  }
}

}  // namespace streamsql
