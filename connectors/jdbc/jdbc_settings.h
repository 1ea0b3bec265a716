// JdbcSettings: a jdbc table's options, read and checked against each other.
#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "connectors/mysql/connection_settings.h"
#include "engine/connector/lookup.h"
#include "engine/connector/table.h"

namespace streamsql::jdbc {

struct PartitionSettings {
  int column;  // index into the physical schema
  std::int64_t count, lower, upper;
};

struct IncrementingSettings {
  int column;
  std::string start;  // "earliest", "latest" or a value
  std::chrono::milliseconds poll_interval;
};

struct SinkSettings {
  std::int64_t max_rows;
  std::chrono::milliseconds interval;  // 0: none
  std::int64_t max_retries;
  std::chrono::milliseconds timeout;  // of a statement, when the URL has none
  std::optional<int> parallelism;
  bool exactly_once = true;  // when the job takes checkpoints
};

struct JdbcSettings {
  mysql::ConnectionSettings connection;
  std::string table;  // in the database
  bool push_filters = true;
  std::int64_t fetch_size = 0;
  std::optional<PartitionSettings> partition;
  std::optional<IncrementingSettings> incrementing;
  LookupOptions lookup;
  int lookup_connections = 1;
  std::size_t keys_per_query = 1;
  SinkSettings sink;
};

// Throws Error at the option's place, in Flink's words where Flink checks the same.
JdbcSettings read_settings(const TableDescriptor& table);

}  // namespace streamsql::jdbc
