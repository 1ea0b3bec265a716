// RowDecoder: messages to rows, with value, key and metadata columns side by side.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "connectors/kafka/message_run.h"
#include "connectors/kafka/options.h"
#include "engine/connector/table.h"

namespace streamsql::kafka {

// What the rows of one table are made of; immutable.
struct RowPlan {
  SchemaPtr physical;
  RecordLayout layout;
  FormatChoice key, value;
  TimeZonePtr zone;
  std::vector<int> columns;              // the physical columns wanted, ascending
  std::vector<MetadataColumn> metadata;  // of the message, or "value.…" of its value
  TableKind kind = TableKind::Kafka;
};

// The schema of a key or value as its format sees it: `columns` of `physical`, `prefix` removed
// from their names.
SchemaPtr record_schema(const Schema& physical, const std::vector<int>& columns,
                        std::string_view prefix);

struct BadMessage {
  std::uint32_t message;
  std::string reason;
  bool in_key;
};

struct DecodedRun {
  Batch rows;
  std::vector<std::uint32_t> row_counts;  // per message
  std::vector<BadMessage> bad;            // ascending
  std::uint64_t skipped = 0;
};

// One per reader; one thread. In an upsert table a message without value is a Delete with the key's
// columns, and every other an UpdateAfter. A column of key and value comes from the value, as in
// Flink; a message whose key or value gives no row gives none.
class RowDecoder {
 public:
  virtual ~RowDecoder() = default;
  virtual DecodedRun decode(const ConsumedRunPtr& run) = 0;
};

std::unique_ptr<RowDecoder> make_row_decoder(const RowPlan& plan);

}  // namespace streamsql::kafka
