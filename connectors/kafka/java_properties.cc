#include "connectors/kafka/java_properties.h"

#include <algorithm>
#include <charconv>
#include <fmt/format.h>

#include "connectors/kafka/jaas.h"
#include "engine/base/suggestion.h"

namespace streamsql::kafka {
namespace {

std::string cased(std::string_view text, int (*convert)(int)) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(),
                 [&](unsigned char c) { return static_cast<char>(convert(c)); });
  return out;
}

const JavaProperty* find_property(std::string_view name) {
  const auto table = java_properties();
  const auto found =
      std::find_if(table.begin(), table.end(), [&](const auto& row) { return row.name == name; });
  return found == table.end() ? nullptr : &*found;
}

// The Java name of one of librdkafka's, for people who come from there.
std::string_view java_name_of(std::string_view native) {
  struct Pair {
    std::string_view native, java;
  };
  constexpr Pair kOthers[] = {{"metadata.broker.list", "bootstrap.servers"},
                              {"sasl.username", "sasl.jaas.config"},
                              {"sasl.password", "sasl.jaas.config"},
                              {"sasl.mechanism", "sasl.mechanism"},
                              {"ssl.ca.location", "ssl.truststore.location"},
                              {"ssl.certificate.location", "ssl.keystore.location"},
                              {"ssl.key.location", "ssl.keystore.location"},
                              {"ssl.key.pem", "ssl.keystore.key"},
                              {"ssl.certificate.pem", "ssl.keystore.certificate.chain"},
                              {"queue.buffering.max.ms", "linger.ms"},
                              {"compression.codec", "compression.type"},
                              {"request.required.acks", "acks"},
                              {"message.send.max.retries", "retries"},
                              {"fetch.message.max.bytes", "max.partition.fetch.bytes"}};
  for (const auto& pair : kOthers) {
    if (pair.native == native) return pair.java;
  }
  for (const auto& row : java_properties()) {
    if (row.native == native && row.name != native) return row.name;
  }
  return {};
}

Error unknown_property(const std::string& name, const OptionValue& value) {
  std::vector<std::string> names;
  for (const auto& row : java_properties()) names.emplace_back(row.name);
  const auto java = java_name_of(name);
  auto hint = java.empty() ? did_you_mean(name, names)
                           : fmt::format(
                                 "'{}' is librdkafka's name; 'properties.*' take those of "
                                 "Kafka's Java clients: 'properties.{}'",
                                 name, java);
  if (hint.empty()) hint = "only the properties of Kafka's Java clients are accepted";
  Error error(ErrorCode::UnknownOption,
              fmt::format("Unknown Kafka property 'properties.{}'", name));
  if (value.key_span.end > 0) error.mark(value.key_span);
  return std::move(error).hint(std::move(hint));
}

// ---- handlers of Translated rows

struct Translation {
  const Options& options;
  std::string_view name;
  const std::string& text;
  ClientProperties& out;

  Error invalid(std::string message) const { return options.invalid(name, std::move(message)); }
  Error unsupported(std::string message) const {
    Error error(ErrorCode::UnsupportedSyntax, std::move(message));
    const auto* value = options.find(name);
    if (value->value_span.end > 0) error.mark(value->value_span);
    return error;
  }
  void set(std::string_view native, std::string value) const {
    out.values.insert_or_assign(std::string(native), std::move(value));
  }
};

void security_protocol(const Translation& t) {
  const auto protocol = cased(t.text, std::tolower);
  constexpr std::string_view kKnown[] = {"plaintext", "ssl", "sasl_plaintext", "sasl_ssl"};
  if (std::find(std::begin(kKnown), std::end(kKnown), protocol) == std::end(kKnown)) {
    throw t
        .invalid(
            fmt::format("Invalid value '{}' for option 'properties.security.protocol'", t.text))
        .hint("one of: PLAINTEXT, SSL, SASL_PLAINTEXT, SASL_SSL");
  }
  t.set("security.protocol", protocol);
}

void sasl_mechanism(const Translation& t) {
  constexpr std::string_view kKnown[] = {"PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"};
  const auto mechanism = cased(t.text, std::toupper);
  if (std::find(std::begin(kKnown), std::end(kKnown), mechanism) == std::end(kKnown)) {
    throw t.unsupported(fmt::format("sasl.mechanism '{}' is not supported yet", t.text))
        .hint("PLAIN, SCRAM-SHA-256 and SCRAM-SHA-512 are");
  }
  t.set("sasl.mechanisms", mechanism);
}

void jaas_config(const Translation& t) {
  auto login = parse_jaas(t.text);
  if (!login) {
    throw t.invalid("'properties.sasl.jaas.config' is not a JAAS login entry")
        .hint(
            "it looks like: org.apache.kafka.common.security.scram.ScramLoginModule required "
            "username=\"…\" password=\"…\";");
  }
  if (login->module != "PlainLoginModule" && login->module != "ScramLoginModule") {
    throw t
        .unsupported(fmt::format("The JAAS login module '{}' is not supported yet", login->module))
        .hint("PlainLoginModule and ScramLoginModule are");
  }
  for (const std::string name : {"username", "password"}) {
    const auto found = login->options.find(name);
    if (found == login->options.end()) {
      throw t.invalid(fmt::format("'properties.sasl.jaas.config' has no {}", name));
    }
    t.set("sasl." + name, found->second);
  }
}

