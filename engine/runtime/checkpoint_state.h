// Checkpoint state: what one operator has left in a checkpoint, as rows.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "engine/batch/batch.h"
#include "engine/plan/aggregate_call.h"

namespace streamsql {

// How the keys and values of an operator's tables are to be read.
struct StateShape {
  std::vector<Field> keys;
  std::vector<Field> row;   // of an operator that keeps a row per key, in its order
  bool aggregates = false;  // else what follows is empty
  std::vector<AggregateCall> calls;
  std::vector<std::string> call_names;  // one each
  bool retracts = false;                // rows of its input may be taken back
  bool by_parts = false;                // by windows: a table per part of time
};

struct StateRows {
  SchemaPtr schema;
  Batch rows;
};

// A row per key: the kept row where there is one; else with parts "part" (STRING, "part-<end>" or
// "total-<start>" in milliseconds), the keys, and of an aggregation "row_count", how many rows have
// come and were not taken back, and the result of each call so far. Works on a copy (hard links
// where they can be), so that the checkpoint may be removed meanwhile, and is never written to.
// Throws CheckpointDamaged for one that is not whole, StateUnreadable when the shape is another,
// FileSystemFault.
StateRows read_checkpoint_state(const std::filesystem::path& checkpoint, const std::string& uid,
                                const StateShape& shape);

}  // namespace streamsql
