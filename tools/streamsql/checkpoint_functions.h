// checkpoint_state('path', 'operator'): the state of one operator in a checkpoint, as a table.
#pragma once

#include "engine/planner/table_functions.h"

namespace streamsql {

// The path is that of a checkpoint, savepoint or job, or a job's name (its newest checkpoint then);
// the operator its uid, or the name of its kind where the checkpoint has one of that kind only.
// Columns: see read_checkpoint_state. Throws InvalidArgument, UnsupportedSyntax, CheckpointDamaged.
const TableFunctions& checkpoint_functions();

}  // namespace streamsql
