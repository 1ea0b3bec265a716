#include <fmt/format.h>

#include "connectors/kafka/client.h"

namespace streamsql::kafka {
namespace {

bool has(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

struct Meaning {
  ErrorCode code;
  std::string_view reason, hint;
};

// OpenSSL only says it in words.
Meaning meaning_of_tls(std::string_view detail) {
  if (has(detail, "hostname mismatch") || has(detail, "IP address mismatch")) {
    return {ErrorCode::AuthenticationFailed, "the broker's certificate is for another host name",
            "use the name in the certificate, or 'properties.ssl.endpoint.identification.algorithm'"
            " = '' to skip the check"};
  }
  if (has(detail, "verify failed") || has(detail, "unknown ca") || has(detail, "self-signed") ||
      has(detail, "self signed")) {
    return {ErrorCode::AuthenticationFailed,
            "the broker's certificate is not signed by a trusted authority",
            "check 'properties.ssl.truststore.location'"};
  }
  if (has(detail, "certificate required") || has(detail, "bad certificate") ||
      has(detail, "handshake failure")) {
    return {ErrorCode::AuthenticationFailed, "the broker refuses the client's certificate",
            "check 'properties.ssl.keystore.location'"};
  }
  return {ErrorCode::ExternalSystemUnavailable, "the TLS connection cannot be made",
          "check 'properties.security.protocol' and the port"};
}

Meaning meaning_of(rd_kafka_resp_err_t code, std::string_view detail) {
  switch (code) {
    case RD_KAFKA_RESP_ERR__SSL: return meaning_of_tls(detail);
    case RD_KAFKA_RESP_ERR__AUTHENTICATION:
    case RD_KAFKA_RESP_ERR_SASL_AUTHENTICATION_FAILED:
      return {ErrorCode::AuthenticationFailed, "the broker refuses the login",
              "check user name and password in 'properties.sasl.jaas.config' and "
              "'properties.sasl.mechanism'"};
    case RD_KAFKA_RESP_ERR_UNSUPPORTED_SASL_MECHANISM:
      return {ErrorCode::AuthenticationFailed, "the broker does not offer this SASL mechanism",
              "check 'properties.sasl.mechanism'"};
    case RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED:
    case RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED:
    case RD_KAFKA_RESP_ERR_CLUSTER_AUTHORIZATION_FAILED:
      return {ErrorCode::ExternalSystemRefused, "the user has no right to do this",
              "ask for the right, or log in as another user"};
    case RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART:
    case RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC:
    case RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION:
      return {ErrorCode::ExternalSystemRefused, "there is no such topic or partition",
              "create the topic, or correct its name"};
    case RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE:
    case RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION:
      return {ErrorCode::ExternalSystemUnavailable, "they have no leader at the moment",
              "look whether all brokers of the cluster are running"};
    case RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE:
      return {ErrorCode::ExternalSystemRefused, "the message is larger than allowed",
              "raise 'properties.max.request.size' and the topic's 'max.message.bytes'"};
    case RD_KAFKA_RESP_ERR_OFFSET_OUT_OF_RANGE:
    case RD_KAFKA_RESP_ERR__AUTO_OFFSET_RESET:
      return {ErrorCode::ExternalSystemRefused, "the messages at this offset no longer exist",
              "the topic keeps messages too short a time: raise its 'retention.ms', and start "
              "afresh ('run --fresh') with the 'scan.startup.mode' to go on from"};
    case RD_KAFKA_RESP_ERR__MSG_TIMED_OUT:
      return {ErrorCode::ExternalSystemUnavailable, "messages were not accepted in time",
              "'properties.delivery.timeout.ms' bounds the time"};
    case RD_KAFKA_RESP_ERR__TRANSPORT:
    case RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN:
    case RD_KAFKA_RESP_ERR__RESOLVE:
    case RD_KAFKA_RESP_ERR__TIMED_OUT:
    case RD_KAFKA_RESP_ERR_REQUEST_TIMED_OUT:
    case RD_KAFKA_RESP_ERR_COORDINATOR_NOT_AVAILABLE:
      return {ErrorCode::ExternalSystemUnavailable, "", ""};
    default: return {ErrorCode::ExternalSystemRefused, "", ""};
  }
}

}  // namespace

Error client_error(rd_kafka_resp_err_t code, std::string_view what, std::string_view detail) {
  const auto meaning = meaning_of(code, detail);
  std::string message(what);
  if (!meaning.reason.empty()) message += fmt::format(": {}", meaning.reason);
  if (!detail.empty()) {
    message += meaning.reason.empty() ? fmt::format(": {}", detail) : fmt::format(" ({})", detail);
  } else if (meaning.reason.empty()) {
    message += fmt::format(": {}", rd_kafka_err2str(code));
  }
  return Error(meaning.code, std::move(message)).hint(std::string(meaning.hint));
}

}  // namespace streamsql::kafka
