#include "tests/integration/kafka_tool/records.h"

#include <cstdio>
#include <iostream>
#include <set>
#include <string_view>

namespace kafka_tool {
namespace {

void check_transaction(rd_kafka_error_t* error, const char* what) {
  if (error == nullptr) return;
  std::string reason = rd_kafka_error_string(error);
  rd_kafka_error_destroy(error);
  throw Failure(std::string(what) + ": " + reason);
}

struct Line {
  std::optional<std::string_view> key;
  std::optional<std::string_view> value;
};

Line split(std::string_view text, const ProduceOptions& options) {
  Line line;
  if (options.keyed) {
    const size_t tab = text.find('\t');
    if (tab == std::string_view::npos) throw Failure("a line has no TAB after its key");
    line.key = text.substr(0, tab);
    text.remove_prefix(tab + 1);
  }
  line.value = text;
  if (options.null && line.key == *options.null) line.key.reset();
  if (options.null && line.value == *options.null) line.value.reset();
  return line;
}

rd_kafka_headers_t* make_headers(const Properties& headers) {
  rd_kafka_headers_t* made = rd_kafka_headers_new(headers.size());
  for (const auto& [name, value] : headers) {
    rd_kafka_header_add(made, name.data(), static_cast<ssize_t>(name.size()), value.data(),
                        static_cast<ssize_t>(value.size()));
  }
  return made;
}

void send(const Client& client, const Line& line, const ProduceOptions& options) {
  // librdkafka only reads through these pointers: RD_KAFKA_MSG_F_COPY.
  auto* value = line.value ? const_cast<char*>(line.value->data()) : nullptr;
  const size_t value_size = line.value ? line.value->size() : 0;
  const auto* key = line.key ? line.key->data() : nullptr;
  const size_t key_size = line.key ? line.key->size() : 0;
  rd_kafka_headers_t* headers = make_headers(options.headers);
  for (;;) {
    auto code = rd_kafka_producev(
        client.get(), RD_KAFKA_V_TOPIC(options.topic.c_str()),
        RD_KAFKA_V_PARTITION(options.partition), RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY),
        RD_KAFKA_V_VALUE(value, value_size), RD_KAFKA_V_KEY(key, key_size),
        RD_KAFKA_V_HEADERS(headers), RD_KAFKA_V_TIMESTAMP(options.timestamp_ms), RD_KAFKA_V_END);
    if (code == RD_KAFKA_RESP_ERR_NO_ERROR) return;
    if (code != RD_KAFKA_RESP_ERR__QUEUE_FULL) {
      rd_kafka_headers_destroy(headers);
      check(code, options.topic);
    }
    rd_kafka_poll(client.get(), 10);
  }
}

void print_headers(const rd_kafka_message_t& message) {
  rd_kafka_headers_t* headers = nullptr;
  if (rd_kafka_message_headers(&message, &headers) != RD_KAFKA_RESP_ERR_NO_ERROR) return;
  const char* name = nullptr;
  const void* value = nullptr;
  size_t size = 0;
  for (size_t i = 0;
       rd_kafka_header_get_all(headers, i, &name, &value, &size) == RD_KAFKA_RESP_ERR_NO_ERROR;
       i++) {
    std::cout << (i > 0 ? "," : "") << name << "=";
    std::cout << (value ? std::string_view(static_cast<const char*>(value), size) : "NULL");
  }
}

void print_bytes(const void* data, size_t size) {
  std::cout << (data ? std::string_view(static_cast<const char*>(data), size) : "NULL");
}

void print_escape(char letter) {
  std::cout << (letter == 'n' ? '\n' : letter == 't' ? '\t' : letter);
}

void print_field(char letter, const rd_kafka_message_t& message) {
  rd_kafka_timestamp_type_t type{};
  switch (letter) {
    case 's': return print_bytes(message.payload, message.len);
    case 'k': return print_bytes(message.key, message.key_len);
    case 'h': return print_headers(message);
    case 't': std::cout << rd_kafka_topic_name(message.rkt); return;
    case 'p': std::cout << message.partition; return;
    case 'o': std::cout << message.offset; return;
    case 'T': std::cout << rd_kafka_message_timestamp(&message, &type); return;
    case '%': std::cout << '%'; return;
    default: throw Failure(std::string("unknown field %") + letter + " in --format");
  }
}

void print(const std::string& format, const rd_kafka_message_t& message) {
  for (size_t i = 0; i < format.size(); i++) {
    const bool special = (format[i] == '%' || format[i] == '\\') && i + 1 < format.size();
    if (!special) {
      std::cout << format[i];
    } else if (format[i] == '%') {
      print_field(format[++i], message);
    } else {
      print_escape(format[++i]);
    }
  }
}

// Assigns the asked partitions at the asked offsets; returns those that are read.
std::set<int32_t> assign(Client& client, const ConsumeOptions& options) {
  std::set<int32_t> reading;
  PartitionList list = make_partition_list();
  for (const PartitionRange& range : client.watermarks(options.topic)) {
    const bool asked =
        options.partition == RD_KAFKA_PARTITION_UA || options.partition == range.partition;
    if (!asked) continue;
    rd_kafka_topic_partition_list_add(list.get(), options.topic.c_str(), range.partition)->offset =
        options.from_beginning ? range.low : range.high;
    reading.insert(range.partition);
  }
  check(rd_kafka_assign(client.get(), list.get()), "assign");
  std::fputs("ready\n", stderr);
  return reading;
}

// Prints until an end that `options` name; returns the number of records.
int64_t print_records(Client& client, const ConsumeOptions& options) {
  std::set<int32_t> reading = assign(client, options);
  const int64_t stop_us = options.seconds > 0 ? now_us() + options.seconds * 1000000LL : INT64_MAX;
  int64_t printed = 0;
  while (now_us() < stop_us && (options.count == 0 || printed < options.count)) {
    Message message(rd_kafka_consumer_poll(client.get(), 50));
    if (!message) continue;
    if (message->err == RD_KAFKA_RESP_ERR__PARTITION_EOF) {
      reading.erase(message->partition);
      if (options.to_end && reading.empty()) break;
      continue;
    }
    check(message->err, options.topic);
    print(options.format, *message);
    printed++;
  }
  return printed;
}

}  // namespace

