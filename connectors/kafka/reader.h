// The reader of the kafka source: one consumer per subtask.
#pragma once

#include <memory>

#include "connectors/kafka/client.h"
#include "connectors/kafka/options.h"
#include "connectors/kafka/row_decoder.h"

namespace streamsql::kafka {

struct ReaderSettings {
  RowPlan plan;
  ClientConfig client;
  std::string group_id;
  bool commits_offsets = true;
  StopOptions stop;  // for partitions that come without an end from a checkpoint
  std::unique_ptr<BadRecords> bad_records;
};

std::unique_ptr<SourceReader> make_reader(ReaderSettings settings, const ConnectorContext& context);

}  // namespace streamsql::kafka
