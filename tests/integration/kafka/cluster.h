// The Kafka cluster of these tests, named by the environment variable STREAMSQL_TEST_KAFKA; and a
// table over one of its topics, written in transactions.
#pragma once

#include <string>
#include <vector>

#include "connectors/kafka/connector.h"
#include "engine/connector/transaction.h"
#include "tests/unit/connectors/kafka/text_format.h"

namespace streamsql::test {

std::string cluster_address();
std::string new_topic(int partitions = 1);      // created; a name that nothing else uses
void delete_records(const std::string& topic);  // of partition 0, up to its end
void commit_offset(const std::string& group, const std::string& topic, std::int64_t offset,
                   const std::string& metadata);
// Values of all records, sorted.
std::vector<std::string> read_topic(const std::string& topic, const std::string& isolation);
inline std::vector<std::string> committed(const std::string& topic) {
  return read_topic(topic, "read_committed");
}

// One process of a job that writes a table (v STRING): transaction and writer.
class WritingJob {
 public:
  WritingJob(const std::string& topic, const std::string& name, Options options = {});

  Transaction& transaction() { return *transaction_; }
  void open_writer() { writer_ = sink_->make_writer(writer_context()); }
  SinkWriter& writer() { return *writer_; }
  void write(const std::string& rows);
  // begin, write, prepare, flush; the witnesses.
  std::vector<std::string> stage(CheckpointId id, const std::string& rows);
  // stage, commit, renew.
  void complete(CheckpointId id, const std::string& rows);
  void close() {
    writer_.reset();
    transaction_.reset();
  }

 private:
  WriterContext writer_context();

  FormatRegistry formats_ = text_formats();
  std::unique_ptr<ConnectorFactory> connector_ = make_kafka_connector(formats_);
  MetricRegistry registry_;
  MemoryPool memory_{"test", 64u << 20};
  ParticipantContext context_;
  std::unique_ptr<TableSink> sink_;
  std::unique_ptr<Transaction> transaction_;
  std::unique_ptr<SinkWriter> writer_;
  Schema schema_;
};

}  // namespace streamsql::test
