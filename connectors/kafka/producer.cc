#include "connectors/kafka/producer.h"

#include <algorithm>
#include <fmt/format.h>

namespace streamsql::kafka {
namespace {

constexpr std::size_t kSendLength = 1000;
constexpr std::size_t kRecycledBytes = 4u << 20;  // larger runs give their memory back

bool is_full(rd_kafka_resp_err_t code) { return code == RD_KAFKA_RESP_ERR__QUEUE_FULL; }

std::string_view or_default(const ClientProperties& properties, const std::string& name,
                            std::string_view fallback) {
  const auto found = properties.values.find(name);
  return found == properties.values.end() ? fallback : std::string_view(found->second);
}

}  // namespace

// The handle's callback finds the producer through the run.
struct Producer::OwnedRun : OutgoingRun {
  explicit OwnedRun(Producer& owner) : producer(owner) {}
  Producer& producer;
};

Producer::Producer(ClientConfig config, std::size_t limit) : limit_(limit) {
  config.role = ClientRole::Producer;
  config.on_delivery = on_delivery;
  client_ = std::make_unique<Client>(std::move(config));
  messages_.resize(kSendLength);
}

Producer::~Producer() {
  // What is still queued belongs to a job that has failed: it is not wanted any more.
  constexpr int kPurgeMs = 1000;
  rd_kafka_purge(client_->handle(), RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT);
  rd_kafka_flush(client_->handle(), kPurgeMs);
}

ProducerTopic& Producer::topic(const std::string& name) {
  const auto found = std::find_if(topics_.begin(), topics_.end(),
                                  [&](const auto& topic) { return topic.name == name; });
  if (found != topics_.end()) return *found;
  const auto described = client_->describe_topic(name, kStartTimeout);
  auto* handle = client_->topic_handle(name);
  topics_.push_back({name, handle, static_cast<std::int32_t>(described.partitions.size())});
  return topics_.back();
}

// ---- runs

OutgoingRun& Producer::begin() {
  if (free_.empty()) {
    runs_.push_back(std::make_unique<OwnedRun>(*this));
    free_.push_back(runs_.back().get());
  }
  auto& run = *free_.back();
  free_.pop_back();
  run.pending = 1;
  return run;
}

void Producer::end(OutgoingRun& run) { delivered(run); }

void Producer::delivered(OutgoingRun& run) {
  if (--run.pending > 0) return;
  for (auto* encoded : {&run.values, &run.keys}) {
    if (encoded->bytes.capacity() > kRecycledBytes) *encoded = EncodedRun();
    encoded->clear();
  }
  run.has_keys = false;
  free_.push_back(static_cast<OwnedRun*>(&run));
}

void Producer::on_delivery(rd_kafka_t*, const rd_kafka_message_t* message, void*) {
  auto& run = *static_cast<OwnedRun*>(static_cast<OutgoingRun*>(message->_private));
  auto& producer = run.producer;
  --producer.in_flight_;
  if (message->err) producer.refuse(message->err, *message);
  producer.delivered(run);
}

void Producer::refuse(rd_kafka_resp_err_t code, const rd_kafka_message_t& message) {
  if (failure_ || code == RD_KAFKA_RESP_ERR__PURGE_QUEUE ||
      code == RD_KAFKA_RESP_ERR__PURGE_INFLIGHT) {
    return;
  }
  const auto what = fmt::format("Cannot write to topic '{}', partition {}",
                                rd_kafka_topic_name(message.rkt), message.partition);
  const auto trouble = client_->connection().trouble();
  failure_ = trouble && code == RD_KAFKA_RESP_ERR__MSG_TIMED_OUT
                 ? client_error(trouble->code, what, trouble->detail)
                 : client_error(code, what);
}

void Producer::throw_failure() {
  if (failure_) throw Error(*failure_);
}

// ---- sending

void Producer::send(OutgoingRun& run, const ProducerTopic& topic, std::int32_t partition,
                    std::span<const std::uint32_t> messages) {
  throw_failure();
  std::size_t count = 0;
  const auto send_filled = [&] {
    auto* begin = messages_.data();
    auto* const end = begin + count;
    while (begin != end) {
      const auto left = static_cast<int>(end - begin);
      const int sent = rd_kafka_produce_batch(topic.handle, partition, 0, begin, left);
      run.pending += static_cast<std::size_t>(sent);
      in_flight_ += static_cast<std::size_t>(sent);
      lingers_ = true;
      // Refused messages stay behind, in order: all of them once the queue is full.
      const auto refused = std::stable_partition(begin, end, [](const auto& m) { return !m.err; });
      if (refused != end && !is_full(refused->err)) {
        throw client_error(refused->err, fmt::format("Cannot write to topic '{}', partition {}",
                                                     topic.name, partition));
      }
      begin = &*refused;
      if (begin != end) wait_for_room();
    }
    count = 0;
  };
  for (const auto index : messages) {
    fill_message(run, index, messages_[count++]);
    if (count == kSendLength) send_filled();
  }
  send_filled();
}

void Producer::send(OutgoingRun& run, const OutgoingRecord& record) {
  throw_failure();
  while (const auto code = produce_record(client_->handle(), run, record)) {
    if (!is_full(code)) {
      throw client_error(code, fmt::format("Cannot write to topic '{}', partition {}",
                                           record.topic->name, record.partition));
    }
    wait_for_room();
  }
  ++run.pending;
  ++in_flight_;
  lingers_ = true;
}

void Producer::wait_for_room() {
  constexpr int kSliceMs = 100;
  rd_kafka_poll(client_->handle(), kSliceMs);
  throw_failure();
}

void Producer::poll() {
  rd_kafka_poll(client_->handle(), 0);
  throw_failure();
}

// librdkafka has no call for it: its broker threads ignore linger.ms while a flush waits, so one
// must wait long enough for them to see it.
void Producer::push_out() {
  constexpr int kWaitMs = 1;
  if (lingers_ && in_flight_ > 0) rd_kafka_flush(client_->handle(), kWaitMs);
  lingers_ = false;
  poll();
}

void Producer::flush() {
  constexpr int kSliceMs = 1000;
  throw_failure();
  while (in_flight_ > 0) {
    rd_kafka_flush(client_->handle(), kSliceMs);
    throw_failure();
  }
  client_->connection().recovered();
}

// ---- settings and partitions

std::vector<std::pair<std::string, std::string>> producer_defaults(
    const ClientProperties& properties, std::uint64_t memory_bytes) {
  // Java makes producers idempotent unless another setting contradicts.
  const auto acks = or_default(properties, "acks", "all");
  const auto parallel = or_default(properties, "max.in.flight.requests.per.connection", "5");
  const bool idempotent = (acks == "all" || acks == "-1") && parallel.size() == 1 &&
                          parallel <= "5" && or_default(properties, "retries", "1") != "0";
  const auto kilobytes = std::clamp<std::uint64_t>(memory_bytes / 1024, 4096, 65536);
  // An idempotent handle sends one request per partition at a time, and while it waits for the
  // answer its thread spins as soon as a queued message is older than linger.ms (librdkafka 2.0:
  // rd_kafka_toppar_producer_serve). So this is longer than messages queue for; full batches leave
  // at once, and push_out() sends the rest when the input idles.
  return {{"linger.ms", "250"},
          {"batch.size", "1000000"},
          {"queue.buffering.max.messages", "100000"},
          {"queue.buffering.max.kbytes", std::to_string(kilobytes)},
          {"delivery.timeout.ms", "120000"},
          {"socket.nagle.disable", "true"},
          {"enable.idempotence", idempotent ? "true" : "false"}};
}

namespace {

std::uint32_t little_endian(const unsigned char* bytes) {
  return static_cast<std::uint32_t>(bytes[0]) | static_cast<std::uint32_t>(bytes[1]) << 8 |
         static_cast<std::uint32_t>(bytes[2]) << 16 | static_cast<std::uint32_t>(bytes[3]) << 24;
}

// Austin Appleby's MurmurHash2 with Kafka's seed.
std::uint32_t murmur2(std::string_view key) {
  constexpr std::uint32_t kSeed = 0x9747b28c, kMultiplier = 0x5bd1e995;
  const auto* data = reinterpret_cast<const unsigned char*>(key.data());
  auto left = key.size();
  auto hash = kSeed ^ static_cast<std::uint32_t>(key.size());
  for (; left >= 4; data += 4, left -= 4) {
    auto word = little_endian(data) * kMultiplier;
    word = (word ^ word >> 24) * kMultiplier;
    hash = hash * kMultiplier ^ word;
  }
  for (auto i = left; i > 0; --i) hash ^= static_cast<std::uint32_t>(data[i - 1]) << (8 * (i - 1));
  if (left > 0) hash *= kMultiplier;
  hash = (hash ^ hash >> 13) * kMultiplier;
  return hash ^ hash >> 15;
}

}  // namespace

std::int32_t murmur2_partition(std::string_view key, std::int32_t partitions) {
  return static_cast<std::int32_t>(murmur2(key) & 0x7fffffff) % partitions;
}

}  // namespace streamsql::kafka
