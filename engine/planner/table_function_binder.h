// Calls of the program's table functions in FROM.
#pragma once

#include "engine/planner/planner.h"

namespace streamsql {

// Those that there are, in upper case.
std::vector<std::string> table_function_names(const PlannerContext& context);

// Its rows, as if they were written down; null when the call is of another function. Throws what
// the function throws, with the place.
logical::NodePtr bind_table_function(const ast::TableFunction& function,
                                     const PlannerContext& context);

}  // namespace streamsql
