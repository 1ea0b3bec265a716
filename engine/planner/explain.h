// EXPLAIN: the sections of Flink's text.
#pragma once

#include <span>
#include <string>

#include "engine/planner/planner.h"

namespace streamsql {

// The statement as bound, its plan as Calcite writes it, and as it is executed; with
// JSON_EXECUTION_PLAN the plan for programs as well. The operators are ours, hence the same in both
// plans. ESTIMATED_COST adds nothing, because nothing is chosen by cost.
std::string explain_text(std::span<const ast::Statement* const> statements,
                         std::span<const ast::ExplainDetail> details,
                         const PlannerContext& context);

}  // namespace streamsql
