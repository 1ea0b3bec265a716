#include "tools/streamsql/alerts.h"

#include <doctest/doctest.h>

using namespace streamsql;
using namespace std::chrono_literals;

namespace {

Settings settings_of(std::initializer_list<std::pair<const char*, const char*>> entries) {
  Settings settings;
  for (const auto& [key, value] : entries) settings.set(key, std::string(value));
  return settings;
}

// A monitor with a clock that moves by one interval before each look.
struct Watched {
  VirtualClock clock;
  AlertMonitor monitor;

  explicit Watched(const Settings& settings) : monitor(AlertThresholds::of(settings), clock) {}
  std::vector<std::string> after_interval(const Figures& figures) {
    clock.advance(10s);
    std::vector<std::string> texts;
    for (const auto& alert : monitor.check(figures)) {
      texts.push_back((alert.crossed ? "! " : "ok ") + alert.text);
    }
    return texts;
  }
};

using Texts = std::vector<std::string>;

}  // namespace

TEST_CASE("a threshold warns once when it is crossed and once when it is over") {
  Watched watched(settings_of({{"metrics.alert.error-rate", "0.05"}}));
  Figures figures;
  figures.records_in = 100;
  CHECK(watched.after_interval(figures) == Texts{});
  figures.records_in = 200;
  figures.bad_records = 10;
  CHECK(watched.after_interval(figures) == Texts{"! error rate is 10.0 %; the threshold is 5.0 %"});
  figures.records_in = 300;
  figures.bad_records = 20;
  CHECK(watched.after_interval(figures) == Texts{});
  figures.records_in = 400;
  CHECK(watched.after_interval(figures) ==
        Texts{"ok error rate is 0.0 % again; the threshold is 5.0 %"});
}

TEST_CASE("nothing is judged before an interval has passed, or without anything to judge") {
  VirtualClock clock;
  AlertMonitor monitor(AlertThresholds::of(settings_of({{"metrics.alert.interval", "1 min"},
                                                        {"metrics.alert.lookup-hit-rate", "0.9"}})),
                       clock);
  Figures figures;
  figures.lookup_misses = 10;
  clock.advance(59s);
  CHECK(monitor.check(figures).empty());
  clock.advance(1s);
  REQUIRE(monitor.check(figures).size() == 1);
  clock.advance(1min);
  CHECK(monitor.check(figures).empty());  // no lookup in this minute: no recovery either
}

TEST_CASE("hit rate, latency, lag and back-pressure have thresholds") {
  Watched watched(settings_of({{"metrics.alert.lookup-hit-rate", "0.9"},
                               {"metrics.alert.lookup-latency", "5 ms"},
                               {"metrics.alert.lag", "1000"},
                               {"metrics.alert.back-pressure", "0.5"}}));
  MetricRegistry metrics;
  for (int i = 0; i < 10; ++i) metrics.histogram("lookup_latency").record(8'000);
  metrics.counter("lookup_hits_total").add(1);
  metrics.counter("lookup_misses_total").add(1);
  metrics.counter("back_pressured_millis_total").add(9'000);
  metrics.gauge("source_lag").set(20'000);
  CHECK(watched.after_interval(read_figures(metrics)) ==
        Texts{"! lookup hit rate is 50.0 %; the threshold is 90.0 %",
              "! p99 lookup latency is 8.2 ms; the threshold is 5.0 ms",
              "! lag is 20,000; the threshold is 1,000",
              "! back-pressure is 90.0 %; the threshold is 50.0 %"});
}

TEST_CASE("latency is that of the last interval, not of the whole run") {
  Watched watched(settings_of({{"metrics.alert.lookup-latency", "5 ms"}}));
  MetricRegistry metrics;
  for (int i = 0; i < 1000; ++i) metrics.histogram("lookup_latency").record(100);
  CHECK(watched.after_interval(read_figures(metrics)) == Texts{});
  metrics.histogram("lookup_latency").record(80'000);
  CHECK(watched.after_interval(read_figures(metrics)).size() == 1);
}
