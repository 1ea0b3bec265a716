// Row text: values as Java's toString prints them, which is what print tables show.
#pragma once

#include <cstdint>
#include <string>

#include "engine/batch/batch.h"

namespace streamsql {

// One value: `null`, `true`, 2020-10-10T00:00, 1970-01-01T00:00:01Z, [1, 2], {a=1}, +I[nested].
void append_java_text(const Column& column, std::size_t row, std::string& out);
// "PT1H30M".
void append_java_duration(std::int64_t millis, std::string& out);
// "+I[1, a]".
void append_row_text(const Batch& batch, std::size_t row, std::string& out);

}  // namespace streamsql
