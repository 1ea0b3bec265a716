// OutgoingRun: encoded messages on their way to brokers, and who sends them.
#pragma once

#include <cstdint>
#include <librdkafka/rdkafka.h>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "connectors/kafka/client.h"
#include "engine/connector/format.h"

namespace streamsql::kafka {

// Bytes of messages, kept until every delivery report has come: librdkafka does not copy them.
struct OutgoingRun {
  EncodedRun values, keys;
  bool has_keys = false;
  std::size_t pending = 0;  // messages without report, plus one while messages are added
};

// A topic as a producer sees it. Lives as long as the producer.
struct ProducerTopic {
  std::string name;
  rd_kafka_topic_t* handle = nullptr;
  std::int32_t partitions = 0;
};

struct HeaderView {
  std::string_view name;
  std::string_view value;
  bool is_null = false;
};

// A message that needs more than key and value.
struct OutgoingRecord {
  ProducerTopic* topic;
  std::int32_t partition;
  std::size_t message;  // within the run
  std::optional<std::int64_t> timestamp_millis;
  std::vector<HeaderView> headers;
};

// A handle that takes runs: a producer of one writer, or the job's transaction. Messages carry the
// run as their opaque pointer.
class RunSender {
 public:
  virtual ~RunSender() = default;
  virtual ProducerTopic& topic(const std::string& name) = 0;
  // Sends messages of a run, in order, to one partition. Blocks while librdkafka's queue is full.
  virtual void send(OutgoingRun& run, const ProducerTopic& topic, std::int32_t partition,
                    std::span<const std::uint32_t> messages) = 0;
  virtual void send(OutgoingRun& run, const OutgoingRecord& record) = 0;
};

// The form of a message that rd_kafka_produce_batch takes.
void fill_message(OutgoingRun& run, std::uint32_t index, rd_kafka_message_t& out);

// One attempt to send a record of its own; RD_KAFKA_RESP_ERR__QUEUE_FULL: again later.
rd_kafka_resp_err_t produce_record(rd_kafka_t* handle, OutgoingRun& run,
                                   const OutgoingRecord& record);

}  // namespace streamsql::kafka
