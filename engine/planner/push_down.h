// Push-down: what a connector can do itself: columns, predicates, lookup keys.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "engine/plan/logical.h"
#include "engine/planner/expression_factory.h"

namespace streamsql {

// `column op constant`, or nothing when the conjunct has another form. Columns of the conjunct from
// `first` on are `columns` (indices into the physical schema).
struct PushedColumns {
  int first = 0;
  const std::vector<int>& columns;
  const Schema& physical;
};
std::optional<PushedPredicate> as_pushed_predicate(const Expression& conjunct,
                                                   const PushedColumns& columns,
                                                   const EvaluationContext& context);

// Asks a table's connector for something. An error that names no place gets the table's.
template <typename Ask>
auto ask_connector(const logical::DeclaredTable& table, Ask&& ask) try {
  return ask(*table.connector);
} catch (Error& error) {
  error.mark(table.descriptor.span);
  error.mark_text(table.text);
  throw;
}

// Whether reading the table gives updates or deletes of rows that its primary key tells apart: the
// key is then read whatever a query uses.
bool updates_by_key(const logical::DeclaredTable& table);

// A source for these stored columns, with what it accepted of the conjuncts (over those columns)
// removed from them. Throws in Flink's words when the connector cannot be read.
struct PlannedSource {
  std::shared_ptr<const TableSource> source;
  std::string pushed;  // physical::TableSourceScan::pushed
};
PlannedSource make_source(const logical::Scan& scan, std::vector<ExpressionPtr>& conjuncts,
                          const ExpressionContext& context);

// A lookup join cut into what the table answers and what is left.
struct LookupPlan {
  std::shared_ptr<const LookupTable> table;
  std::vector<ExpressionPtr> keys;  // over the left input
  std::vector<std::string> key_names;
  ExpressionPtr residual;  // over (left, found); may be null
};
LookupPlan plan_lookup(const logical::LookupJoin& join, const ExpressionContext& context);

}  // namespace streamsql
