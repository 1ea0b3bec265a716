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

// A broker that died or lost its leadership, or does not know yet that it is the leader.
// An unknown partition is one without a leader to rd_kafka_offsets_for_times.
bool is_leader_change(rd_kafka_resp_err_t code) {
  return code == RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION ||
         code == RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE || code == RD_KAFKA_RESP_ERR__TRANSPORT ||
         code == RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION || code == RD_KAFKA_RESP_ERR__TIMED_OUT;
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
  set(conf.get(), "reconnect.backoff.max.ms", "200");  // a restarted broker is found at once
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

rd_kafka_resp_err_t Client::query_offsets(const std::string& topic, int64_t which,
                                          std::vector<int64_t>* offsets) {
  constexpr int kAttemptMs = 1000;
  offsets->assign(static_cast<size_t>(partition_count(topic)), -1);  // also asks for the leaders
  PartitionList list = make_partition_list();
  for (size_t i = 0; i < offsets->size(); i++) {
    auto* added =
        rd_kafka_topic_partition_list_add(list.get(), topic.c_str(), static_cast<int32_t>(i));
    added->offset = which;
  }
  auto code = rd_kafka_offsets_for_times(get(), list.get(), kAttemptMs);
  for (size_t i = 0; i < offsets->size() && code == RD_KAFKA_RESP_ERR_NO_ERROR; i++) {
    code = list->elems[i].err;
    (*offsets)[i] = list->elems[i].offset;
  }
  return code;
}

// Not by rd_kafka_query_watermark_offsets: librdkafka 2.0 sends that to the leader of the moment
// again and again, for ever and whatever its timeout, even when that broker is dead.
std::vector<int64_t> Client::offsets_at(const std::string& topic, int64_t which) {
  const int64_t stop_us = now_us() + cluster_.timeout_ms * int64_t{1000};
  std::vector<int64_t> offsets;
  for (;;) {
    const auto code = query_offsets(topic, which, &offsets);
    if (!is_leader_change(code) || now_us() > stop_us) {
      check(code, "offsets of " + topic);
      return offsets;
    }
    rd_kafka_poll(get(), 20);
  }
}

std::vector<PartitionRange> Client::watermarks(const std::string& topic) {
  const std::vector<int64_t> low = offsets_at(topic, RD_KAFKA_OFFSET_BEGINNING);
  const std::vector<int64_t> high = offsets_at(topic, RD_KAFKA_OFFSET_END);
  std::vector<PartitionRange> ranges;
  for (size_t i = 0; i < low.size(); i++) {
    ranges.push_back({static_cast<int32_t>(i), low[i], high.at(i)});
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
