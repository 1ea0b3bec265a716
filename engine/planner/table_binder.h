// Table binder: a declared table with its connector, types, computed columns and watermark.
#pragma once

#include "engine/planner/query_binder.h"

namespace streamsql {

// Every mistake of a CREATE TABLE that needs types is found here: at the CREATE and again at each
// use, because the connector may have changed. Errors carry the text they point into.
// `hinted` are the options of a hint, which win.
logical::DeclaredTablePtr bind_table(const TableDefinition& definition,
                                     const PlannerContext& context, const Options& hinted = {});

// Checks what does not need the connector: types, computed columns, watermark, keys. Gives the
// visible columns; metadata columns have their declared types.
SchemaPtr check_columns(const TableDefinition& definition, const PlannerContext& context);

// A scan of all visible columns: Scan, Project where there are other than physical columns, and
// Watermark where one is declared.
logical::NodePtr make_scan(const logical::DeclaredTablePtr& table);

}  // namespace streamsql
