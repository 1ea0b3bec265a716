// Access times in stored slots: what a restored table needs when a time to live was set since, or
// taken away.
#pragma once

#include "engine/state/operator_record.h"
#include "engine/state/state_database.h"

namespace streamsql {

// Rewrites all pages and rows of `record`, which says whether they have access times, into the
// other form; added times are `now_millis`. The database is a job's own, not a checkpoint. Throws
// StateUnreadable.
void convert_access_times(const TableRecord& record, std::int64_t now_millis,
                          StateDatabase& database);

}  // namespace streamsql
