#include "connectors/kafka/dead_letter_topic.h"

#include "connectors/kafka/epoch_outlet.h"
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

// What stands in the headers, kept until the letter is sent.
struct Letter {
  std::string place, reason, time;

  explicit Letter(const BadRecord& record)
      : place(record.place), reason(record.reason), time(instant(record.wall_micros)) {}

  void send(RunSender& to, OutgoingRun& run, const std::string& topic) const {
    OutgoingRecord out{&to.topic(topic), RD_KAFKA_PARTITION_UA, 0, {}, {}};
    out.headers = {
        {"streamsql.place", place}, {"streamsql.reason", reason}, {"streamsql.time", time}};
    to.send(run, out);
  }
};

void fill(OutgoingRun& run, const BadRecord& record) {
  run.values.bytes.assign(record.bytes);
  run.values.ends.push_back(record.bytes.size());
}

class DeadLetterTopic : public BadRecords {
 public:
  DeadLetterTopic(std::string topic, ClientConfig config)
      : producer_(std::move(config), kMaxInFlight), topic_(std::move(topic)) {
    producer_.topic(topic_);
  }

  void report(const BadRecord& record) override {
    while (!producer_.has_room()) producer_.flush();
    auto& run = producer_.begin();
    fill(run, record);
    Letter(record).send(producer_, run, topic_);
    producer_.end(run);
    producer_.poll();
  }
  void flush() override { producer_.flush(); }

 private:
  static constexpr std::size_t kMaxInFlight = 10'000;
  Producer producer_;
  std::string topic_;
};

class TransactionalDeadLetters : public BadRecords {
 public:
  TransactionalDeadLetters(std::string topic, KafkaTransaction& transaction)
      : topic_(std::move(topic)), outlet_(transaction) {}

  void report(const BadRecord& record) override {
    auto& run = outlet_.begin_run();
    fill(run, record);
    outlet_.hand_over(run, [letter = Letter(record), this](RunSender& to, OutgoingRun& full) {
      letter.send(to, full, topic_);
    });
    if (!outlet_.has_room()) outlet_.flush();
  }
  void prepare(CheckpointId id) override { outlet_.prepare(id); }
  void flush() override {}  // the transaction has done it when positions are committed

 private:
  std::string topic_;
  EpochOutlet outlet_;
};

}  // namespace

std::unique_ptr<BadRecords> make_dead_letter_topic(const std::string& topic,
                                                   ClientConfig producer) {
  return std::make_unique<DeadLetterTopic>(topic, std::move(producer));
}

std::unique_ptr<BadRecords> make_transactional_dead_letters(const std::string& topic,
                                                            KafkaTransaction& transaction) {
  return std::make_unique<TransactionalDeadLetters>(topic, transaction);
}

}  // namespace streamsql::kafka
