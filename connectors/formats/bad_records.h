// BadRecords by the options of a table: fail, or write dead letters and go on.
#pragma once

#include <functional>
#include <memory>
#include <span>

#include "engine/connector/source.h"

namespace streamsql {

// 'dead-letter.path'; every source connector that decodes records appends it to its own table.
// (Skipping without trace is the formats' 'ignore-parse-errors'.)
std::span<const OptionSpec> bad_record_option_specs();

// Throws Error(MalformedRecord) naming place and reason.
std::unique_ptr<BadRecords> make_failing_bad_records();

// Appends one JSON object per record to a file: place, reason, time, the bytes in base64, and the
// text when they are UTF-8. Several readers may share the file: a line is one write.
std::unique_ptr<BadRecords> make_dead_letter_file(const std::string& path);

// Makes the connector's own dead letters ('dead-letter.topic'), or null when they are not asked
// for.
using OtherDeadLetters = std::function<std::unique_ptr<BadRecords>(const Options&)>;

// The policy of a table. Whatever it is, 'source_bad_records_total' counts.
std::unique_ptr<BadRecords> make_bad_records(const Options& options, const MetricGroup& metrics,
                                             const OtherDeadLetters& other = nullptr);

// The line of a dead letter, without line end.
std::string dead_letter_line(const BadRecord& record);

}  // namespace streamsql
