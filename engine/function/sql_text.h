// SQL text: values as CAST to STRING writes them, which is also what the shell's tables show.
#pragma once

#include <string>

#include "engine/batch/column.h"
#include "engine/type/time_zone.h"

namespace streamsql {

// One value: TRUE, 9.870, 2021-09-24 12:34:56.100, [1, NULL], {a=1}, (1, abc); NULL in upper case.
// Instants appear in `zone`; bytes are decoded as UTF-8.
void append_sql_text(const Column& column, std::size_t row, const TimeZone& zone, std::string& out);

void append_months(std::int32_t months, std::string& out);    // +7-00
void append_day_time(std::int64_t millis, std::string& out);  // +1 10:17:36.789
// UTF-8 as Java decodes it: U+FFFD for each malformed sequence.
void append_decoded(std::string_view bytes, std::string& out);

}  // namespace streamsql
