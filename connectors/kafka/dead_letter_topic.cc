#include "connectors/kafka/dead_letter_topic.h"

#include "connectors/kafka/producer.h"
#include "engine/type/timestamp.h"

namespace streamsql::kafka {
namespace {

std::string instant(std::int64_t wall_micros) {
  const auto millis = wall_micros / 1000;
  std::string out;
  append_java_instant({millis, 0}, out);
  return out;
}

class DeadLetterTopic : public BadRecords {
 public:
  DeadLetterTopic(const std::string& topic, ClientConfig config)
      : producer_(std::move(config), kMaxInFlight), topic_(producer_.topic(topic)) {}

  void report(const BadRecord& record) override {
    while (!producer_.has_room()) producer_.flush();
    auto& run = producer_.begin();
    run.values.bytes.assign(record.bytes);
    run.values.ends.push_back(record.bytes.size());
    const auto time = instant(record.wall_micros);
    OutgoingRecord out{&topic_, RD_KAFKA_PARTITION_UA, 0, {}, {}};
    out.headers = {{"streamsql.place", record.place},
                   {"streamsql.reason", record.reason},
                   {"streamsql.time", time}};
    producer_.send(run, out);
    producer_.end(run);
    producer_.poll();
  }
  void flush() override { producer_.flush(); }

 private:
  static constexpr std::size_t kMaxInFlight = 10'000;
  Producer producer_;
  ProducerTopic& topic_;
};

}  // namespace

std::unique_ptr<BadRecords> make_dead_letter_topic(const std::string& topic,
                                                   ClientConfig producer) {
  return std::make_unique<DeadLetterTopic>(topic, std::move(producer));
}

}  // namespace streamsql::kafka