void produce(const Cluster& cluster, const ProduceOptions& options) {
  Properties defaults = {{"linger.ms", "5"}};
  const bool transaction = !options.transactional_id.empty();
  if (transaction) defaults.emplace_back("transactional.id", options.transactional_id);
  Client client(RD_KAFKA_PRODUCER, cluster, defaults);
  const int timeout_ms = cluster.timeout_ms;
  if (transaction) {
    check_transaction(rd_kafka_init_transactions(client.get(), timeout_ms), "init transactions");
    check_transaction(rd_kafka_begin_transaction(client.get()), "begin");
  }
  std::string text;
  while (std::getline(std::cin, text)) send(client, split(text, options), options);
  client.flush();
  if (!transaction) return;
  check_transaction(options.abort ? rd_kafka_abort_transaction(client.get(), timeout_ms)
                                  : rd_kafka_commit_transaction(client.get(), timeout_ms),
                    options.abort ? "abort" : "commit");
}

void feed(const Cluster& cluster) {
  Client client(RD_KAFKA_PRODUCER, cluster, {{"linger.ms", "1"}, {"enable.idempotence", "true"}});
  ProduceOptions options;
  std::string text;
  while (std::getline(std::cin, text)) {
    const size_t first = text.find('\t'), second = text.find('\t', first + 1);
    if (second == std::string::npos) throw Failure("a line is not topic, partition and value");
    options.topic = text.substr(0, first);
    options.partition = std::stoi(text.substr(first + 1, second));
    Line line;
    line.value = std::string_view(text).substr(second + 1);
    send(client, line, options);
    rd_kafka_poll(client.get(), 0);
  }
  client.flush();
}

void consume(const Cluster& cluster, const ConsumeOptions& options) {
  Client client(RD_KAFKA_CONSUMER, cluster,
                {{"group.id", "kafka_tool"},
                 {"enable.auto.commit", "false"},
                 {"enable.partition.eof", "true"},
                 {"fetch.wait.max.ms", "10"},
                 {"isolation.level", options.isolation}});
  const int64_t printed = print_records(client, options);
  std::cout.flush();
  if (printed < options.count) {
    throw Failure("only " + std::to_string(printed) + " of " + std::to_string(options.count) +
                  " records arrived");
  }
}

}  // namespace kafka_tool
