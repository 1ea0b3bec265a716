#include "engine/planner/planner.h"

#include "engine/planner/physical_planner.h"
#include "engine/planner/query_binder.h"
#include "engine/planner/rules.h"
#include "engine/planner/sink_binder.h"

namespace streamsql {
namespace {

logical::NodePtr bind_statement(const ast::Statement& statement, BindingSession& session) try {
  if (const auto* insert = statement.as<ast::Insert>()) return bind_insert(*insert, session);
  if (const auto* query = statement.as<ast::QueryStatement>()) {
    const auto& catalog = session.context.catalog;
    QueryBinder binder(session, catalog.current_catalog(), catalog.current_database());
    return binder.bind(*query->query);
  }
  throw Error(ErrorCode::InvalidStatement, "Only queries and INSERT can be planned")
      .at(statement.span);
} catch (Error& error) {
  error.mark_text(statement.text);
  throw;
}

}  // namespace

TimeZonePtr session_zone(const Settings& settings) {
  const auto name = settings.text("table.local-time-zone");
  return name == "default" ? system_time_zone() : find_time_zone(name);
}

ExpressionContext expression_context(const PlannerContext& context) {
  return {context.functions,
          {session_zone(context.settings), &context.clock, INT64_MIN,
           context.catalog.current_database()}};
}

std::vector<logical::NodePtr> bind_statements(std::span<const ast::Statement* const> statements,
                                              const PlannerContext& context) {
  BindingSession session{context};
  std::vector<logical::NodePtr> roots;
  for (const auto* statement : statements) roots.push_back(bind_statement(*statement, session));
  return roots;
}

SchemaPtr bind_schema(const ast::Query& query, const PlannerContext& context) {
  BindingSession session{context};
  QueryBinder binder(session, context.catalog.current_catalog(),
                     context.catalog.current_database());
  return binder.bind(query)->schema;
}

physical::Plan plan_statements(std::span<const ast::Statement* const> statements,
                               const PlannerContext& context) {
  auto roots = bind_statements(statements, context);
  try {
    roots = optimize(std::move(roots), expression_context(context));
    return assign_uids(infer_changelog(plan_physical(roots, context), context.settings));
  } catch (Error& error) {
    if (statements.size() == 1) error.mark(statements.front()->span);
    if (!statements.empty()) error.mark_text(statements.front()->text);
    throw;
  }
}

}  // namespace streamsql
