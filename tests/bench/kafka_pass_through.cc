// bench_kafka SERVERS COMMAND: what the kafka source and sink cost per record, without formats.
//   fill TOPIC COUNT        writes COUNT records of 125 bytes
//   read TOPIC              reads the topic to its end
//   copy FROM TO            reads it and writes each record to another topic
//   latency FROM TO RATE    writes RATE records a second for ten seconds, copies them one thread
//                           further on, and prints how long they took
// KAFKA_PROPERTIES in the environment adds properties: 'linger.ms=5 acks=1'.
#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <sstream>
#include <string>
#include <sys/resource.h>
#include <thread>
#include <unistd.h>

#include "connectors/kafka/connector.h"
#include "tests/unit/connectors/kafka/text_format.h"

namespace streamsql {
namespace {

using Millis = std::chrono::milliseconds;

double cpu_seconds() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& t) {
    return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) / 1e6;
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

double wall_seconds() { return static_cast<double>(system_clock().monotonic_nanos()) / 1e9; }

struct Bench {
  explicit Bench(std::string addresses) : servers(std::move(addresses)) {}

  std::string servers;
  FormatRegistry formats = test::text_formats();
  std::unique_ptr<ConnectorFactory> connector = make_kafka_connector(formats);
  MetricRegistry registry;
  MemoryPool memory{"bench", 256u << 20};
  ConnectorContext context{system_clock(), MetricGroup(registry, {}), memory, 0, 1};

  TableDescriptor table(const std::string& topic) const {
    TableDescriptor out;
    out.name = out.short_name = topic;
    out.physical = make_schema({{"line", DataType::string()}});
    out.options.set("connector", "kafka");
    out.options.set("topic", topic);
    out.options.set("properties.bootstrap.servers", servers);
    out.options.set("format", "text");
    add_properties(out.options);
    return out;
  }

  static void add_properties(Options& options) {
    const char* text = std::getenv("KAFKA_PROPERTIES");
    std::istringstream words(text ? text : "");
    for (std::string word; words >> word;) {
      const auto equals = word.find('=');
      options.set("properties." + word.substr(0, equals), word.substr(equals + 1));
    }
  }

  std::unique_ptr<SinkWriter> writer(const std::string& topic) {
    return connector->make_sink(table(topic))->make_writer(context);
  }

