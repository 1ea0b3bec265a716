// Deduplicate rule: ROW_NUMBER() OVER (PARTITION BY … ORDER BY time) = 1 keeps one row per key.
#pragma once

#include "engine/planner/rules.h"

namespace streamsql {

// A row number, or what only selects from one: each parent has a condition of its own on it, so it
// is never shared.
bool is_numbered(const logical::Node& node);

// number = 1, number <= 1, number < 2, either way round; the number is the schema's last column.
bool selects_first_row(const Expression& predicate, const Schema& schema);

// Null when the order is not by one time attribute.
logical::NodePtr as_deduplicate(const logical::RowNumber& node);

// The number that is left: 1.
ExpressionPtr first_row_number();

}  // namespace streamsql
