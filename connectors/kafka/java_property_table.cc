// The allowlist (Kafka 3.x: ConsumerConfig, ProducerConfig, SaslConfigs, SslConfigs; Flink:
// KafkaSourceOptions).
#include "connectors/kafka/java_properties.h"

namespace streamsql::kafka {
namespace {

using enum JavaProperty::Effect;

constexpr std::uint8_t kIn = 1, kOut = 2, kBoth = 3;

constexpr std::string_view kOwnAssignment = "partitions are assigned by streamsql, not by a group";
constexpr std::string_view kJavaClass = "a Java class; formats take its place";
constexpr std::string_view kOwnMetrics = "streamsql has its own metrics";
constexpr std::string_view kTlsByOpenssl = "TLS is OpenSSL's, with its own defaults";
constexpr std::string_view kOneBackoff = "librdkafka has one fixed back-off";
constexpr std::string_view kLoginRefresh = "concerns Java's login refresh thread";

constexpr JavaProperty kProperties[] = {
    // ---- both
    {"bootstrap.servers", kBoth, Copied, "bootstrap.servers", ""},
    {"auto.include.jmx.reporter", kBoth, NoMeaning, "", kOwnMetrics},
    {"client.dns.lookup", kBoth, NoMeaning, "", "all addresses of a name are tried"},
    {"client.id", kBoth, Copied, "client.id", ""},
    {"connections.max.idle.ms", kBoth, Copied, "connections.max.idle.ms", ""},
    {"enable.metrics.push", kBoth, NoMeaning, "", kOwnMetrics},
    {"interceptor.classes", kBoth, NoMeaning, "", kJavaClass},
    {"metadata.max.age.ms", kBoth, Translated, "topic.metadata.refresh.interval.ms", ""},
    {"metadata.recovery.strategy", kBoth, NoMeaning, "", "brokers are found again by bootstrap"},
    {"metric.reporters", kBoth, NoMeaning, "", kOwnMetrics},
    {"metrics.num.samples", kBoth, NoMeaning, "", kOwnMetrics},
    {"metrics.recording.level", kBoth, NoMeaning, "", kOwnMetrics},
    {"metrics.sample.window.ms", kBoth, NoMeaning, "", kOwnMetrics},
    {"receive.buffer.bytes", kBoth, Translated, "socket.receive.buffer.bytes", ""},
    {"reconnect.backoff.max.ms", kBoth, Copied, "reconnect.backoff.max.ms", ""},
    {"reconnect.backoff.ms", kBoth, Copied, "reconnect.backoff.ms", ""},
    {"request.timeout.ms", kBoth, Translated, "socket.timeout.ms", ""},
    {"retry.backoff.max.ms", kBoth, NoMeaning, "", kOneBackoff},
    {"retry.backoff.ms", kBoth, Copied, "retry.backoff.ms", ""},
    {"send.buffer.bytes", kBoth, Translated, "socket.send.buffer.bytes", ""},
    {"socket.connection.setup.timeout.max.ms", kBoth, NoMeaning, "", kOneBackoff},
    {"socket.connection.setup.timeout.ms", kBoth, Copied, "socket.connection.setup.timeout.ms", ""},
    // ---- security
    {"security.protocol", kBoth, Translated, "security.protocol", ""},
    {"security.providers", kBoth, NoMeaning, "", kTlsByOpenssl},
    {"sasl.jaas.config", kBoth, Translated, "sasl.username sasl.password", ""},
    {"sasl.login.refresh.buffer.seconds", kBoth, NoMeaning, "", kLoginRefresh},
    {"sasl.login.refresh.min.period.seconds", kBoth, NoMeaning, "", kLoginRefresh},
    {"sasl.login.refresh.window.factor", kBoth, NoMeaning, "", kLoginRefresh},
    {"sasl.login.refresh.window.jitter", kBoth, NoMeaning, "", kLoginRefresh},
    {"sasl.mechanism", kBoth, Translated, "sasl.mechanisms", ""},
    {"ssl.enabled.protocols", kBoth, NoMeaning, "", kTlsByOpenssl},
    {"ssl.endpoint.identification.algorithm", kBoth, Translated,
     "ssl.endpoint.identification.algorithm", ""},
    {"ssl.key.password", kBoth, Translated, "ssl.key.pem", ""},
    {"ssl.keymanager.algorithm", kBoth, NoMeaning, "", kTlsByOpenssl},
    {"ssl.keystore.certificate.chain", kBoth, Translated, "ssl.certificate.pem", ""},
    {"ssl.keystore.key", kBoth, Translated, "ssl.key.pem", ""},
    {"ssl.keystore.location", kBoth, Translated, "ssl.certificate.pem ssl.key.pem", ""},
    {"ssl.keystore.password", kBoth, Translated, "ssl.certificate.pem ssl.key.pem", ""},
    {"ssl.keystore.type", kBoth, Translated, "ssl.certificate.pem ssl.key.pem", ""},
    {"ssl.protocol", kBoth, NoMeaning, "", kTlsByOpenssl},
    {"ssl.provider", kBoth, NoMeaning, "", kTlsByOpenssl},
    {"ssl.secure.random.implementation", kBoth, NoMeaning, "", kTlsByOpenssl},
    {"ssl.trustmanager.algorithm", kBoth, NoMeaning, "", kTlsByOpenssl},
    {"ssl.truststore.certificates", kBoth, Translated, "ssl.ca.pem", ""},
    {"ssl.truststore.location", kBoth, Translated, "ssl.ca.pem", ""},
    {"ssl.truststore.password", kBoth, Translated, "ssl.ca.pem", ""},
    {"ssl.truststore.type", kBoth, Translated, "ssl.ca.pem", ""},
    // ---- consumer
    {"allow.auto.create.topics", kIn, Copied, "allow.auto.create.topics", ""},
    {"auto.commit.interval.ms", kIn, NoMeaning, "", "offsets are committed with checkpoints"},
    {"auto.offset.reset", kIn, Translated, "", "used with 'scan.startup.mode' = 'group-offsets'"},
    {"check.crcs", kIn, Copied, "check.crcs", ""},
    {"client.id.prefix", kIn, Translated, "client.id", ""},
    {"client.rack", kIn, Copied, "client.rack", ""},
    {"commit.offsets.on.checkpoint", kIn, Translated, "", "whether offsets are committed at all"},
    {"default.api.timeout.ms", kIn, NoMeaning, "", "'request.timeout.ms' bounds each request"},
    {"enable.auto.commit", kIn, NoMeaning, "", "offsets are committed with checkpoints"},
    {"exclude.internal.topics", kIn, NoMeaning, "", "patterns never match internal topics"},
    {"fetch.max.bytes", kIn, Copied, "fetch.max.bytes", ""},
    {"fetch.max.wait.ms", kIn, Translated, "fetch.wait.max.ms", ""},
    {"fetch.min.bytes", kIn, Copied, "fetch.min.bytes", ""},
    {"group.id", kIn, Copied, "group.id", ""},
    {"group.instance.id", kIn, NoMeaning, "", kOwnAssignment},
    {"group.protocol", kIn, NoMeaning, "", kOwnAssignment},
    {"group.remote.assignor", kIn, NoMeaning, "", kOwnAssignment},
    {"heartbeat.interval.ms", kIn, NoMeaning, "", kOwnAssignment},
    {"isolation.level", kIn, Copied, "isolation.level", ""},
    {"key.deserializer", kIn, NoMeaning, "", kJavaClass},
    {"max.partition.fetch.bytes", kIn, Copied, "max.partition.fetch.bytes", ""},
    {"max.poll.interval.ms", kIn, NoMeaning, "", kOwnAssignment},
    {"max.poll.records", kIn, NoMeaning, "", "messages are taken in runs of up to 1000"},
    {"partition.assignment.strategy", kIn, NoMeaning, "", kOwnAssignment},
    {"partition.discovery.interval.ms", kIn, NoMeaning, "",
     "'scan.topic-partition-discovery.interval' decides"},
    {"register.consumer.metrics", kIn, NoMeaning, "", kOwnMetrics},
    {"session.timeout.ms", kIn, NoMeaning, "", kOwnAssignment},
    {"value.deserializer", kIn, NoMeaning, "", kJavaClass},
    // ---- producer
    {"acks", kOut, Copied, "acks", ""},
    {"batch.size", kOut, Copied, "batch.size", ""},
    {"buffer.memory", kOut, Translated, "queue.buffering.max.kbytes", ""},
    {"compression.gzip.level", kOut, Translated, "compression.level", ""},
    {"compression.lz4.level", kOut, Translated, "compression.level", ""},
    {"compression.type", kOut, Translated, "compression.type", ""},
    {"compression.zstd.level", kOut, Translated, "compression.level", ""},
    {"delivery.timeout.ms", kOut, Copied, "delivery.timeout.ms", ""},
    {"enable.idempotence", kOut, Copied, "enable.idempotence", ""},
    {"key.serializer", kOut, NoMeaning, "", kJavaClass},
    {"linger.ms", kOut, Copied, "linger.ms", ""},
    {"max.block.ms", kOut, NoMeaning, "", "a full queue holds the source back"},
    {"max.in.flight.requests.per.connection", kOut, Copied, "max.in.flight.requests.per.connection",
     ""},
    {"max.request.size", kOut, Translated, "message.max.bytes", ""},
    {"metadata.max.idle.ms", kOut, NoMeaning, "", "metadata of a sink's topics is always kept"},
    {"partitioner.adaptive.partitioning.enable", kOut, NoMeaning, "", "'sink.partitioner' decides"},
    {"partitioner.availability.timeout.ms", kOut, NoMeaning, "", "'sink.partitioner' decides"},
    {"partitioner.class", kOut, NoMeaning, "", "'sink.partitioner' decides"},
    {"partitioner.ignore.keys", kOut, NoMeaning, "", "'sink.partitioner' decides"},
    {"retries", kOut, Copied, "retries", ""},
    {"transaction.timeout.ms", kOut, Translated, "", "of the job's transactions"},
    {"transactional.id", kOut, NoMeaning, "", "'sink.transactional-id-prefix' decides"},
    {"value.serializer", kOut, NoMeaning, "", kJavaClass},
};

}  // namespace

std::span<const JavaProperty> java_properties() { return kProperties; }

}  // namespace streamsql::kafka
