// Expressions as Calcite writes them: the first two sections of EXPLAIN.
#pragma once

#include <span>
#include <string>

#include "engine/expression/expression.h"

namespace streamsql {

// "AND(>($0, 1), LIKE($1, _UTF-16LE'a%'))". Columns have the names of `input`, or $0, $1, … where
// there are none.
std::string to_calcite_text(const Expression& expression, std::span<const std::string> input);

}  // namespace streamsql
