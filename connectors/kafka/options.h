// Options of the kafka connector: the table of all keys, and their typed and checked form.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/connector/connector.h"

namespace streamsql::kafka {

// Every key of the connector, the formats' own excluded (flink-connector-kafka 3.x,
// KafkaConnectorOptions). The reference page is made from it.
std::span<const OptionSpec> option_table();
std::span<const OptionSpec> upsert_option_table();  // of upsert-kafka

// kafka: messages are rows or changes, as the value's format has it. upsert-kafka: the last message
// of a key is its row, and one without value removes it.
enum class TableKind : std::uint8_t { Kafka, UpsertKafka };

enum class StartupMode : std::uint8_t { GroupOffsets, Earliest, Latest, Timestamp, Specific };
enum class BoundedMode : std::uint8_t { Unbounded, Latest, GroupOffsets, Timestamp, Specific };
enum class OffsetReset : std::uint8_t { None, Earliest, Latest };  // auto.offset.reset
enum class Partitioner : std::uint8_t { Default, Fixed, RoundRobin };
enum class Guarantee : std::uint8_t { None, AtLeastOnce, ExactlyOnce };

using PartitionOffsets = std::map<std::int32_t, std::int64_t>;

// "partition:0,offset:42;partition:1,offset:300"; nothing when the text has another form.
std::optional<PartitionOffsets> parse_partition_offsets(std::string_view text);

struct StartOptions {
  StartupMode mode = StartupMode::GroupOffsets;
  std::int64_t timestamp_millis = 0;
  PartitionOffsets offsets;
  // Where to go on from when there is no committed offset, or when an offset no longer exists.
  OffsetReset reset = OffsetReset::None;
};

struct StopOptions {
  BoundedMode mode = BoundedMode::Unbounded;
  std::int64_t timestamp_millis = 0;
  PartitionOffsets offsets;
};

// Which physical columns are written to the key and to the value of a message.
struct RecordLayout {
  std::vector<int> key_columns;    // in the order of key.fields
  std::vector<int> value_columns;  // ascending
  std::string key_prefix;          // removed from the names of the key's fields
};

struct FormatChoice {
  const FormatFactory* factory = nullptr;  // null: there is no key format
  Options options;                         // without prefix
};

struct DeadLetterOptions {
  std::string topic, path;  // at most one is set
  bool enabled() const { return !topic.empty() || !path.empty(); }
};

// Of upsert-kafka: changes of a key that come close together are written as one.
struct BufferOptions {
  std::int64_t max_rows = 0;
  std::chrono::milliseconds interval{};
  bool enabled() const { return max_rows > 0; }
};

// The options of one table, checked as far as source and sink share them.
struct TableOptions {
  TableKind kind = TableKind::Kafka;
  std::vector<std::string> topics;  // one of the two
  std::string topic_pattern;
  FormatChoice key, value;
  RecordLayout layout;
  StartOptions start;
  StopOptions stop;
  std::chrono::milliseconds discovery_interval{};  // 0: never again
  Partitioner partitioner = Partitioner::Default;
  DeadLetterOptions dead_letter;
  std::optional<Guarantee> guarantee;  // nothing: the table does not say
  BufferOptions buffer;
  std::optional<int> scan_parallelism, sink_parallelism;
  Options properties;  // Java names, "properties." removed
  std::string group_id;
};

// Throws Error(UnknownOption, MissingOption, InvalidOption, InvalidTable) with Flink's messages.
TableOptions read_table_options(const TableDescriptor& table, const FormatRegistry& formats,
                                TableKind kind = TableKind::Kafka);
// What only concerns writing.
void check_sink_options(const TableDescriptor& table, const TableOptions& options);

}  // namespace streamsql::kafka
