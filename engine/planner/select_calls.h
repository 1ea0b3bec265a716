// Select calls: the aggregates, row numbers and window properties of one SELECT, as they are found.
#pragma once

#include <variant>
#include <vector>

#include "engine/function/aggregate.h"
#include "engine/planner/expression_binder.h"
#include "engine/planner/planner.h"
#include "engine/planner/window_binder.h"

namespace streamsql {

// SUM(DISTINCT x) FILTER (WHERE …); everything over the input, arguments cast to the parameters.
struct BoundAggregate {
  std::string name;  // upper case
  ResolvedAggregate resolved;
  std::vector<ExpressionPtr> arguments;
  bool distinct = false;
  ExpressionPtr filter;  // may be null
};
// TUMBLE_START(ts, …)
struct BoundWindowProperty {
  GroupWindow window;
  WindowProperty property;
};
// GROUPING(a, b), GROUPING_ID(a, b); GROUP_ID() has no arguments.
struct BoundGrouping {
  std::vector<ExpressionPtr> arguments;
};
// ROW_NUMBER() OVER (PARTITION BY … ORDER BY …)
struct BoundRowNumber {
  std::vector<ExpressionPtr> partition;
  std::vector<std::pair<ExpressionPtr, bool>> order;  // and whether it descends
};
struct SelectCall {
  std::variant<BoundAggregate, BoundWindowProperty, BoundGrouping, BoundRowNumber> call;
  DataType type;
  SourceSpan span;
};

// Stands behind the ExpressionBinder of a SELECT's list and HAVING. Each call becomes a reference
// to a column behind those of the input: column width() + i is call i. One thread.
class SelectCalls : public CallScope {
 public:
  // `may_be_empty`: there can be a group without rows (no GROUP BY, or an empty grouping set).
  SelectCalls(const PlannerContext& context, const ExpressionContext& expressions,
              const Scope& scope, bool may_be_empty)
      : context_(context), expressions_(expressions), scope_(scope), may_be_empty_(may_be_empty) {}

  ExpressionPtr bind(const ast::FunctionCall& call, std::string_view name,
                     SourceSpan span) override;

  int width() const { return scope_.width(); }
  const std::vector<SelectCall>& calls() const { return calls_; }

 private:
  ExpressionPtr add(SelectCall call);
  SelectCall bind_aggregate(const ast::FunctionCall& call, std::string_view name, SourceSpan span);
  SelectCall bind_row_number(const ast::FunctionCall& call, std::string_view name, SourceSpan span);
  SelectCall bind_property(const ast::FunctionCall& call, std::string_view name, SourceSpan span);

  const PlannerContext& context_;
  const ExpressionContext& expressions_;
  const Scope& scope_;
  bool may_be_empty_;
  std::vector<SelectCall> calls_;
};

}  // namespace streamsql
