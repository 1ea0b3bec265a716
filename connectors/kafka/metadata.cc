#include "connectors/kafka/metadata.h"

namespace streamsql::kafka {
namespace {

using Message = const rd_kafka_message_t&;

struct Row {
  MetadataKey key;
  std::string_view name, summary;
  bool writable;
};

constexpr Row kRows[] = {
    {MetadataKey::Topic, "topic", "Name of the topic.", true},
    {MetadataKey::Partition, "partition", "Number of the partition.", false},
    {MetadataKey::Headers, "headers", "Headers of the message; the last of equal names counts.",
     true},
    {MetadataKey::LeaderEpoch, "leader-epoch",
     "Leader epoch of the message; NULL, because librdkafka 2.0 does not tell it.", false},
    {MetadataKey::Offset, "offset", "Offset within the partition.", false},
    {MetadataKey::Timestamp, "timestamp", "Time of the message.", true},
    {MetadataKey::TimestampType, "timestamp-type",
     "'NoTimestampType', 'CreateTime' or 'LogAppendTime'.", false},
};

std::string_view timestamp_type(Message message) {
  rd_kafka_timestamp_type_t type = RD_KAFKA_TIMESTAMP_NOT_AVAILABLE;
  rd_kafka_message_timestamp(&message, &type);
  if (type == RD_KAFKA_TIMESTAMP_CREATE_TIME) return "CreateTime";
  if (type == RD_KAFKA_TIMESTAMP_LOG_APPEND_TIME) return "LogAppendTime";
  return "NoTimestampType";
}

struct Header {
  std::string_view name;
  const void* value;
  std::size_t size;
};

std::vector<Header> headers_of(Message message) {
  std::vector<Header> out;
  rd_kafka_headers_t* headers = nullptr;
  if (rd_kafka_message_headers(&message, &headers)) return out;
  Header header{};
  const char* name = nullptr;
  for (std::size_t i = 0; !rd_kafka_header_get_all(headers, i, &name, &header.value, &header.size);
       ++i) {
    header.name = name;
    std::erase_if(out, [&](const auto& earlier) { return earlier.name == header.name; });
    out.push_back(header);
  }
  return out;
}

void append_headers(Message message, ColumnBuilder& out) {
  for (const auto& header : headers_of(message)) {
    out.child(0).append_string(header.name);
    if (header.value) {
      out.child(1).append_string({static_cast<const char*>(header.value), header.size});
    } else {
      out.child(1).append_null();
    }
  }
  out.append_list();
}

void append_value(MetadataKey key, Message message, ColumnBuilder& out) {
  switch (key) {
    case MetadataKey::Topic: return out.append_string(rd_kafka_topic_name(message.rkt));
    case MetadataKey::Partition: return out.append<std::int32_t>(message.partition);
    case MetadataKey::Headers: return append_headers(message, out);
    case MetadataKey::LeaderEpoch: return out.append_null();
    case MetadataKey::Offset: return out.append<std::int64_t>(message.offset);
    case MetadataKey::Timestamp:
      return out.append(Timestamp{rd_kafka_message_timestamp(&message, nullptr), 0});
    case MetadataKey::TimestampType: return out.append_string(timestamp_type(message));
  }
}

}  // namespace

DataType metadata_type(MetadataKey key) {
  switch (key) {
    case MetadataKey::Partition: return DataType::integer().not_null();
    case MetadataKey::Headers:
      return DataType::map(DataType::string().not_null(), DataType::bytes().not_null()).not_null();
    case MetadataKey::LeaderEpoch: return DataType::integer();
    case MetadataKey::Offset: return DataType::bigint().not_null();
    case MetadataKey::Timestamp: return DataType::timestamp_ltz(3).not_null();
    default: return DataType::string().not_null();
  }
}

std::vector<MetadataSpec> metadata_of(const FormatFactory& format) {
  const auto* with_metadata = dynamic_cast<const MetadataFormat*>(&format);
  return with_metadata ? with_metadata->metadata() : std::vector<MetadataSpec>();
}

std::vector<MetadataSpec> metadata_specs() {
  std::vector<MetadataSpec> out;
  for (const auto& row : kRows) {
    out.push_back({std::string(row.name), metadata_type(row.key), true, row.writable,
                   std::string(row.summary)});
  }
  return out;
}

std::optional<MetadataKey> find_metadata(std::string_view key) {
  for (const auto& row : kRows) {
    if (row.name == key) return row.key;
  }
  return std::nullopt;
}

void append_metadata(MetadataKey key, std::span<const rd_kafka_message_t* const> messages,
                     ColumnBuilder& out) {
  for (const auto* message : messages) append_value(key, *message, out);
}

}  // namespace streamsql::kafka
