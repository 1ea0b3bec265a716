#include "connectors/kafka/client.h"

#include <algorithm>
#include <fmt/format.h>
#include <openssl/x509_vfy.h>
#include <spdlog/spdlog.h>

#include "connectors/kafka/key_store.h"
#include "engine/base/clock.h"

namespace streamsql::kafka {

// ---- connection state

namespace {

bool is_final(rd_kafka_resp_err_t code) {
  return code == RD_KAFKA_RESP_ERR__AUTHENTICATION || code == RD_KAFKA_RESP_ERR__SSL ||
         code == RD_KAFKA_RESP_ERR_SASL_AUTHENTICATION_FAILED ||
         code == RD_KAFKA_RESP_ERR_UNSUPPORTED_SASL_MECHANISM;
}

// "127.0.0.1:9092/bootstrap: Connect to … failed: Connection refused (after 0ms in state …)".
// Advice that names librdkafka's settings is cut off too.
std::string_view without_state(std::string_view detail) {
  detail = detail.substr(0, detail.find(" (after "));
  return detail.substr(0, detail.find(": broker certificate could not be verified"));
}

// With TLS 1.3 a broker refuses the client's certificate after the handshake.
bool is_refused_certificate(std::string_view detail) {
  return detail.find("alert bad certificate") != std::string_view::npos ||
         detail.find("alert certificate required") != std::string_view::npos;
}

}  // namespace

void ConnectionState::report(rd_kafka_resp_err_t code, std::string_view detail) {
  const std::lock_guard lock(mutex_);
  ++errors_;
  if (is_refused_certificate(detail)) code = RD_KAFKA_RESP_ERR__SSL;
  const bool worse = !trouble_ || (is_final(code) && !trouble_->is_final);
  // "All brokers are down" follows the cause and says less.
  if (!worse || (trouble_ && code == RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN)) return;
  std::string text(without_state(detail));
  if (code == RD_KAFKA_RESP_ERR__SSL && !certificate_.empty()) text += ": " + certificate_;
  trouble_ = Trouble{code, std::move(text), is_final(code)};
  spdlog::warn("{}: {}; trying again", name_, trouble_->detail);
}

void ConnectionState::refuse_certificate(std::string reason) {
  const std::lock_guard lock(mutex_);
  certificate_ = std::move(reason);
}

void ConnectionState::recovered() {
  const std::lock_guard lock(mutex_);
  if (!trouble_) return;
  spdlog::info("{}: connected again", name_);
  trouble_.reset();
}

std::optional<ConnectionState::Trouble> ConnectionState::trouble() const {
  const std::lock_guard lock(mutex_);
  return trouble_;
}

std::uint64_t ConnectionState::error_count() const {
  const std::lock_guard lock(mutex_);
  return errors_;
}

// ---- configuration

namespace {

// Whoever uses the handle meets its fatal error itself: nothing is tried again.
void on_error(rd_kafka_t*, int code, const char* reason, void* state) {
  if (code == RD_KAFKA_RESP_ERR__FATAL) return;
  static_cast<ConnectionState*>(state)->report(static_cast<rd_kafka_resp_err_t>(code), reason);
}

// Leaves the decision to OpenSSL, and keeps its reason.
int on_certificate(rd_kafka_t*, const char*, std::int32_t, int* x509_error, int, const char*,
                   std::size_t, char*, std::size_t, void* state) {
  if (*x509_error == X509_V_OK) return 1;
  static_cast<ConnectionState*>(state)->refuse_certificate(
      X509_verify_cert_error_string(*x509_error));
  return 0;
}

// Errors come by on_error too; these lines are for debugging librdkafka.
void on_log(const rd_kafka_t*, int, const char* facility, const char* text) {
  spdlog::debug("librdkafka {}: {}", facility, text);
}

int on_socket(int domain, int type, int protocol, void* state) {
  return static_cast<ConnectionState*>(state)->sockets().open(domain, type, protocol);
}

int on_close(int socket, void* state) {
  return static_cast<ConnectionState*>(state)->sockets().close(socket);
}

std::string java_name(const std::string& native) {
  for (const auto& row : java_properties()) {
    if (row.native == native) return std::string(row.name);
  }
  return native;
}

class Configuration {
 public:
  Configuration() : conf_(rd_kafka_conf_new()) {}
  ~Configuration() {
    if (conf_) rd_kafka_conf_destroy(conf_);
  }
  Configuration(const Configuration&) = delete;
  Configuration& operator=(const Configuration&) = delete;

