#include "connectors/kafka/options.h"

namespace streamsql::kafka {
namespace {

using enum OptionType;

constexpr std::string_view kStartupModes =
    "earliest-offset|latest-offset|group-offsets|timestamp|specific-offsets";
constexpr std::string_view kBoundedModes =
    "unbounded|latest-offset|group-offsets|timestamp|specific-offsets";

// ---- what both connectors have

constexpr OptionSpec kTopicPattern = {
    .key = "topic-pattern",
    .summary = "Regular expression that matches the whole name of each topic to read."};
constexpr OptionSpec kBootstrapServers = {
    .key = "properties.bootstrap.servers",
    .required = true,
    .summary = "Addresses of brokers, 'host:port' separated by ','."};
constexpr OptionSpec kGroupId = {
    .key = "properties.group.id",
    .default_value = "KafkaSource-<table>",
    .summary = "Consumer group whose offsets are read at start and committed on the way."};
constexpr OptionSpec kSaslJaasConfig = {
    .key = "properties.sasl.jaas.config",
    .summary = "Login module with user name and password, as Java clients write it.",
    .secret = true};
constexpr OptionSpec kSslKeystoreKey = {.key = "properties.ssl.keystore.key",
                                        .summary = "Private key of the client, PEM.",
                                        .secret = true};
constexpr OptionSpec kClientProperties = {
    .key = "properties.*",
    .type = Map,
    .summary = "Settings of Kafka's Java clients, translated to librdkafka's."};
constexpr OptionSpec kKeyFieldsPrefix = {
    .key = "key.fields-prefix",
    .summary = "Prefix of the key's column names that the key itself does not have."};
constexpr OptionSpec kValueFieldsInclude = {
    .key = "value.fields-include",
    .type = Enum,
    .default_value = "ALL",
    .summary = "Whether key columns are part of the value too.",
    .values = "ALL|EXCEPT_KEY"};
constexpr OptionSpec kScanBoundedMode = {.key = "scan.bounded.mode",
                                         .type = Enum,
                                         .default_value = "unbounded",
                                         .summary = "Where reading ends; evaluated at start.",
                                         .values = kBoundedModes};
constexpr OptionSpec kScanBoundedSpecificOffsets = {
    .key = "scan.bounded.specific-offsets",
    .summary = "Where each partition ends; partitions that are not listed are not read."};
constexpr OptionSpec kScanBoundedTimestampMillis = {
    .key = "scan.bounded.timestamp-millis",
    .type = Int,
    .summary = "Reading ends before the first message of this time or later."};
constexpr OptionSpec kScanTopicPartitionDiscoveryInterval = {
    .key = "scan.topic-partition-discovery.interval",
    .type = Duration,
    .default_value = "5 min",
    .summary = "How often new topics and partitions are looked for; 0 for never."};
constexpr OptionSpec kScanParallelism = {
    .key = "scan.parallelism",
    .type = Int,
    .summary = "Subtasks of the source; by default the job's."};
constexpr OptionSpec kSinkParallelism = {.key = "sink.parallelism",
                                         .type = Int,
                                         .summary = "Subtasks of the sink; by default the job's."};
constexpr OptionSpec kSinkDeliveryGuarantee = {
    .key = "sink.delivery-guarantee",
    .type = Enum,
    .default_value = "exactly-once, if the job takes checkpoints",
    .summary =
        "What a failure may do to written records: nothing, repeat them, or also lose them. "
        "Under exactly-once, readers with 'isolation.level' = 'read_committed' see records "
        "after the next checkpoint.",
    .values = "none|at-least-once|exactly-once"};
constexpr OptionSpec kSinkTransactionalIdPrefix = {
    .key = "sink.transactional-id-prefix",
    .default_value = "streamsql.<job>",
    .summary = "Prefix of the job's two transactional ids; no other job may use it."};
constexpr OptionSpec kSinkTransactionNamingStrategy = {
    .key = "sink.transaction-naming-strategy",
    .type = Enum,
    .default_value = "INCREMENTING",
    .summary = "How Flink names transactions; one transaction per process needs no strategy.",
    .values = "INCREMENTING|POOLING",
    .effect = OptionEffect::NoMeaning};
constexpr OptionSpec kDeadLetterTopic = {
    .key = "dead-letter.topic",
    .summary =
        "Topic for messages that cannot be decoded, instead of failing: original bytes, "
        "with place, reason and time as headers.",
    .extension = true};
constexpr OptionSpec kDeadLetterPath = {
    .key = "dead-letter.path",
    .summary = "File for messages that cannot be decoded: a JSON line each, bytes in base64.",
    .extension = true};
// Of watermarks that are made per partition; the planner reads them.
constexpr OptionSpec kWatermarkStrategy{
    .key = "scan.watermark.emit.strategy",
    .type = Enum,
    .default_value = "on-periodic",
    .summary =
        "When watermarks are sent: every 'pipeline.auto-watermark-interval', or after every "
        "row that raises them.",
    .values = "on-periodic|on-event"};
constexpr OptionSpec kWatermarkIdleTimeout{
    .key = "scan.watermark.idle-timeout",
    .type = Duration,
    .summary =
        "After this long without rows a partition no longer holds the watermark back; by "
        "default as 'table.exec.source.idle-timeout' says."};
constexpr OptionSpec kWatermarkAlignmentGroup{
    .key = "scan.watermark.alignment.group",
    .summary =
        "Sources of a job that name the same group wait for the slowest of them, so that less "
        "state gathers behind; goes with 'scan.watermark.alignment.max-drift'."};
constexpr OptionSpec kWatermarkAlignmentMaxDrift{
    .key = "scan.watermark.alignment.max-drift",
    .type = Duration,
    .summary =
        "How far the watermark of a source, or of one of its partitions, may be ahead of the "
        "lowest one in the group; what is further ahead is not read."};
constexpr OptionSpec kWatermarkAlignmentUpdateInterval{
    .key = "scan.watermark.alignment.update-interval",
    .type = Duration,
    .default_value = "1 s",
    .summary = "How often a source tells its group how far it has come."};

constexpr OptionSpec kOptions[] = {
    {.key = "connector", .required = true, .summary = "'kafka'."},
    {.key = "topic",
     .type = List,
     .summary = "Topic to read or write; several to read, separated by ';'. A sink with several "
                "topics takes the topic of each row from the metadata column 'topic'."},
    kTopicPattern,
    kBootstrapServers,
    kGroupId,
    kSaslJaasConfig,
    kSslKeystoreKey,
    kClientProperties,
    {.key = "format",
     .summary = "Format of the message's value; its options follow as "
                "'<format>.<option>'."},
    {.key = "value.format",
     .summary = "The same as 'format'; its options follow as "
                "'value.<format>.<option>'."},
    {.key = "key.format", .summary = "Format of the message's key; needs 'key.fields'."},
    {.key = "key.fields", .type = List, .summary = "Columns that make the key, 'a;b'."},
    kKeyFieldsPrefix,
    kValueFieldsInclude,
    {.key = "scan.startup.mode",
     .type = Enum,
     .default_value = "group-offsets",
     .summary = "Where reading begins.",
     .values = kStartupModes},
    {.key = "scan.startup.specific-offsets",
     .summary = "Where each partition begins: 'partition:0,offset:42;partition:1,offset:300'."},
    {.key = "scan.startup.timestamp-millis",
     .type = Int,
     .summary = "Reading begins at the first message of this time or later."},
    kScanBoundedMode,
    kScanBoundedSpecificOffsets,
    kScanBoundedTimestampMillis,
    kScanTopicPartitionDiscoveryInterval,
    kScanParallelism,
    kWatermarkStrategy,
    kWatermarkIdleTimeout,
    kWatermarkAlignmentGroup,
    kWatermarkAlignmentMaxDrift,
    kWatermarkAlignmentUpdateInterval,
    kSinkParallelism,
    {.key = "sink.partitioner",
     .default_value = "default",
     .summary = "'default' (by the key's murmur2 hash; without key in runs), 'fixed' (one "
                "partition per subtask) or 'round-robin'."},
    kSinkDeliveryGuarantee,
    {.key = "sink.semantic",
     .type = Enum,
     .summary = "Old name of 'sink.delivery-guarantee'.",
     .values = "none|at-least-once|exactly-once"},
    kSinkTransactionalIdPrefix,
    kSinkTransactionNamingStrategy,
    kDeadLetterTopic,
    kDeadLetterPath,
};

// What is not named here (Flink: UpsertKafkaDynamicTableFactory) is refused.
constexpr OptionSpec kUpsertOptions[] = {
    {.key = "connector", .required = true, .summary = "'upsert-kafka'."},
    {.key = "topic",
     .type = List,
     .summary = "Topic to read or write; several to read, separated by ';'."},
    kTopicPattern,
    kBootstrapServers,
    kGroupId,
    kSaslJaasConfig,
    kSslKeystoreKey,
    kClientProperties,
    {.key = "key.format",
     .required = true,
     .summary = "Format of the message's key, which holds the columns of the PRIMARY KEY; its "
                "options follow as 'key.<format>.<option>'."},
    {.key = "value.format",
     .required = true,
     .summary = "Format of the message's value; its options follow as "
                "'value.<format>.<option>'."},
    kKeyFieldsPrefix,
    kValueFieldsInclude,
    kScanBoundedMode,
    kScanBoundedSpecificOffsets,
    kScanBoundedTimestampMillis,
    kScanTopicPartitionDiscoveryInterval,
    kScanParallelism,
    kWatermarkStrategy,
    kWatermarkIdleTimeout,
    kWatermarkAlignmentGroup,
    kWatermarkAlignmentMaxDrift,
    kWatermarkAlignmentUpdateInterval,
    kSinkParallelism,
    {.key = "sink.buffer-flush.max-rows",
     .type = Int,
     .default_value = "0",
     .summary =
         "Rows kept back before they are written, of which the last per key is; 0 keeps none "
         "back. Goes with 'sink.buffer-flush.interval'."},
    {.key = "sink.buffer-flush.interval",
     .type = Duration,
     .default_value = "0 s",
     .summary = "How long rows are kept back at most. Goes with 'sink.buffer-flush.max-rows'."},
    kSinkDeliveryGuarantee,
    kSinkTransactionalIdPrefix,
    kSinkTransactionNamingStrategy,
    kDeadLetterTopic,
    kDeadLetterPath,
};

}  // namespace

std::span<const OptionSpec> option_table() { return kOptions; }

std::span<const OptionSpec> upsert_option_table() { return kUpsertOptions; }

}  // namespace streamsql::kafka
