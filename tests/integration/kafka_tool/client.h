// A librdkafka handle with an owner: what every command of kafka_tool opens first.
#pragma once

#include <cstdint>
#include <librdkafka/rdkafka.h>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace kafka_tool {

// What the user is told before the exit with status 1.
class Failure : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

using Properties = std::vector<std::pair<std::string, std::string>>;

// Where the cluster is and how to reach it; the same for all commands.
struct Cluster {
  std::string bootstrap;
  Properties properties;  // librdkafka's names; they win over what a command sets itself
  int timeout_ms = 10000;
};

struct PartitionRange {
  int32_t partition = 0;
  int64_t low = 0;
  int64_t high = 0;  // the end for the connection's isolation.level
};

// One producer or consumer connection. Single-threaded: librdkafka's callbacks run inside poll().
// Holds after construction: at least one broker has accepted the connection and the credentials.
// Throws Failure with librdkafka's own reason otherwise, at once when the reason cannot go away
// by waiting (wrong password, untrusted certificate).
class Client {
 public:
  Client(rd_kafka_type_t type, const Cluster& cluster, const Properties& defaults);

  rd_kafka_t* get() const { return handle_.get(); }
  const Cluster& cluster() const { return cluster_; }

  // The number of partitions; throws Failure when the topic does not exist.
  int32_t partition_count(const std::string& topic);
  // Low and high watermark of every partition, asked of the leaders.
  std::vector<PartitionRange> watermarks(const std::string& topic);
  // Waits for all outstanding deliveries; throws Failure when one of them failed.
  void flush();

 private:
  struct Seen {
    std::string reason;
    bool permanent = false;
    int64_t undelivered = 0;
  };
  struct Destroy {
    void operator()(rd_kafka_t* handle) const { rd_kafka_destroy(handle); }
  };
  static void on_error(rd_kafka_t*, int code, const char* reason, void* opaque);
  static void on_delivery(rd_kafka_t*, const rd_kafka_message_t* message, void* opaque);
  void wait_for_broker();
  std::vector<int64_t> offsets_at(const std::string& topic, int64_t which);
  rd_kafka_resp_err_t query_offsets(const std::string& topic, int64_t which,
                                    std::vector<int64_t>* offsets);

  Cluster cluster_;
  std::unique_ptr<Seen> seen_ = std::make_unique<Seen>();  // its address is given to librdkafka
  std::unique_ptr<rd_kafka_t, Destroy> handle_;
};

// Throws Failure naming `what` unless `code` is success.
void check(rd_kafka_resp_err_t code, const std::string& what);

struct DestroyMessage {
  void operator()(rd_kafka_message_t* message) const { rd_kafka_message_destroy(message); }
};
using Message = std::unique_ptr<rd_kafka_message_t, DestroyMessage>;

struct DestroyPartitionList {
  void operator()(rd_kafka_topic_partition_list_t* list) const {
    rd_kafka_topic_partition_list_destroy(list);
  }
};
using PartitionList = std::unique_ptr<rd_kafka_topic_partition_list_t, DestroyPartitionList>;
PartitionList make_partition_list(int size = 8);

// Microseconds since the epoch.
int64_t now_us();

}  // namespace kafka_tool
