#include "tests/unit/connectors/kafka/mock_kafka.h"

#include <algorithm>
#include <sstream>

namespace streamsql::test {

MockKafka::MockKafka(int brokers) {
  char text[256];
  handle_ = rd_kafka_new(RD_KAFKA_PRODUCER, rd_kafka_conf_new(), text, sizeof text);
  cluster_ = rd_kafka_mock_cluster_new(handle_, brokers);
}

MockKafka::~MockKafka() {
  rd_kafka_mock_cluster_destroy(cluster_);
  rd_kafka_destroy(handle_);
}

KafkaTable::KafkaTable(const MockKafka& kafka, const std::string& topic) {
  descriptor_.name = "default_catalog.default_database.t";
  descriptor_.short_name = "t";
  descriptor_.physical = make_schema({{"k", DataType::string()}, {"v", DataType::string()}});
  set("connector", "kafka").set("topic", topic).set("format", "text");
  set("properties.bootstrap.servers", kafka.servers());
  set("scan.startup.mode", "earliest-offset").set("scan.bounded.mode", "latest-offset");
}

KafkaTable& KafkaTable::upsert() {
  connector_ = make_upsert_kafka_connector(formats_);
  descriptor_.physical = make_schema({{"k", DataType::string()}, {"v", DataType::string()}}, {0});
  unset("format").unset("scan.startup.mode");
  return set("key.format", "text").set("value.format", "text");
}

std::unique_ptr<SinkWriter> KafkaTable::writer() {
  return connector_->make_sink(descriptor_)->make_writer(context_);
}

std::unique_ptr<SplitEnumerator> KafkaTable::enumerator() {
  return connector_->make_source(descriptor_)->make_enumerator(context_);
}

std::unique_ptr<SourceReader> KafkaTable::reader() {
  auto source = connector_->make_source(descriptor_);
  source->push_down({{0, 1}, {}, {}});
  return source->make_reader(context_);
}

std::unique_ptr<SourceReader> KafkaTable::reader_of_all() {
  auto out = reader();
  out->add_splits(enumerator()->discover());
  out->no_more_splits();
  return out;
}

Schema KafkaTable::written_schema() const {
  Schema out = *descriptor_.physical;
  for (const auto& column : descriptor_.metadata) out.fields.push_back({column.key, column.type});
  return out;
}

void KafkaTable::write(const std::string& rows) {
  const auto out = writer();
  out->write(Batch::parse(written_schema(), rows));
  out->flush();
}

std::vector<std::string> KafkaTable::read_all() {
  auto lines = drain(*reader_of_all());
  std::sort(lines.begin(), lines.end());
  return lines;
}

std::vector<std::string> drain(SourceReader& reader, std::size_t rows) {
  std::vector<std::string> out;
  std::optional<SplitBatch> batch;
  int idle = 0;  // a test that waits for ever says nothing
  while (out.size() < rows && idle < 100) {
    const auto progress = reader.poll(std::chrono::milliseconds(100), batch);
    if (progress == SourceReader::Progress::Finished) break;
    idle = batch ? 0 : idle + 1;
    if (!batch) continue;
    std::istringstream lines(batch->rows.to_string());
    for (std::string line; std::getline(lines, line);) out.push_back(line);
  }
  return out;
}

}  // namespace streamsql::test
