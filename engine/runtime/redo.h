// Redo: gives the redo logs of a decided checkpoint to the sinks that wait for them.
#pragma once

#include "engine/runtime/job_sinks.h"
#include "engine/runtime/job_store.h"

namespace streamsql {

// S8 of one sink and one checkpoint, which must be decided and whole. Throws RedoMissing (E6) when
// the checkpoint or one of its redo files is not there.
void apply_redo(const JobSinks::Redo& redo, const CheckpointName& name, JobStore& store);

// R6 of one sink: fences, applies what is missing up to `chosen`. Throws SinkAhead (E5),
// RedoMissing.
void catch_up(const JobSinks::Redo& redo, const CheckpointName& chosen, JobStore& store);

}  // namespace streamsql
