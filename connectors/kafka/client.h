// Client: one librdkafka handle with what it has to say, and errors in our words.
#pragma once

#include <chrono>
#include <cstdint>
#include <librdkafka/rdkafka.h>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "connectors/kafka/java_properties.h"
#include "connectors/kafka/open_sockets.h"
#include "engine/base/error.h"

namespace streamsql::kafka {

// One Error for a code of librdkafka. `what` begins the message ("Cannot read topic 't'"), `detail`
// is librdkafka's own text and may be empty.
Error client_error(rd_kafka_resp_err_t code, std::string_view what, std::string_view detail = {});

// What a handle reports about its connections; filled on librdkafka's threads. Each state is logged
// once, not per attempt, and once more when it is over.
class ConnectionState {
 public:
  explicit ConnectionState(std::string name) : name_(std::move(name)) {}
  void report(rd_kafka_resp_err_t code, std::string_view detail);
  // Why OpenSSL refused a certificate; librdkafka's own text does not tell.
  void refuse_certificate(std::string reason);
  void recovered();  // data flows: what was reported is over
  // The worst that was reported since the last recovery: a refused login or certificate before a
  // connection that cannot be made.
  struct Trouble {
    rd_kafka_resp_err_t code;
    std::string detail;
    bool is_final;  // waiting will not help: login, certificate
  };
  std::optional<Trouble> trouble() const;
  std::uint64_t error_count() const;
  OpenSockets& sockets() { return sockets_; }

 private:
  OpenSockets sockets_;
  mutable std::mutex mutex_;
  std::string name_;
  std::optional<Trouble> trouble_;
  std::string certificate_;
  std::uint64_t errors_ = 0;
};

// Called for each delivery report, on the thread that polls.
using DeliveryReport = void (*)(rd_kafka_t*, const rd_kafka_message_t*, void*);

struct ClientConfig {
  ClientRole role = ClientRole::Consumer;
  ClientProperties properties;  // wins over `defaults`
  std::vector<std::pair<std::string, std::string>> defaults;
  // Set whatever the properties say.
  std::vector<std::pair<std::string, std::string>> fixed;
  DeliveryReport on_delivery = nullptr;
  std::string log_prefix = {};  // names the job in lines of the log
};

// Owns a handle; everything taken from it must be gone before. Any thread may use the handle; the
// questions about topics belong to one.
class Client {
 public:
  // Reads the key stores. Throws Error(InvalidOption) for a configuration that librdkafka refuses,
  // with the Java property's name, and what load_*_store throw. Connects in the background.
  explicit Client(ClientConfig config);
  ~Client();
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  rd_kafka_t* handle() const { return handle_; }
  ConnectionState& connection() { return *connection_; }
  std::optional<ConnectionState::Trouble> connection_trouble() const {
    return connection_->trouble();
  }
  const std::string& servers() const { return servers_; }

  struct Topic {
    std::string name;
    std::vector<std::int32_t> partitions;  // ascending
  };
  // Asks the cluster, for at most `timeout`; a refused login or certificate ends it at once. Throws
  // ExternalSystemUnavailable, AuthenticationFailed or ExternalSystemRefused (unknown topic).
  Topic describe_topic(const std::string& name, std::chrono::milliseconds timeout);
  rd_kafka_topic_t* topic_handle(const std::string& name);  // the client's own
  std::vector<Topic> list_topics(std::chrono::milliseconds timeout);
  // Makes librdkafka's broker threads look at their queues now.
  void wake_threads();
  // An error about reaching the cluster, with the cause that was reported last.
  Error unreachable() const;

 private:
  class Metadata;
  Metadata ask(rd_kafka_topic_t* topic, std::chrono::milliseconds timeout);

  std::unique_ptr<ConnectionState> connection_;
  std::string servers_, user_, password_;
  rd_kafka_t* handle_ = nullptr;
  std::map<std::string, rd_kafka_topic_t*> topics_;
};
using ClientPtr = std::shared_ptr<Client>;

// How long a start may wait for the cluster before it is called unavailable.
inline constexpr std::chrono::milliseconds kStartTimeout{5000};

}  // namespace streamsql::kafka
