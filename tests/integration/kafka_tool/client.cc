#include "tests/integration/kafka_tool/client.h"

#include <array>
#include <chrono>

namespace kafka_tool {
namespace {

using Conf = std::unique_ptr<rd_kafka_conf_t, decltype(&rd_kafka_conf_destroy)>;

void set(rd_kafka_conf_t* conf, const std::string& key, const std::string& value) {
  std::array<char, 512> reason{};
  if (rd_kafka_conf_set(conf, key.c_str(), value.c_str(), reason.data(), reason.size()) !=
      RD_KAFKA_CONF_OK) {
    throw Failure(reason.data());
  }
}

struct DestroyMetadata {
  void operator()(const rd_kafka_metadata_t* metadata) const {
    rd_kafka_metadata_destroy(metadata);
  }
};
using Metadata = std::unique_ptr<const rd_kafka_metadata_t, DestroyMetadata>;

// librdkafka repeats a connection for ever; these reasons stay the same however often.
bool is_permanent(int code) {
  return code == RD_KAFKA_RESP_ERR__AUTHENTICATION || code == RD_KAFKA_RESP_ERR__SSL;
}

}  // namespace

void check(rd_kafka_resp_err_t code, const std::string& what) {
  if (code != RD_KAFKA_RESP_ERR_NO_ERROR) {
    throw Failure(what + ": " + rd_kafka_err2str(code));
  }
}

PartitionList make_partition_list(int size) {
  return PartitionList(rd_kafka_topic_partition_list_new(size));
}

int64_t now_us() {
  using namespace std::chrono;
  return duration_cast<microseconds>(system_clock::now().time_since_epoch()).count();
}

Client::Client(rd_kafka_type_t type, const Cluster& cluster, const Properties& defaults)
    : cluster_(cluster) {
  Conf conf(rd_kafka_conf_new(), rd_kafka_conf_destroy);
  set(conf.get(), "bootstrap.servers", cluster.bootstrap);
  set(conf.get(), "log_level", "2");
  for (const auto& [key, value] : defaults) set(conf.get(), key, value);
  for (const auto& [key, value] : cluster.properties) set(conf.get(), key, value);
  rd_kafka_conf_set_opaque(conf.get(), seen_.get());
  rd_kafka_conf_set_error_cb(conf.get(), on_error);
  if (type == RD_KAFKA_PRODUCER) rd_kafka_conf_set_dr_msg_cb(conf.get(), on_delivery);
  std::array<char, 512> reason{};
  handle_.reset(rd_kafka_new(type, conf.get(), reason.data(), reason.size()));
  if (!handle_) throw Failure(reason.data());
  conf.release();  // rd_kafka_new took it
  wait_for_broker();
  if (type == RD_KAFKA_CONSUMER) rd_kafka_poll_set_consumer(get());
}

void Client::on_error(rd_kafka_t*, int code, const char* reason, void* opaque) {
  auto* seen = static_cast<Seen*>(opaque);
  if (code == RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN && !seen->reason.empty()) return;
  seen->reason = reason;
  seen->permanent = is_permanent(code);
}

void Client::on_delivery(rd_kafka_t*, const rd_kafka_message_t* message, void* opaque) {
  if (message->err == RD_KAFKA_RESP_ERR_NO_ERROR) return;
  auto* seen = static_cast<Seen*>(opaque);
  seen->undelivered++;
  seen->reason = rd_kafka_err2str(message->err);
}

void Client::wait_for_broker() {
  constexpr int kSliceMs = 100;
  for (int waited_ms = 0; waited_ms < cluster_.timeout_ms; waited_ms += kSliceMs) {
    const rd_kafka_metadata_t* answer = nullptr;
    auto code = rd_kafka_metadata(get(), 0, nullptr, &answer, kSliceMs);
    if (code == RD_KAFKA_RESP_ERR_NO_ERROR) {
      rd_kafka_metadata_destroy(answer);
      return;
    }
    rd_kafka_poll(get(), 0);
    if (seen_->permanent) break;
  }
  throw Failure("cannot connect to " + cluster_.bootstrap +
                (seen_->reason.empty() ? ": no answer" : ": " + seen_->reason));
}

int32_t Client::partition_count(const std::string& topic) {
  using Topic = std::unique_ptr<rd_kafka_topic_t, decltype(&rd_kafka_topic_destroy)>;
  Topic handle(rd_kafka_topic_new(get(), topic.c_str(), nullptr), rd_kafka_topic_destroy);
  const rd_kafka_metadata_t* answer = nullptr;
  check(rd_kafka_metadata(get(), 0, handle.get(), &answer, cluster_.timeout_ms), topic);
  Metadata metadata(answer);
  check(metadata->topics[0].err, topic);
  return metadata->topics[0].partition_cnt;
}

std::vector<PartitionRange> Client::watermarks(const std::string& topic) {
  std::vector<PartitionRange> ranges(static_cast<size_t>(partition_count(topic)));
  int32_t next = 0;
  for (auto& range : ranges) {
    range.partition = next++;
    check(rd_kafka_query_watermark_offsets(get(), topic.c_str(), range.partition, &range.low,
                                           &range.high, cluster_.timeout_ms),
          "watermarks of " + topic);
  }
  return ranges;
}

void Client::flush() {
  check(rd_kafka_flush(get(), 60000), "flush");
  if (seen_->undelivered > 0) {
    throw Failure(std::to_string(seen_->undelivered) +
                  " records were not delivered: " + seen_->reason);
  }
}

}  // namespace kafka_tool
