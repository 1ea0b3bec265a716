// Load for benchmarks: records of the enrichment job, and what became of them.
#pragma once

#include <string>

#include "tests/integration/kafka_tool/client.h"

namespace kafka_tool {

struct GenerateOptions {
  std::string topic;
  int64_t count = 0;
  int64_t devices = 1000;  // pboxid is PBOX00000000 .. one less than this
  double rate = 0;         // records per second; 0: as fast as the broker takes them
};

// Sends JSON records of about 125 bytes with the fields pboxid, eventTime, metric, latitude and
// longitude. The same options give the same records, except that with a rate eventTime is the time
// of sending in microseconds since the epoch, for measure_latency. Prints one line of JSON:
// {"produced":N,"seconds":S,"rate":R,"average_bytes":B}.
void generate(const Cluster& cluster, const GenerateOptions& options);

struct LatencyOptions {
  std::string topic;
  std::string field = "eventTime";  // holds the microseconds, as a JSON string or number
  int64_t count = 0;                // stop after so many measured records; 0: no limit
  int seconds = 30;                 // stop after so many seconds
  int skip_seconds = 0;             // records of the first seconds are not measured
  std::string isolation = "read_uncommitted";
};

// Reads what arrives from now on ("ready" on standard error says when now is) and prints
// {"receive_ms":{n,p50,p90,p99,p999,max},"append_ms":{...}}: the time from sending to reception
// here, and to the broker's append (for a topic with message.timestamp.type=LogAppendTime).
void measure_latency(const Cluster& cluster, const LatencyOptions& options);

// Prints {"offsets":N,"first_ms":T,"last_ms":T}: the smallest and largest of the timestamps of each
// partition's first and last record. With LogAppendTime they span the job's output.
void print_span(const Cluster& cluster, const std::string& topic);

}  // namespace kafka_tool
