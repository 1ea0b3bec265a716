// Metadata columns of the kafka connector: what a message carries beside key and value.
#pragma once

#include <cstdint>
#include <librdkafka/rdkafka.h>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "engine/batch/column_builder.h"
#include "engine/connector/table.h"

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

// In Flink's order, with Flink's types.
std::vector<MetadataSpec> metadata_specs();
std::optional<MetadataKey> find_metadata(std::string_view key);
DataType metadata_type(MetadataKey key);

// One value per entry of `messages`; strings point into the messages, so the column must hold them.
void append_metadata(MetadataKey key, std::span<const rd_kafka_message_t* const> messages,
                     ColumnBuilder& out);

}  // namespace streamsql::kafka
