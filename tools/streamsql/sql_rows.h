// SQL rows: the values of a batch as CAST(… AS STRING) gives them, which is what results show.
#pragma once

#include <vector>

#include "engine/batch/batch.h"
#include "engine/type/time_zone.h"
#include "tools/streamsql/tableau.h"

namespace streamsql {

// One list of cells per row; with `with_kinds` the row kind stands in front. `zone` is the
// session's, for TIMESTAMP_LTZ.
std::vector<Cells> sql_rows(const Batch& batch, const TimeZonePtr& zone, bool with_kinds);

}  // namespace streamsql
