// Literal binder: literals as typed constant columns.
#pragma once

#include <optional>

#include "engine/expression/expression.h"
#include "engine/sql/ast.h"

namespace streamsql {

// 1 INT, 3000000000 BIGINT, 1.10 DECIMAL(3, 2), 1e0 DOUBLE; all NOT NULL. Throws InvalidArgument.
ExpressionPtr bind_literal(const ast::NumericLiteral& literal, bool negative, SourceSpan span);
ExpressionPtr bind_literal(const ast::BooleanLiteral& literal, SourceSpan span);
ExpressionPtr bind_literal(const ast::BinaryLiteral& literal, SourceSpan span);
// The precision of a TIMESTAMP is the number of digits given.
ExpressionPtr bind_literal(const ast::TemporalLiteral& literal, SourceSpan span);
ExpressionPtr bind_literal(const ast::IntervalLiteral& literal, SourceSpan span);

// One unit as an interval: months for YEAR, QUARTER and MONTH, milliseconds for WEEK and smaller;
// nothing for units that are no length of time.
struct UnitLength {
  bool months = false;
  std::int64_t amount = 0;
};
std::optional<UnitLength> unit_length(ast::TimeUnit unit);
ExpressionPtr make_interval(UnitLength length, SourceSpan span);

}  // namespace streamsql
