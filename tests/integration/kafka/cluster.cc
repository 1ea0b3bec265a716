#include "cluster.h"

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <fmt/format.h>
#include <librdkafka/rdkafka.h>
#include <stdexcept>
#include <unistd.h>

namespace streamsql::test {
namespace {

using Settings = std::vector<std::pair<std::string, std::string>>;

// A handle for one question.
class Handle {
 public:
  Handle(rd_kafka_type_t type, const Settings& settings) {
    auto* conf = rd_kafka_conf_new();
    char text[256];
    rd_kafka_conf_set(conf, "bootstrap.servers", cluster_address().c_str(), text, sizeof text);
    for (const auto& [name, value] : settings) {
      rd_kafka_conf_set(conf, name.c_str(), value.c_str(), text, sizeof text);
    }
    handle_ = rd_kafka_new(type, conf, text, sizeof text);
  }
  ~Handle() { rd_kafka_destroy(handle_); }
  Handle(const Handle&) = delete;
  Handle& operator=(const Handle&) = delete;
  rd_kafka_t* get() const { return handle_; }

 private:
  rd_kafka_t* handle_;
};

struct ListDeleter {
  void operator()(rd_kafka_topic_partition_list_t* list) const {
    rd_kafka_topic_partition_list_destroy(list);
  }
};
using List = std::unique_ptr<rd_kafka_topic_partition_list_t, ListDeleter>;

void check(rd_kafka_resp_err_t code) {
  if (code) throw std::runtime_error(rd_kafka_err2str(code));
}

// Waits for the one event of an admin request.
void await(rd_kafka_queue_t* queue) {
  auto* event = rd_kafka_queue_poll(queue, 30'000);
  const auto code = event ? rd_kafka_event_error(event) : RD_KAFKA_RESP_ERR__TIMED_OUT;
  rd_kafka_event_destroy(event);
  rd_kafka_queue_destroy(queue);
  check(code);
}

int partition_count(rd_kafka_t* handle, const std::string& topic) {
  auto* of_topic = rd_kafka_topic_new(handle, topic.c_str(), nullptr);
  const rd_kafka_metadata_t* metadata = nullptr;
  check(rd_kafka_metadata(handle, 0, of_topic, &metadata, 10'000));
  const auto out = metadata->topics[0].partition_cnt;
  rd_kafka_metadata_destroy(metadata);
  rd_kafka_topic_destroy(of_topic);
  return out;
}

}  // namespace

std::string cluster_address() {
  const char* address = std::getenv("STREAMSQL_TEST_KAFKA");
  if (!address) throw std::runtime_error("STREAMSQL_TEST_KAFKA is not set");
  return address;
}

std::string new_topic(int partitions) {
  static int count = 0;
  const auto name = fmt::format("transaction-{}-{}", getpid(), ++count);
  const Handle handle(RD_KAFKA_PRODUCER, {});
  char text[256];
  auto* topic = rd_kafka_NewTopic_new(name.c_str(), partitions, 1, text, sizeof text);
  auto* queue = rd_kafka_queue_new(handle.get());
  rd_kafka_CreateTopics(handle.get(), &topic, 1, nullptr, queue);
  rd_kafka_NewTopic_destroy(topic);
  await(queue);
  return name;
}

void delete_records(const std::string& topic) {
  const Handle handle(RD_KAFKA_PRODUCER, {});
  std::int64_t low = 0, high = 0;
  check(rd_kafka_query_watermark_offsets(handle.get(), topic.c_str(), 0, &low, &high, 10'000));
  const List list(rd_kafka_topic_partition_list_new(1));
  rd_kafka_topic_partition_list_add(list.get(), topic.c_str(), 0)->offset = high;
  auto* request = rd_kafka_DeleteRecords_new(list.get());
  auto* queue = rd_kafka_queue_new(handle.get());
  rd_kafka_DeleteRecords(handle.get(), &request, 1, nullptr, queue);
  rd_kafka_DeleteRecords_destroy(request);
  await(queue);
}

void commit_offset(const std::string& group, const std::string& topic, std::int64_t offset,
                   const std::string& metadata) {
  const Handle handle(RD_KAFKA_CONSUMER, {{"group.id", group}});
  const List list(rd_kafka_topic_partition_list_new(1));
  auto* entry = rd_kafka_topic_partition_list_add(list.get(), topic.c_str(), 0);
  entry->offset = offset;
  entry->metadata = ::strdup(metadata.c_str());
  entry->metadata_size = metadata.size();
  check(rd_kafka_commit(handle.get(), list.get(), 0));
}

std::vector<std::string> read_topic(const std::string& topic, const std::string& isolation) {
  const Handle handle(RD_KAFKA_CONSUMER, {{"group.id", "reader"},
                                          {"isolation.level", isolation},
                                          {"enable.partition.eof", "true"},
                                          {"auto.offset.reset", "earliest"}});
  rd_kafka_poll_set_consumer(handle.get());
  int open = partition_count(handle.get(), topic);
  const List list(rd_kafka_topic_partition_list_new(open));
  for (int p = 0; p < open; ++p) {
    rd_kafka_topic_partition_list_add(list.get(), topic.c_str(), p)->offset =
        RD_KAFKA_OFFSET_BEGINNING;
  }
  check(rd_kafka_assign(handle.get(), list.get()));
  std::vector<std::string> out;
  while (open > 0) {
    auto* message = rd_kafka_consumer_poll(handle.get(), 10'000);
    if (!message) throw std::runtime_error("no end of topic " + topic);
    if (message->err == RD_KAFKA_RESP_ERR__PARTITION_EOF) --open;
    if (!message->err) out.emplace_back(static_cast<char*>(message->payload), message->len);
    rd_kafka_message_destroy(message);
  }
  rd_kafka_consumer_close(handle.get());
  std::sort(out.begin(), out.end());
  return out;
}

WritingJob::WritingJob(const std::string& topic, const std::string& name, Options options)
    : context_{
          {system_clock(), MetricGroup(registry_, {}), memory_}, name, "job", {}, {}, {}, {}, {}} {
  TableDescriptor table;
  table.name = "default_catalog.default_database.t";
  table.short_name = "t";
  table.physical = make_schema({{"v", DataType::string()}});
  table.options = std::move(options);
  table.options.set("connector", "kafka");
  table.options.set("topic", topic);
  table.options.set("format", "text");
  table.options.set("properties.bootstrap.servers", cluster_address());
  schema_ = *table.physical;
  sink_ = connector_->make_sink(table);
  context_.sinks = {sink_.get()};
  context_.timeout = std::chrono::seconds(10);
  transaction_ = sink_->make_transaction(context_);
}

WriterContext WritingJob::writer_context() {
  WriterContext out{static_cast<const ConnectorContext&>(context_)};
  out.transaction = transaction_.get();
  return out;
}

void WritingJob::write(const std::string& rows) { writer_->write(Batch::parse(schema_, rows)); }

std::vector<std::string> WritingJob::stage(CheckpointId id, const std::string& rows) {
  if (!writer_) open_writer();
  transaction_->begin(id);
  if (!rows.empty()) write(rows);
  writer_->prepare(id);
  return transaction_->flush(id);
}

void WritingJob::complete(CheckpointId id, const std::string& rows) {
  stage(id, rows);
  transaction_->commit(id, fmt::format("u{}", id));
  transaction_->renew(id);
}

}  // namespace streamsql::test
