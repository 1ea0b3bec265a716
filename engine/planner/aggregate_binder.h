// Aggregate binder: a SELECT with GROUP BY or aggregates, as an aggregation and a Project above it.
#pragma once

#include <vector>

#include "engine/planner/grouping.h"
#include "engine/planner/query_binder.h"
#include "engine/planner/select_calls.h"

namespace streamsql {

// A SELECT's list and HAVING, over the input and the calls behind it (SelectCalls).
struct BoundSelect {
  std::vector<Field> fields;
  std::vector<ExpressionPtr> values;
  ExpressionPtr having;        // may be null
  logical::StateTtl ttl = {};  // of the STATE_TTL hint
};

// Throws "Expression 'x' is not being grouped".
logical::NodePtr bind_aggregation(const logical::NodePtr& input, const Grouping& grouping,
                                  const SelectCalls& calls, const BoundSelect& select);

// ROW_NUMBER() OVER (…) in a list without aggregates.
logical::NodePtr bind_row_number(const logical::NodePtr& input, const SelectCalls& calls,
                                 const BoundSelect& select);

// SELECT DISTINCT and UNION: an aggregation by all columns.
logical::NodePtr make_distinct(logical::NodePtr input, logical::StateTtl ttl = {});

}  // namespace streamsql
