// CREATE TABLE … AS and [CREATE OR] REPLACE TABLE … AS: a table made of a query's columns.
#pragma once

#include "engine/catalog/catalog.h"
#include "engine/planner/planner.h"

namespace streamsql {

// Puts the table into the catalog (`context.catalog` is `catalog`) and gives the INSERT that fills
// it. Takes what Flink 1.20 takes: the columns are all the query's. Throws Error with the place.
ast::Statement create_table_as(const ast::Statement& statement, Catalog& catalog,
                               const PlannerContext& context);

}  // namespace streamsql
