#include "tests/integration/kafka_tool/load.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cinttypes>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <string_view>
#include <thread>
#include <vector>

namespace kafka_tool {
namespace {

constexpr int64_t kUsPerSecond = 1000000;

// Marsaglia, "Xorshift RNGs" (2003): fast, and the same records in every run.
class Random {
 public:
  uint64_t next() {
    state_ ^= state_ << 13;
    state_ ^= state_ >> 7;
    state_ ^= state_ << 17;
    return state_;
  }
  int below(uint64_t bound) { return static_cast<int>(next() % bound); }

 private:
  uint64_t state_ = 88172645463325252ULL;
};

// "2024-06-10 06:13:20.007": one millisecond per record, formatted once per second.
class EventTimes {
 public:
  std::string_view of(int64_t record) {
    const std::time_t second = kFirstSecond + record / 1000;
    if (second != second_) {
      std::tm parts{};
      gmtime_r(&second, &parts);
      std::strftime(text_.data(), text_.size(), "%Y-%m-%d %H:%M:%S", &parts);
      second_ = second;
    }
    const int length = std::snprintf(text_.data() + kSecondLength, text_.size() - kSecondLength,
                                     ".%03d", static_cast<int>(record % 1000));
    return {text_.data(), kSecondLength + static_cast<size_t>(length)};
  }