  void set(const std::string& name, const std::string& value) {
    char text[512];
    if (rd_kafka_conf_set(conf_, name.c_str(), value.c_str(), text, sizeof text) ==
        RD_KAFKA_CONF_OK) {
      return;
    }
    // librdkafka's text repeats the value: not for what may be secret.
    const bool secret = name.find("pem") != std::string::npos || name.starts_with("sasl.");
    throw Error(ErrorCode::InvalidOption,
                fmt::format("Invalid value for option 'properties.{}'{}{}", java_name(name),
                            secret ? "" : ": ", secret ? "" : text));
  }
  rd_kafka_conf_t* get() { return conf_; }
  void release() { conf_ = nullptr; }

 private:
  rd_kafka_conf_t* conf_;
};

// A private key opens TLS only with its certificate. The rest of the chain is given as untrusted
// help: OpenSSL trusts only self-signed certificates, and sends from its store what completes ours.
void set_stores(const ClientProperties& properties, Configuration& conf) {
  std::string trusted;
  if (properties.trust_store.is_set()) trusted = load_trust_store(properties.trust_store);
  if (properties.key_store.is_set()) {
    const auto identity = load_key_store(properties.key_store);
    conf.set("ssl.certificate.pem", identity.certificate);
    conf.set("ssl.key.pem", identity.key);
    if (!trusted.empty()) trusted += identity.issuers;
  }
  if (!trusted.empty()) conf.set("ssl.ca.pem", trusted);
}

void fill(const ClientConfig& config, Configuration& conf) {
  for (const auto& [name, value] : config.defaults) conf.set(name, value);
  for (const auto& [name, value] : config.properties.values) conf.set(name, value);
  for (const auto& [name, value] : config.fixed) conf.set(name, value);
  set_stores(config.properties, conf);
}

}  // namespace

Client::Client(ClientConfig config) {
  auto& values = config.properties.values;
  servers_ = values["bootstrap.servers"];
  if (values.contains("sasl.username")) user_ = values["sasl.username"];
  if (values.contains("sasl.password")) password_ = values["sasl.password"];
  connection_ = std::make_unique<ConnectionState>(config.log_prefix + "kafka " + servers_);
  Configuration conf;
  fill(config, conf);
  rd_kafka_conf_set_opaque(conf.get(), connection_.get());
  rd_kafka_conf_set_error_cb(conf.get(), on_error);
  rd_kafka_conf_set_ssl_cert_verify_cb(conf.get(), on_certificate);
  rd_kafka_conf_set_log_cb(conf.get(), on_log);
  rd_kafka_conf_set_socket_cb(conf.get(), on_socket);
  rd_kafka_conf_set_closesocket_cb(conf.get(), on_close);
  if (config.on_delivery) rd_kafka_conf_set_dr_msg_cb(conf.get(), config.on_delivery);
  const auto type = config.role == ClientRole::Consumer ? RD_KAFKA_CONSUMER : RD_KAFKA_PRODUCER;
  char text[512];
  handle_ = rd_kafka_new(type, conf.get(), text, sizeof text);
  if (!handle_) {
    throw Error(ErrorCode::InvalidOption,
                fmt::format("The properties of the Kafka client do not fit together: {}", text));
  }
  conf.release();
}

Client::~Client() {
  for (const auto& [name, topic] : topics_) rd_kafka_topic_destroy(topic);
  destroy(handle_, connection_->sockets());
}

// Of librdkafka's public calls, new credentials wake its threads at the least cost; these are the
// same as before, or SASL is not used.
void Client::wake_threads() {
  rd_kafka_error_t* error =
      rd_kafka_sasl_set_credentials(handle_, user_.c_str(), password_.c_str());
  if (error) rd_kafka_error_destroy(error);
}

// ---- metadata

class Client::Metadata {
 public:
  explicit Metadata(const rd_kafka_metadata_t* data) : data_(data, rd_kafka_metadata_destroy) {}
  std::span<const rd_kafka_metadata_topic_t> topics() const {
    return {data_->topics, static_cast<std::size_t>(data_->topic_cnt)};
  }

