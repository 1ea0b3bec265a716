// RedoRecord: a message for a topic as it waits in a checkpoint.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "connectors/kafka/outgoing_run.h"

namespace streamsql::kafka {

// Views into the text that it was read from.
struct RedoRecord {
  std::string_view topic;
  std::int32_t partition = 0;
  std::optional<std::int64_t> timestamp_millis;
  std::optional<std::string_view> key, value;
  std::vector<HeaderView> headers;
};

// Numbers are little-endian; a text is its length in 4 bytes (-1: NULL), then its bytes:
//   topic, partition (4 bytes), timestamp (8 bytes; the least number: none), key, value,
//   number of headers (4 bytes), and per header name and value
void append_redo_record(const RedoRecord& record, std::string& out);
// Throws Error(CheckpointDamaged).
RedoRecord read_redo_record(std::string_view text);

}  // namespace streamsql::kafka