void endpoint_identification(const Translation& t) {
  const auto algorithm = cased(t.text, std::tolower);
  if (!algorithm.empty() && algorithm != "https" && algorithm != "none") {
    throw t
        .invalid(fmt::format("Invalid value '{}' for option "
                             "'properties.ssl.endpoint.identification.algorithm'",
                             t.text))
        .hint("'https', or '' for none");
  }
  t.set("ssl.endpoint.identification.algorithm", algorithm == "https" ? "https" : "none");
}

// Java's -1 is the system's default, which is 0 here.
void socket_buffer(const Translation& t) {
  t.set(find_property(t.name)->native, t.text == "-1" ? "0" : t.text);
}

void buffer_memory(const Translation& t) {
  std::uint64_t bytes = 0;
  const auto [end, error] = std::from_chars(t.text.data(), t.text.data() + t.text.size(), bytes);
  if (error != std::errc() || end != t.text.data() + t.text.size()) {
    throw t.invalid(
        fmt::format("Invalid value '{}' for option 'properties.buffer.memory': "
                    "expected a whole number",
                    t.text));
  }
  t.set("queue.buffering.max.kbytes", std::to_string(std::max<std::uint64_t>(bytes / 1024, 1)));
}

void commit_offsets(const Translation& t) { t.out.commits_offsets = *t.options.boolean(t.name); }

void renamed(const Translation& t) { t.set(find_property(t.name)->native, t.text); }

template <StoreSource ClientProperties::*Store, std::string StoreSource::*Member>
void store(const Translation& t) {
  t.out.*Store.*Member = t.text;
}

// Read elsewhere: by the start options and by the sink.
void nothing(const Translation&) {}

using Handler = void (*)(const Translation&);

struct HandlerRow {
  std::string_view name;
  Handler handler;
};

constexpr auto kTrust = &ClientProperties::trust_store;
constexpr auto kKey = &ClientProperties::key_store;

constexpr HandlerRow kHandlers[] = {
    {"auto.offset.reset", nothing},
    {"buffer.memory", buffer_memory},
    {"commit.offsets.on.checkpoint", commit_offsets},
    {"receive.buffer.bytes", socket_buffer},
    {"sasl.jaas.config", jaas_config},
    {"sasl.mechanism", sasl_mechanism},
    {"security.protocol", security_protocol},
    {"send.buffer.bytes", socket_buffer},
    {"ssl.endpoint.identification.algorithm", endpoint_identification},
    {"ssl.key.password", store<kKey, &StoreSource::key_password>},
    {"ssl.keystore.certificate.chain", store<kKey, &StoreSource::certificates>},
    {"ssl.keystore.key", store<kKey, &StoreSource::key>},
    {"ssl.keystore.location", store<kKey, &StoreSource::location>},
    {"ssl.keystore.password", store<kKey, &StoreSource::password>},
    {"ssl.keystore.type", store<kKey, &StoreSource::type>},
    {"ssl.truststore.certificates", store<kTrust, &StoreSource::certificates>},
    {"ssl.truststore.location", store<kTrust, &StoreSource::location>},
    {"ssl.truststore.password", store<kTrust, &StoreSource::password>},
    {"ssl.truststore.type", store<kTrust, &StoreSource::type>},
    {"transaction.timeout.ms", nothing},
};

Handler handler_of(std::string_view name) {
  for (const auto& row : kHandlers) {
    if (row.name == name) return row.handler;
  }
  return renamed;
}

void apply(const JavaProperty& row, const Translation& t) {
  switch (row.effect) {
    case JavaProperty::Effect::Copied: t.set(row.native, t.text); break;
    case JavaProperty::Effect::Translated: handler_of(row.name)(t); break;
    case JavaProperty::Effect::NoMeaning:
      t.out.notes.push_back(fmt::format("'properties.{}' has no effect: {}", row.name, row.note));
      break;
  }
}

void check_login(const Options& properties, const ClientProperties& out) {
  const auto protocol = out.values.find("security.protocol");
  if (protocol == out.values.end() || !protocol->second.starts_with("sasl_")) return;
  if (!out.values.contains("sasl.mechanisms")) {  // Java's default
    throw Error(ErrorCode::UnsupportedSyntax,
                "sasl.mechanism 'GSSAPI', the default, is not supported yet")
        .hint("set 'properties.sasl.mechanism' to PLAIN, SCRAM-SHA-256 or SCRAM-SHA-512");
  }
  if (out.values.contains("sasl.username")) return;
  throw properties
      .invalid("sasl.mechanism",
               "Could not find a 'KafkaClient' entry in the JAAS configuration: "
               "'properties.sasl.jaas.config' is missing")
      .hint("add the login module with user name and password");
}

}  // namespace

ClientProperties translate_properties(const Options& properties, ClientRole role) {
  ClientProperties out;
  for (const auto& [name, value] : properties.entries()) {
    const auto* row = find_property(name);
    if (!row) throw unknown_property(name, value);
    if ((row->roles & static_cast<std::uint8_t>(role)) == 0) continue;
    apply(*row, {properties, row->name, value.text, out});
  }
  check_login(properties, out);
  return out;
}

}  // namespace streamsql::kafka
