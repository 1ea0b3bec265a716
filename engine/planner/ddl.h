// DDL: statements that change or show the catalog, checked as Flink checks them.
#pragma once

#include "engine/catalog/catalog.h"
#include "engine/catalog/result_table.h"
#include "engine/planner/planner.h"

namespace streamsql {

// What a DDL statement answers, and what is still to be done.
struct DdlResult {
  ResultTable table;                            // {"result"}, {"OK"} for changes
  std::optional<ast::Statement> then_run = {};  // CREATE TABLE … AS: the INSERT that fills it
};

// CREATE, ALTER, DROP, USE, SHOW and DESCRIBE; nothing for any other statement. `context.catalog`
// is `catalog`. A statement that fails changes nothing; errors carry their text and place.
std::optional<DdlResult> execute_ddl(const ast::Statement& statement, Catalog& catalog,
                                     const PlannerContext& context);

}  // namespace streamsql
