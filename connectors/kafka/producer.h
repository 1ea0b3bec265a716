// Producer: runs of encoded messages on their way to brokers; all of librdkafka's producer that we
// use.
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <librdkafka/rdkafka.h>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "connectors/kafka/outgoing_run.h"

namespace streamsql::kafka {

// One thread. Deliveries that fail for good are thrown by the next call of send, poll or flush.
class Producer : public RunSender {
 public:
  // `limit`: messages that may be in flight before has_room() says no.
  Producer(ClientConfig config, std::size_t limit);
  ~Producer() override;
  Producer(const Producer&) = delete;
  Producer& operator=(const Producer&) = delete;

  // Asks the cluster for the topic, which also readies the handle for it: otherwise the first
  // message would wait for metadata.
  ProducerTopic& topic(const std::string& name) override;

  OutgoingRun& begin();        // empty; recycled
  void end(OutgoingRun& run);  // nothing more is sent from it
  // Sends messages of a run, in order, to one partition. Blocks while librdkafka's queue is full.
  void send(OutgoingRun& run, const ProducerTopic& topic, std::int32_t partition,
            std::span<const std::uint32_t> messages) override;
  void send(OutgoingRun& run, const OutgoingRecord& record) override;

  void poll();  // serves delivery reports; does not wait
  // Sends what lingers, as the input idles; waits at most a millisecond. With it, batches may grow
  // for long when there is much to send, and a trickle does not wait.
  void push_out();
  bool has_room() const { return in_flight_ < limit_; }
  std::size_t in_flight() const { return in_flight_; }
  void flush();  // waits for every report
  Client& client() { return *client_; }

 private:
  static void on_delivery(rd_kafka_t*, const rd_kafka_message_t* message, void*);
  void delivered(OutgoingRun& run);
  void refuse(rd_kafka_resp_err_t code, const rd_kafka_message_t& message);
  void throw_failure();
  void wait_for_room();

  std::unique_ptr<Client> client_;
  std::size_t limit_;
  std::size_t in_flight_ = 0;
  bool lingers_ = false;              // something was sent since the last push_out
  std::deque<ProducerTopic> topics_;  // stable addresses
  struct OwnedRun;
  std::vector<std::unique_ptr<OwnedRun>> runs_;
  std::vector<OwnedRun*> free_;
  std::vector<rd_kafka_message_t> messages_;
  std::optional<Error> failure_;
};

// What a producer is configured with unless the table's properties say otherwise; chosen by
// measurement (architecture: librdkafka's settings decide the speed).
std::vector<std::pair<std::string, std::string>> producer_defaults(
    const ClientProperties& properties, std::uint64_t memory_bytes);

// Where a keyed message goes: Java's default partitioner (Utils.murmur2, the sign bit cleared).
std::int32_t murmur2_partition(std::string_view key, std::int32_t partitions);

}  // namespace streamsql::kafka
