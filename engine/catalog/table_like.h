// CREATE TABLE … LIKE: merges another table's definition into a new one.
#pragma once

#include "engine/catalog/definition.h"

namespace streamsql {

// `table` is what the statement itself declares. INCLUDING ALL OVERWRITING OPTIONS where the clause
// says nothing. Throws InvalidTable in Flink's words when both sides declare the same thing.
TableDefinition merge_like(TableDefinition table, const TableDefinition& source,
                           const ast::TableLike& like);

}  // namespace streamsql
