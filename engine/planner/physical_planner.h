// Physical planner: chooses operators and exchanges, and asks connectors what they take over.
#pragma once

#include "engine/planner/planner.h"
#include "engine/planner/rules.h"

namespace streamsql {

// One physical root per logical root: a Sink, or a Collect above anything else. What is shared in
// the logical plan is one physical node.
physical::Plan plan_physical(const LogicalRoots& roots, const PlannerContext& context);

// Derives each node's changelog mode, puts DropUpdateBefore where nobody needs -U, and refuses, in
// Flink's words, what a node cannot take.
physical::Plan infer_changelog(const physical::Plan& plan, const Settings& settings);

// Sets Node::uid. Nodes that do the same get "#2", "#3" in plan order.
physical::Plan assign_uids(const physical::Plan& plan);

}  // namespace streamsql