  std::unique_ptr<SourceReader> reader(const std::string& topic, const char* start,
                                       const char* stop) {
    auto descriptor = table(topic);
    descriptor.options.set("scan.startup.mode", start);
    descriptor.options.set("scan.bounded.mode", stop);
    auto source = connector->make_source(descriptor);
    source->push_down({{0}, {}, {}});
    auto out = source->make_reader(context);
    out->add_splits(source->make_enumerator(context)->discover());
    out->no_more_splits();
    return out;
  }
};

Batch lines(std::size_t count, std::string_view text) {
  BatchBuilder builder(*make_schema({{"line", DataType::string()}}));
  for (std::size_t i = 0; i < count; ++i) {
    builder.column(0).append_string(text);
    builder.end_row();
  }
  return builder.finish();
}

// Without a runtime the source is held back by sleeping: the bench has nothing else to do.
void write_when_there_is_room(SinkWriter& writer, const Batch& batch) {
  while (!writer.has_room()) std::this_thread::sleep_for(Millis(1));
  writer.write(batch);
}

void print_rate(const char* what, double rows, double wall, double cpu) {
  std::printf("%s: %.0f records, %.2f s, %.0f K/s, %.2f CPU s, %.0f K per CPU second\n", what, rows,
              wall, rows / wall / 1e3, cpu, rows / cpu / 1e3);
}

void fill(Bench& bench, const std::string& topic, std::size_t count) {
  const auto writer = bench.writer(topic);
  const auto batch = lines(1000, std::string(125, 'x'));
  for (std::size_t i = 0; i < count; i += 1000) write_when_there_is_room(*writer, batch);
  writer->flush();
}

void copy(Bench& bench, const std::string& from, const std::string& to) {
  const auto writer = to.empty() ? nullptr : bench.writer(to);
  const auto reader = bench.reader(from, "earliest-offset", "latest-offset");
  std::optional<SplitBatch> batch;
  double rows = 0;
  const double wall = wall_seconds(), cpu = cpu_seconds();
  while (true) {
    if (writer && !writer->has_room()) {
      std::this_thread::sleep_for(Millis(1));
      continue;
    }
    const auto progress = reader->poll(Millis(100), batch);
    if (progress == SourceReader::Progress::Finished) break;
    if (progress == SourceReader::Progress::NothingYet && writer) writer->on_idle();
    if (progress != SourceReader::Progress::HasRows) continue;
    rows += static_cast<double>(batch->rows.row_count());
    if (writer) writer->write(batch->rows);
  }
  if (writer) writer->flush();
  print_rate(writer ? "copy" : "read", rows, wall_seconds() - wall, cpu_seconds() - cpu);
}

void copy_until(Bench& bench, const std::string& from, const std::string& to,
                const std::atomic<bool>& stop) {
  const auto writer = bench.writer(to);
  const auto reader = bench.reader(from, "latest-offset", "unbounded");
  std::optional<SplitBatch> batch;
  while (!stop) {
    const auto progress = reader->poll(Millis(100), batch);
    if (progress == SourceReader::Progress::HasRows) writer->write(batch->rows);
    if (progress == SourceReader::Progress::NothingYet) writer->on_idle();
  }
}

void measure(Bench& bench, const std::string& topic, std::size_t count) {
  const auto reader = bench.reader(topic, "latest-offset", "unbounded");
  std::vector<std::int64_t> micros;
  std::optional<SplitBatch> batch;
  while (micros.size() < count) {
    if (reader->poll(Millis(100), batch) != SourceReader::Progress::HasRows) continue;
    const auto now = system_clock().monotonic_nanos() / 1000;
    for (std::size_t row = 0; row < batch->rows.row_count(); ++row) {
      const std::string text(batch->rows.column(0).string(row));
      micros.push_back(now - std::strtoll(text.c_str(), nullptr, 10));
    }
  }
  micros.erase(micros.begin(), micros.begin() + static_cast<long>(micros.size() / 5));
  std::sort(micros.begin(), micros.end());
  const auto at = [&](double q) {
    return static_cast<double>(
               micros[static_cast<std::size_t>(q * static_cast<double>(micros.size() - 1))]) /
           1000;
  };
  std::printf("latency: p50 %.2f ms, p90 %.2f ms, p99 %.2f ms\n", at(0.5), at(0.9), at(0.99));
}

void latency(Bench& bench, const std::string& from, const std::string& to, std::size_t rate) {
  const std::size_t per_tick = std::max<std::size_t>(rate / 1000, 1);
  const std::size_t count = per_tick * 10'000;
  std::atomic<bool> stop = false;
  std::thread copier([&] { copy_until(bench, from, to, stop); });
  std::thread reader([&] { measure(bench, to, count * 9 / 10); });
  std::this_thread::sleep_for(Millis(2000));
  std::thread writer([&] {
    const auto out = bench.writer(from);
    auto next = std::chrono::steady_clock::now();
    for (std::size_t tick = 0; tick < 10'000; ++tick) {
      std::this_thread::sleep_until(next += Millis(1));
      auto text = std::to_string(system_clock().monotonic_nanos() / 1000);
      text.resize(125, ' ');
      out->write(lines(per_tick, text));
      out->on_idle();
    }
    out->flush();
  });
  writer.join();
  reader.join();
  stop = true;
  copier.join();
}

int run(int argc, char** argv) {
  if (argc < 4) return 2;
  Bench bench(argv[1]);
  const std::string command = argv[2], topic = argv[3];
  const std::string more = argc > 4 ? argv[4] : "";
  if (command == "fill") fill(bench, topic, std::stoul(more));
  if (command == "read" || command == "copy") copy(bench, topic, more);
  if (command == "latency") latency(bench, topic, more, argc > 5 ? std::stoul(argv[5]) : 5000);
  return 0;
}

}  // namespace
}  // namespace streamsql

int main(int argc, char** argv) {
  try {
    return streamsql::run(argc, argv);
  } catch (const streamsql::Error& error) {
    std::fprintf(stderr, "%s\n", streamsql::render(error).c_str());
    return 1;
  }
}
