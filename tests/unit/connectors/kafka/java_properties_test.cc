#include "connectors/kafka/java_properties.h"

#include <doctest/doctest.h>
#include <set>

#include "connectors/kafka/client.h"
#include "connectors/kafka/jaas.h"

namespace streamsql::kafka {
namespace {

ClientProperties translate(std::initializer_list<std::pair<std::string, std::string>> pairs,
                           ClientRole role = ClientRole::Consumer) {
  Options options;
  for (const auto& [key, value] : pairs) options.set(key, value);
  return translate_properties(options, role);
}

Error failure(std::initializer_list<std::pair<std::string, std::string>> pairs) {
  try {
    translate(pairs);
  } catch (const Error& error) {
    return error;
  }
  return Error(ErrorCode::Internal, "nothing was thrown");
}

TEST_CASE("a login module gives user name and password") {
  const auto out = translate({{"security.protocol", "SASL_SSL"},
                              {"sasl.mechanism", "SCRAM-SHA-512"},
                              {"sasl.jaas.config",
                               "org.apache.kafka.common.security.scram.ScramLoginModule required "
                               "username=\"alice\" password=\"a \\\"b\\\" ;c\";"}});
  CHECK(out.values.at("security.protocol") == "sasl_ssl");
  CHECK(out.values.at("sasl.mechanisms") == "SCRAM-SHA-512");
  CHECK(out.values.at("sasl.username") == "alice");
  CHECK(out.values.at("sasl.password") == "a \"b\" ;c");
}

TEST_CASE("JAAS values may be bare, in single quotes, or have octal escapes") {
  const auto login = parse_jaas("x.y.PlainLoginModule  required a=b c='d e'\n f=\"\\101\\n\" ;");
  REQUIRE(login);
  CHECK(login->module == "PlainLoginModule");
  CHECK(login->options.at("a") == "b");
  CHECK(login->options.at("c") == "d e");
  CHECK(login->options.at("f") == "A\n");
}

TEST_CASE("JAAS text without semicolon, flag or closing quote is refused") {
  CHECK(!parse_jaas("PlainLoginModule required a=b"));
  CHECK(!parse_jaas("PlainLoginModule;"));
  CHECK(!parse_jaas("PlainLoginModule required a=\"b;"));
  CHECK(!parse_jaas(""));
}

TEST_CASE("a wrong JAAS entry is refused without printing it") {
  const auto error = failure({{"sasl.jaas.config", "secret stuff"}});
  CHECK(error.code() == ErrorCode::InvalidOption);
  CHECK(error.message() == "'properties.sasl.jaas.config' is not a JAAS login entry");
}

TEST_CASE("SASL without a login module is refused") {
  CHECK(failure({{"security.protocol", "SASL_PLAINTEXT"}, {"sasl.mechanism", "PLAIN"}}).message() ==
        "Could not find a 'KafkaClient' entry in the JAAS configuration: "
        "'properties.sasl.jaas.config' is missing");
}

TEST_CASE("mechanisms that are not there yet name themselves") {
  CHECK(failure({{"sasl.mechanism", "OAUTHBEARER"}}).message() ==
        "sasl.mechanism 'OAUTHBEARER' is not supported yet");
  CHECK(failure({{"security.protocol", "SASL_SSL"}}).code() == ErrorCode::UnsupportedSyntax);
}

TEST_CASE("an unknown property suggests the nearest") {
  const auto error = failure({{"fetch.min.byte", "1"}});
  CHECK(error.code() == ErrorCode::UnknownOption);
  CHECK(error.message() == "Unknown Kafka property 'properties.fetch.min.byte'");
  CHECK(error.hint_text() == "did you mean 'fetch.min.bytes'?");
}

TEST_CASE("librdkafka's names are refused with the Java name") {
  CHECK(failure({{"fetch.wait.max.ms", "1"}}).hint_text() ==
        "'fetch.wait.max.ms' is librdkafka's name; 'properties.*' take those of Kafka's Java "
        "clients: 'properties.fetch.max.wait.ms'");
  CHECK(failure({{"sasl.username", "x"}}).hint_text().ends_with("'properties.sasl.jaas.config'"));
}

TEST_CASE("Java classes and group settings are accepted with a note") {
  const auto out = translate({{"value.deserializer", "x.Y"}, {"max.poll.records", "500"}});
  CHECK(out.values.empty());
  REQUIRE(out.notes.size() == 2);
  CHECK(out.notes[0] ==
        "'properties.max.poll.records' has no effect: messages are taken in runs of up to 1000");
}

TEST_CASE("properties of the other role are left out") {
  CHECK(translate({{"acks", "1"}}, ClientRole::Consumer).values.empty());
  CHECK(translate({{"acks", "1"}}, ClientRole::Producer).values.at("acks") == "1");
  CHECK(translate({{"fetch.min.bytes", "1"}}, ClientRole::Producer).values.empty());
}

TEST_CASE("values are converted where Java counts otherwise") {
  CHECK(translate({{"receive.buffer.bytes", "-1"}}).values.at("socket.receive.buffer.bytes") ==
        "0");
  CHECK(translate({{"ssl.endpoint.identification.algorithm", ""}})
            .values.at("ssl.endpoint.identification.algorithm") == "none");
  CHECK(translate({{"buffer.memory", "33554432"}}, ClientRole::Producer)
            .values.at("queue.buffering.max.kbytes") == "32768");
}

TEST_CASE("store options are gathered") {
  const auto out = translate({{"ssl.truststore.location", "/t"},
                              {"ssl.truststore.password", "p"},
                              {"ssl.keystore.location", "/k"},
                              {"ssl.key.password", "q"}});
  CHECK(out.trust_store.location == "/t");
  CHECK(out.trust_store.password == "p");
  CHECK(out.key_store.location == "/k");
  CHECK(out.key_store.key_password == "q");
}

TEST_CASE("commit.offsets.on.checkpoint decides about commits") {
  CHECK(translate({}).commits_offsets);
  CHECK(!translate({{"commit.offsets.on.checkpoint", "false"}}).commits_offsets);
}

// Every value that is a plain copy must be one that librdkafka knows.
TEST_CASE("librdkafka accepts the name behind every translated property") {
  const std::map<std::string, std::string> samples = {
      {"allow.auto.create.topics", "true"},
      {"check.crcs", "true"},
      {"client.rack", "a"},
      {"bootstrap.servers", "h:1"},
      {"client.id", "c"},
      {"group.id", "g"},
      {"isolation.level", "read_committed"},
      {"compression.type", "lz4"},
      {"acks", "all"},
      {"enable.idempotence", "false"},
      {"client.id.prefix", "p"},
      {"batch.size", "16384"},
      {"max.request.size", "1048576"},
      {"compression.gzip.level", "6"},
      {"compression.zstd.level", "6"},
      {"compression.lz4.level", "6"},
      {"max.in.flight.requests.per.connection", "5"}};
  std::set<std::string> special = {"buffer.memory", "security.protocol", "sasl.mechanism",
                                   "sasl.jaas.config", "ssl.endpoint.identification.algorithm"};
  for (const auto& row : java_properties()) {
    const std::string name(row.name);
    const bool is_store = name.starts_with("ssl.");
    if (row.native.empty() || is_store || special.contains(name)) continue;
    CAPTURE(name);
    const auto sample = samples.find(name);
    const auto role = (row.roles & 1) ? ClientRole::Consumer : ClientRole::Producer;
    ClientConfig config;
    config.role = role;
    config.properties =
        translate({{name, sample == samples.end() ? "10000" : sample->second}}, role);
    if (name == "fetch.max.wait.ms") config.fixed.emplace_back("socket.timeout.ms", "60000");
    if (name == "fetch.max.bytes") config.fixed.emplace_back("message.max.bytes", "10000");
    if (name.starts_with("reconnect.backoff")) {
      config.fixed.emplace_back("reconnect.backoff.max.ms", "10000");
    }
    CHECK_NOTHROW(Client{config});
  }
}

}  // namespace
}  // namespace streamsql::kafka
