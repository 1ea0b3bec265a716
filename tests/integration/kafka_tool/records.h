// Records in from standard input, records out to standard output.
#pragma once

#include <optional>
#include <string>

#include "tests/integration/kafka_tool/client.h"

namespace kafka_tool {

struct ProduceOptions {
  std::string topic;
  int32_t partition = RD_KAFKA_PARTITION_UA;
  bool keyed = false;               // a line is key TAB value
  std::optional<std::string> null;  // a key or value equal to this text is NULL
  Properties headers;               // added to every record
  int64_t timestamp_ms = 0;         // 0: now
  std::string transactional_id;     // not empty: all lines are one transaction
  bool abort = false;               // ... which is aborted instead of committed
};

// Sends each line of standard input as one record and returns when all are acknowledged.
void produce(const Cluster& cluster, const ProduceOptions& options);

// Sends lines of standard input, "topic TAB partition TAB value", as they come, each exactly once;
// returns when standard input ends and all are acknowledged.
void feed(const Cluster& cluster);

struct ConsumeOptions {
  std::string topic;
  int32_t partition = RD_KAFKA_PARTITION_UA;  // default: all partitions
  bool from_beginning = false;                // default: what arrives from now on
  bool to_end = false;                        // stop at each partition's end as of the start
  int64_t count = 0;                          // stop after so many records; 0: no limit
  int seconds = 0;                            // stop after so many seconds; 0: no limit
  std::string isolation = "read_uncommitted";
  std::string format = "%s\n";
};

// Prints records by `format`, as kcat does: %s value, %k key, %p partition, %o offset,
// %T timestamp in ms, %h headers (name=value,...), %t topic, \n, \t, %%. NULL prints as "NULL".
// Prints "ready" on standard error when its starting offsets are fixed: what is produced after
// that is seen. Throws Failure when `count` was asked for and the end or `seconds` came first.
void consume(const Cluster& cluster, const ConsumeOptions& options);

}  // namespace kafka_tool
