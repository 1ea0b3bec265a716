// Planner: the door. Statements in, plans out.
#pragma once

#include <span>

#include "engine/base/clock.h"
#include "engine/base/settings.h"
#include "engine/catalog/catalog.h"
#include "engine/connector/connector.h"
#include "engine/function/aggregate.h"
#include "engine/plan/logical.h"
#include "engine/plan/physical.h"

namespace streamsql {

class TableFunctions;

// What planning may look at. All of it outlives the call; the registries outlive the plan.
struct PlannerContext {
  const Catalog& catalog;
  const ConnectorRegistry& connectors;
  const Settings& settings;
  const FunctionRegistry& functions = builtin_functions();
  const Clock& clock = system_clock();
  const AggregateRegistry& aggregates = builtin_aggregates();
  const TableFunctions* table_functions = nullptr;  // null: there are none
};

// table.local-time-zone.
TimeZonePtr session_zone(const Settings& settings);

// What a query means, before any rule: EXPLAIN's first section. One root per statement.
std::vector<logical::NodePtr> bind_statements(std::span<const ast::Statement* const> statements,
                                              const PlannerContext& context);

// The columns of a query: names and types as DESCRIBE shows them.
SchemaPtr bind_schema(const ast::Query& query, const PlannerContext& context);

// One job. `statements` are one SELECT (its root is a Collect), or one or more INSERTs, which share
// what they have in common. Throws Error with the place; asks connectors, and connects to nothing.
physical::Plan plan_statements(std::span<const ast::Statement* const> statements,
                               const PlannerContext& context);

}  // namespace streamsql