 private:
  std::unique_ptr<const rd_kafka_metadata_t, decltype(&rd_kafka_metadata_destroy)> data_;
};

Error Client::unreachable() const {
  const auto what = fmt::format("Kafka at '{}' cannot be reached", servers_);
  const auto trouble = connection_->trouble();
  if (!trouble) {
    return client_error(RD_KAFKA_RESP_ERR__TIMED_OUT, what, "no answer")
        .hint("check 'properties.bootstrap.servers', and that the broker runs");
  }
  return client_error(trouble->code, what, trouble->detail)
      .hint("check 'properties.bootstrap.servers', and that the broker runs");
}

// In slices, because librdkafka reports a refused login only when it is polled.
Client::Metadata Client::ask(rd_kafka_topic_t* topic, std::chrono::milliseconds timeout) {
  constexpr int kSliceMs = 250;
  const auto deadline = system_clock().monotonic_millis() + timeout.count();
  do {
    const rd_kafka_metadata_t* data = nullptr;
    const auto error = rd_kafka_metadata(handle_, topic ? 0 : 1, topic, &data, kSliceMs);
    if (!error) return Metadata(data);
    rd_kafka_poll(handle_, 0);
    const auto trouble = connection_->trouble();
    if (trouble && trouble->is_final) break;
  } while (system_clock().monotonic_millis() < deadline);
  throw unreachable();
}

namespace {

Client::Topic topic_of(const rd_kafka_metadata_topic_t& topic) {
  Client::Topic out{topic.topic, {}};
  for (int i = 0; i < topic.partition_cnt; ++i) out.partitions.push_back(topic.partitions[i].id);
  std::sort(out.partitions.begin(), out.partitions.end());
  return out;
}

// A topic that has just been created may not be known everywhere yet.
bool may_appear(const rd_kafka_metadata_topic_t& topic) {
  return topic.err == RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE ||
         topic.err == RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART;
}

}  // namespace

// Kept: a new handle of a topic may wait a second for the next look at metadata.
rd_kafka_topic_t* Client::topic_handle(const std::string& name) {
  auto& topic = topics_[name];
  if (!topic) topic = rd_kafka_topic_new(handle_, name.c_str(), nullptr);
  return topic;
}

Client::Topic Client::describe_topic(const std::string& name, std::chrono::milliseconds timeout) {
  auto* topic = topic_handle(name);
  constexpr int kAttempts = 5;
  for (int attempt = 1;; ++attempt) {
    const auto metadata = ask(topic, timeout);
    const auto& answer = metadata.topics().front();
    if (!answer.err && answer.partition_cnt > 0) return topic_of(answer);
    if (attempt == kAttempts || !may_appear(answer)) {
      throw client_error(answer.err,
                         fmt::format("Topic '{}' at '{}' cannot be used", name, servers_));
    }
    rd_kafka_poll(handle_, 100);
  }
}

std::vector<Client::Topic> Client::list_topics(std::chrono::milliseconds timeout) {
  const auto metadata = ask(nullptr, timeout);
  std::vector<Topic> out;
  for (const auto& topic : metadata.topics()) {
    if (!topic.err) out.push_back(topic_of(topic));
  }
  std::sort(out.begin(), out.end(), [](const auto& a, const auto& b) { return a.name < b.name; });
  return out;
}

}  // namespace streamsql::kafka
