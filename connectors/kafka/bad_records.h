// Bad records of the kafka source: fail, or go on and keep them in a dead letter.
#pragma once

#include <memory>

#include "connectors/kafka/client.h"
#include "connectors/kafka/options.h"

namespace streamsql::kafka {

// Flink's default: the first bad record ends the job.
std::unique_ptr<BadRecords> make_failing_bad_records();
// The message as it was, with the headers 'streamsql.place', 'streamsql.reason' and
// 'streamsql.time' (ISO-8601, UTC).
std::unique_ptr<BadRecords> make_dead_letter_topic(const std::string& topic, ClientConfig producer);
// A line per record: {"place":…,"reason":…,"time":…,"bytes":"<base64>"}. Subtask n > 0 appends
// ".n" to the name. Synced to disk by flush().
std::unique_ptr<BadRecords> make_dead_letter_file(const std::string& path, int subtask);

}  // namespace streamsql::kafka
