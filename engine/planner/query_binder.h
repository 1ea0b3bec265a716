// Query binder: queries to logical plans.
#pragma once

#include <map>
#include <string>

#include "engine/planner/expression_factory.h"
#include "engine/planner/planner.h"
#include "engine/planner/scope.h"

namespace streamsql {

ExpressionContext expression_context(const PlannerContext& context);

// What the statements of one job share: a table or view that several of them use is bound once, so
// that its rows are read once. One thread.
struct BindingSession {
  const PlannerContext& context;
  std::map<std::string, logical::NodePtr> scans = {};  // by path and hinted options
  std::map<ObjectPath, logical::NodePtr> views = {};
};

// A common table expression, bound at its first use.
struct BoundCommonTable {
  const ast::CommonTable* definition;
  logical::NodePtr node;
};

// LOOKUP hints of a SELECT, by the table they name.
using LookupHints = std::map<std::string, logical::LookupHint>;

// What FROM gives: rows, and the names for their columns.
struct FromResult {
  logical::NodePtr node;
  Scope scope;
};

// Binds the queries of one naming environment: the session's, or that of a view. One thread.
class QueryBinder {
 public:
  QueryBinder(BindingSession& session, std::string catalog, std::string database)
      : session_(session), catalog_(std::move(catalog)), database_(std::move(database)) {}

  logical::NodePtr bind(const ast::Query& query);
  FromResult bind_from(const ast::TableReference& reference, const LookupHints& hints);

  logical::NodePtr bind_view(const ViewDefinition& view);

  // ---- for the rooms behind this door
  // The table or view; throws UnknownTable with "did you mean".
  CatalogObjectPtr find_object(const ast::QualifiedName& name) const;
  BindingSession& session() { return session_; }
  const PlannerContext& context() const { return session_.context; }

 private:
  logical::NodePtr bind_body(const ast::Select& select, const ast::Query& query);
  logical::NodePtr bind_body(const ast::SetOperation& operation, const ast::Query& query);
  logical::NodePtr bind_body(const ast::Values& values, const ast::Query& query);
  logical::NodePtr bind_body(const ast::ExplicitTable& table, const ast::Query& query);

  FromResult bind_item(const ast::NamedTable& table, const ast::TableReference& reference);
  FromResult bind_item(const ast::DerivedTable& table, const ast::TableReference& reference);
  FromResult bind_item(const ast::TableFunction& function, const ast::TableReference& reference);
  FromResult bind_join(const ast::Join& join, const LookupHints& hints);
  logical::NodePtr bind_named(const ast::NamedTable& table);
  logical::NodePtr bind_declared(const TableDefinition& table, const std::vector<ast::Hint>& hints);
  BoundCommonTable* find_common_table(const ast::QualifiedName& name);

  BindingSession& session_;
  std::string catalog_, database_;
  std::vector<BoundCommonTable> common_tables_;  // the innermost last
};

// SELECT's list over its input, in select_binder.cc.
logical::NodePtr bind_select_list(const ast::Select& select, FromResult input,
                                  const PlannerContext& context);

// left [LEFT] JOIN right FOR SYSTEM_TIME AS OF …, in lookup_join_binder.cc.
FromResult bind_lookup_join(QueryBinder& binder, FromResult left, const ast::Join& join,
                            const LookupHints& hints);
// UNNEST (…) [WITH ORDINALITY] [AS t (a, …)] for every row of `left`, and left JOIN UNNEST (…); in
// unnest_binder.cc.
FromResult bind_unnest(FromResult left, const ast::TableReference& unnest, logical::JoinKind kind,
                       const PlannerContext& context);
FromResult bind_unnest_join(FromResult left, const ast::Join& join, const PlannerContext& context);
// The options of /*+ OPTIONS(…) */; throws when they are switched off.
Options hinted_options(const std::vector<ast::Hint>& hints, const PlannerContext& context);
// The LOOKUP hints of a SELECT; throws for an option that does not exist.
LookupHints lookup_hints(const std::vector<ast::Hint>& hints);

// The time that STATE_TTL gives one of the tables of a SELECT with one input.
logical::StateTtl state_ttl_hint(const std::vector<ast::Hint>& hints, const Scope& tables);

// The same rows under other column names; the count must fit.
logical::NodePtr rename_columns(const logical::NodePtr& node,
                                const std::vector<ast::Identifier>& names);
// The rows that come first, as LIMIT, OFFSET and FETCH of the query say; in limit_binder.cc.
logical::NodePtr bind_limit(const ast::Query& query, logical::NodePtr node);
// UNION ALL with its common types, in set_operation_binder.cc.
logical::NodePtr bind_union_all(const std::vector<logical::NodePtr>& inputs, SourceSpan span);
// Values whose columns have common types.
logical::NodePtr bind_values(const ast::Values& values, const PlannerContext& context);

}  // namespace streamsql
