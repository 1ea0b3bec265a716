#include "tools/streamsql/prometheus.h"

#include <array>
#include <doctest/doctest.h>

using namespace streamsql;

TEST_CASE("metrics of several jobs stand under one type line each") {
  MetricRegistry a, b;
  a.counter("records_in_total", {{"job", "a"}}).add(3);
  b.counter("records_in_total", {{"job", "b \"x\"\\\n"}}).add(4);
  a.gauge("source_lag").set(-1);
  const std::array<const MetricRegistry*, 2> registries{&a, &b};
  CHECK(prometheus_text(registries) ==
        "# TYPE streamsql_records_in_total counter\n"
        "streamsql_records_in_total{job=\"a\"} 3\n"
        "streamsql_records_in_total{job=\"b \\\"x\\\"\\\\\\n\"} 4\n"
        "# TYPE streamsql_source_lag gauge\n"
        "streamsql_source_lag -1\n");
}

TEST_CASE("histograms are cumulative and in seconds") {
  MetricRegistry metrics;
  auto& histogram = metrics.histogram("lookup_latency", {{"job", "a"}});
  histogram.record(1000);
  histogram.record(1'000'000);
  const std::array<const MetricRegistry*, 1> registries{&metrics};
  const auto text = prometheus_text(registries);
  CHECK(
      text.starts_with("# TYPE streamsql_lookup_latency_seconds histogram\n"
                       "streamsql_lookup_latency_seconds_bucket{job=\"a\",le=\"0.001024\"} 1\n"));
  CHECK(
      text.ends_with("_bucket{job=\"a\",le=\"+Inf\"} 2\n"
                     "streamsql_lookup_latency_seconds_sum{job=\"a\"} 1.001\n"
                     "streamsql_lookup_latency_seconds_count{job=\"a\"} 2\n"));
}
