// Scalars from JSON: which tokens each SQL type takes, with Flink's leniency.
#pragma once

#include <string>

#include "connectors/formats/json_options.h"
#include "connectors/formats/json_scanner.h"
#include "engine/batch/column_builder.h"

namespace streamsql {

struct ScalarContext {
  const JsonOptions& options;
  bool views;            // strings may point into the message
  std::string& scratch;  // reused
};

// Appends the value of a token that is neither missing nor null. False, with nothing appended, when
// the type does not take it. A DECIMAL that overflows is NULL, as in Flink.
bool append_json_scalar(const JsonToken& token, const ScalarContext& context,
                        ColumnBuilder& column);

// "an integer from -128 to 127": what append_json_scalar takes.
std::string expected_json(const DataType& type, TimestampStandard standard);

}  // namespace streamsql
