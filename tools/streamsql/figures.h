// Figures: what a job's metrics add up to, for the live line, the summary and the alerts.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include "engine/base/metrics.h"

namespace streamsql {

// How many values fell into each bucket of a histogram, by the bucket's upper bound.
class Distribution {
 public:
  void add(const Histogram& histogram);
  // What has come since an earlier look at the same histograms.
  Distribution since(const Distribution& earlier) const;
  std::uint64_t count() const;
  std::int64_t quantile_micros(double quantile) const;  // 0 when empty

 private:
  std::map<std::int64_t, std::uint64_t> buckets_;
};

struct Figures {
  std::uint64_t records_in = 0, records_out = 0;
  std::uint64_t bad_records = 0;  // malformed: skipped with a count, or dead-lettered
  std::uint64_t dropped = 0;      // by the NOT NULL enforcer
  // Per operator and number of the conjunct: rows that it rejected.
  std::map<std::pair<std::string, int>, std::uint64_t> rejected;
  std::uint64_t lookup_hits = 0, lookup_misses = 0, lookup_queries = 0;
  std::uint64_t lookup_retries = 0, lookup_degraded = 0;
  Distribution lookup_latency;
  std::uint64_t back_pressured_millis = 0, idle_millis = 0;
  std::uint64_t commits = 0, failed_commits = 0;
  std::uint64_t checkpoints = 0, failed_checkpoints = 0, restarts = 0;
  std::map<std::string, std::uint64_t> failures;  // of the job, by error code
  std::int64_t checkpoint_millis = 0, checkpoint_bytes = 0;  // of the last one
  std::optional<std::int64_t> lag;               // records that wait in the sources
  std::optional<std::int64_t> watermark_millis;  // the earliest of all sources

  bool has_lookups() const { return lookup_hits + lookup_misses > 0; }
  double hit_rate() const;  // 0 to 1; 1 without lookups
};

Figures read_figures(const MetricRegistry& metrics);

// Several jobs at once.
void add_figures(Figures& sum, const Figures& part);

}  // namespace streamsql
