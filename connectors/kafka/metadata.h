// Metadata columns of the kafka connector: what a message carries beside key and value.
#pragma once

#include <cstdint>
#include <librdkafka/rdkafka.h>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "engine/batch/column_builder.h"
#include "engine/connector/format_metadata.h"

namespace streamsql::kafka {

enum class MetadataKey : std::uint8_t {
  Topic,
  Partition,
  Headers,
  LeaderEpoch,
  Offset,
  Timestamp,
  TimestampType
};

// Metadata of the value's format is offered under this prefix.
inline constexpr std::string_view kValuePrefix = "value.";
// What the format itself offers; keys without prefix.
std::vector<MetadataSpec> metadata_of(const FormatFactory& format);

// In Flink's order, with Flink's types.
std::vector<MetadataSpec> metadata_specs();
std::optional<MetadataKey> find_metadata(std::string_view key);
DataType metadata_type(MetadataKey key);

// One value per entry of `messages`; strings point into the messages, so the column must hold them.
void append_metadata(MetadataKey key, std::span<const rd_kafka_message_t* const> messages,
                     ColumnBuilder& out);

}  // namespace streamsql::kafka
