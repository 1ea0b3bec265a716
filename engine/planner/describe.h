// Describe: DESCRIBE, SHOW COLUMNS and SHOW CREATE VIEW, which need types.
#pragma once

#include "engine/catalog/result_table.h"
#include "engine/planner/planner.h"

namespace streamsql {

// name, type, null, key, extras, watermark[, comment]: Flink's columns; null TRUE or FALSE.
ResultTable describe_object(const ast::QualifiedName& name, const PlannerContext& context);
ResultTable describe(const ast::Describe& statement, const PlannerContext& context);
// SHOW COLUMNS, CREATE VIEW, FUNCTIONS; nothing for what engine/catalog/show.h shows.
std::optional<ResultTable> show_planned(const ast::Show& statement, const PlannerContext& context);

}  // namespace streamsql