 private:
  static constexpr std::time_t kFirstSecond = 1718000000;
  static constexpr size_t kSecondLength = 19;
  std::time_t second_ = -1;
  std::array<char, 32> text_{};
};

using Buffer = std::array<char, 256>;

size_t write_record(Buffer& into, std::string_view event_time, Random& random, int64_t devices) {
  const int length = std::snprintf(
      into.data(), into.size(),
      R"({"pboxid":"PBOX%08d","eventTime":"%.*s","metric":%d.%02d,)"
      R"("latitude":%d.%07d,"longitude":%d.%07d})",
      random.below(static_cast<uint64_t>(devices)), static_cast<int>(event_time.size()),
      event_time.data(), 100 + random.below(900), random.below(100), 10 + random.below(40),
      random.below(10000000), 100 + random.below(70), random.below(10000000));
  return static_cast<size_t>(length);
}

using Topic = std::unique_ptr<rd_kafka_topic_t, decltype(&rd_kafka_topic_destroy)>;

void send(const Client& client, const Topic& topic, Buffer& record, size_t size) {
  while (rd_kafka_produce(topic.get(), RD_KAFKA_PARTITION_UA, RD_KAFKA_MSG_F_COPY, record.data(),
                          size, nullptr, 0, nullptr) != 0) {
    if (rd_kafka_last_error() != RD_KAFKA_RESP_ERR__QUEUE_FULL) {
      check(rd_kafka_last_error(), "produce");
    }
    rd_kafka_poll(client.get(), 10);
  }
}

// Returns the number of bytes sent.
int64_t send_all(const Client& client, const Topic& topic, const GenerateOptions& options) {
  using namespace std::chrono;
  Random random;
  EventTimes times;
  Buffer record{};
  int64_t bytes = 0;
  const auto start = steady_clock::now();
  for (int64_t i = 0; i < options.count; i++) {
    std::string sent_at;
    if (options.rate > 0) {
      std::this_thread::sleep_until(
          start + nanoseconds(static_cast<int64_t>(static_cast<double>(i) * 1e9 / options.rate)));
      sent_at = std::to_string(now_us());
    }
    const size_t size =
        write_record(record, options.rate > 0 ? sent_at : times.of(i), random, options.devices);
    send(client, topic, record, size);
    bytes += static_cast<int64_t>(size);
    if (i % 1024 == 0 || options.rate > 0) rd_kafka_poll(client.get(), 0);
  }
  return bytes;
}

void assign_ends(Client& client, const std::string& topic) {
  PartitionList list = make_partition_list();
  for (const PartitionRange& range : client.watermarks(topic)) {
    rd_kafka_topic_partition_list_add(list.get(), topic.c_str(), range.partition)->offset =
        range.high;
  }
  check(rd_kafka_assign(client.get(), list.get()), "assign");
}

// The digits after "field":, or -1.
int64_t sent_us(std::string_view record, const std::string& quoted_field) {
  size_t at = record.find(quoted_field);
  if (at == std::string_view::npos) return -1;
  at = record.find_first_not_of("\": ", at + quoted_field.size());
  int64_t value = 0;
  size_t digits = 0;
  while (at + digits < record.size() && digits < 18) {
    const char c = record[at + digits];
    if (c < '0' || c > '9') break;
    value = value * 10 + (c - '0');
    digits++;
  }
  return digits == 0 ? -1 : value;
}

struct Samples {
  std::vector<double> receive_ms;
  std::vector<double> append_ms;
};

void add_sample(Samples& samples, const rd_kafka_message_t& message, const std::string& field) {
  const int64_t received_us = now_us();
  const auto* bytes = static_cast<const char*>(message.payload);
  const int64_t sent = sent_us({bytes, message.len}, field);
  if (sent < 0) return;
  rd_kafka_timestamp_type_t type{};
  const int64_t appended_ms = rd_kafka_message_timestamp(&message, &type);
  samples.receive_ms.push_back(static_cast<double>(received_us - sent) / 1000);
  samples.append_ms.push_back(static_cast<double>(appended_ms) - static_cast<double>(sent) / 1000);
}

Samples collect(Client& client, const LatencyOptions& options) {
  Samples samples;
  const std::string field = '"' + options.field + '"';
  const int64_t stop_us = now_us() + options.seconds * kUsPerSecond;
  int64_t measure_from_us = INT64_MAX;
  while (now_us() < stop_us) {
    Message message(rd_kafka_consumer_poll(client.get(), 50));
    if (!message) continue;
    check(message->err, options.topic);
    measure_from_us = std::min(measure_from_us, now_us() + options.skip_seconds * kUsPerSecond);
    if (now_us() < measure_from_us) continue;
    add_sample(samples, *message, field);
    if (static_cast<int64_t>(samples.receive_ms.size()) == options.count) break;
  }
  return samples;
}

void print_quantiles(const char* name, std::vector<double>& values) {
  if (values.empty()) {
    std::printf("\"%s\":null", name);
    return;
  }
  std::sort(values.begin(), values.end());
  auto quantile = [&](double q) {
    const auto index = static_cast<size_t>(q * static_cast<double>(values.size()));
    return values[std::min(values.size() - 1, index)];
  };
  std::printf(R"("%s":{"n":%zu,"p50":%.2f,"p90":%.2f,"p99":%.2f,"p999":%.2f,"max":%.2f})", name,
              values.size(), quantile(.5), quantile(.9), quantile(.99), quantile(.999),
              values.back());
}

// The timestamp of the first record at or after `offset`, or -1 at the partition's end.
int64_t timestamp_at(const Client& client, const std::string& topic, int32_t partition,
                     int64_t offset) {
  PartitionList list = make_partition_list();
  rd_kafka_topic_partition_list_add(list.get(), topic.c_str(), partition)->offset = offset;
  check(rd_kafka_assign(client.get(), list.get()), "assign");
  const int64_t stop_us = now_us() + client.cluster().timeout_ms * 1000LL;
  while (now_us() < stop_us) {
    Message message(rd_kafka_consumer_poll(client.get(), 50));
    if (!message) continue;
    if (message->err == RD_KAFKA_RESP_ERR__PARTITION_EOF) return -1;
    check(message->err, topic);
    rd_kafka_timestamp_type_t type{};
    return rd_kafka_message_timestamp(message.get(), &type);
  }
  throw Failure("no record and no end of " + topic + " in time");
}

// The last offsets can be transaction markers, which hold no record: go back until one is found.
int64_t last_timestamp(const Client& client, const std::string& topic,
                       const PartitionRange& range) {
  for (int64_t offset = range.high - 1; offset >= range.low; offset--) {
    const int64_t timestamp = timestamp_at(client, topic, range.partition, offset);
    if (timestamp >= 0) return timestamp;
  }
  return -1;
}

}  // namespace

void generate(const Cluster& cluster, const GenerateOptions& options) {
  if (options.devices < 1) throw Failure("--devices must be at least 1");
  Client client(RD_KAFKA_PRODUCER, cluster,
                {{"acks", "1"},
                 {"sticky.partitioning.linger.ms", "0"},
                 {"linger.ms", options.rate > 0 ? "5" : "20"},
                 {"queue.buffering.max.messages", "500000"},
                 {"queue.buffering.max.kbytes", "262144"}});
  Topic topic(rd_kafka_topic_new(client.get(), options.topic.c_str(), nullptr),
              rd_kafka_topic_destroy);
  const int64_t start_us = now_us();
  const int64_t bytes = send_all(client, topic, options);
  client.flush();
  const double seconds = static_cast<double>(now_us() - start_us) / 1e6;
  const auto count = static_cast<double>(options.count);
  std::printf(R"({"produced":%)" PRId64 R"(,"seconds":%.2f,"rate":%.0f,"average_bytes":%.1f})"
              "\n",
              options.count, seconds, count / seconds,
              options.count > 0 ? static_cast<double>(bytes) / count : 0.0);
}

void measure_latency(const Cluster& cluster, const LatencyOptions& options) {
  Client client(RD_KAFKA_CONSUMER, cluster,
                {{"group.id", "kafka_tool"},
                 {"enable.auto.commit", "false"},
                 {"fetch.wait.max.ms", "5"},
                 {"isolation.level", options.isolation}});
  assign_ends(client, options.topic);
  std::fputs("ready\n", stderr);
  Samples samples = collect(client, options);
  std::printf("{");
  print_quantiles("receive_ms", samples.receive_ms);
  std::printf(",");
  print_quantiles("append_ms", samples.append_ms);
  std::printf("}\n");
}

void print_span(const Cluster& cluster, const std::string& topic) {
  Client client(RD_KAFKA_CONSUMER, cluster,
                {{"group.id", "kafka_tool"},
                 {"enable.auto.commit", "false"},
                 {"enable.partition.eof", "true"},
                 {"fetch.wait.max.ms", "5"},
                 {"isolation.level", "read_uncommitted"}});
  int64_t records = 0;
  int64_t first_ms = -1;
  int64_t last_ms = -1;
  for (const PartitionRange& range : client.watermarks(topic)) {
    if (range.high == range.low) continue;
    records += range.high - range.low;
    const int64_t first = timestamp_at(client, topic, range.partition, range.low);
    if (first >= 0) first_ms = first_ms < 0 ? first : std::min(first_ms, first);
    last_ms = std::max(last_ms, last_timestamp(client, topic, range));
  }
  std::printf(R"({"offsets":%)" PRId64 R"(,"first_ms":%)" PRId64 R"(,"last_ms":%)" PRId64 "}\n",
              records, first_ms, last_ms);
}

}  // namespace kafka_tool
