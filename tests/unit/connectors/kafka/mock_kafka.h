// MockKafka: librdkafka's own mock cluster, and a table over it to write and read.
#pragma once

// clang-format off: the second needs the first
#include <librdkafka/rdkafka.h>
#include <librdkafka/rdkafka_mock.h>
// clang-format on
#include <string>
#include <vector>

#include "connectors/kafka/connector.h"
#include "engine/batch/row_text.h"
#include "tests/unit/connectors/kafka/text_format.h"

namespace streamsql::test {

class MockKafka {
 public:
  explicit MockKafka(int brokers = 1);
  ~MockKafka();
  MockKafka(const MockKafka&) = delete;
  MockKafka& operator=(const MockKafka&) = delete;

  std::string servers() const { return rd_kafka_mock_cluster_bootstraps(cluster_); }
  rd_kafka_mock_cluster_t* cluster() const { return cluster_; }
  void create(const std::string& topic, int partitions, int replicas = 1) {
    rd_kafka_mock_topic_create(cluster_, topic.c_str(), partitions, replicas);
  }

 private:
  rd_kafka_t* handle_;
  rd_kafka_mock_cluster_t* cluster_;
};

// One table (k STRING, v STRING) of a job: its source and its sink, with what they need.
class KafkaTable {
 public:
  KafkaTable(const MockKafka& kafka, const std::string& topic);

  KafkaTable& set(const std::string& key, const std::string& value) {
    descriptor_.options.set(key, value);
    return *this;
  }
  KafkaTable& unset(const std::string& key) {
    descriptor_.options.erase(key);
    return *this;
  }
  KafkaTable& metadata(const std::string& key, DataType type) {
    descriptor_.metadata.push_back({key, std::move(type), false});
    return *this;
  }

  // The same over upsert-kafka, k as its key.
  KafkaTable& upsert();

  std::unique_ptr<SinkWriter> writer();
  std::unique_ptr<SplitEnumerator> enumerator();
  std::unique_ptr<SourceReader> reader();         // without splits
  std::unique_ptr<SourceReader> reader_of_all();  // with those discovered; no more come
  void write(const std::string& rows);            // "+I[a, b]\n…", and flush
  std::vector<std::string> read_all();            // to the end, sorted lines
  MetricRegistry& metrics() { return registry_; }

 private:
  Schema written_schema() const;

  FormatRegistry formats_ = text_formats();
  std::unique_ptr<ConnectorFactory> connector_ = make_kafka_connector(formats_);
  TableDescriptor descriptor_;
  MetricRegistry registry_;
  MemoryPool memory_{"test", 32u << 20};
  ConnectorContext context_{system_clock(), MetricGroup(registry_, {}), memory_, 0, 1};
};

// Polls until the reader has finished, or has given `rows` rows; lines as print shows them.
std::vector<std::string> drain(SourceReader& reader, std::size_t rows = SIZE_MAX);

}  // namespace streamsql::test
