// Expressions as EXPLAIN writes them: as Calcite does in its first two sections, infix in the last.
#pragma once

#include <span>
#include <string>

#include "engine/expression/expression.h"

namespace streamsql {

// "AND(>($0, 1), LIKE($1, _UTF-16LE'a%'))". Columns have the names of `input`, or $0, $1, … where
// there are none.
std::string to_calcite_text(const Expression& expression, std::span<const std::string> input);

// "((id > 1) AND LIKE(name, 'a%'))": to_string() without the types of literals, for reading.
std::string to_infix_text(const Expression& expression, std::span<const std::string> input);

// "INTEGER", "VARCHAR(4)", "DECIMAL(10, 2)"; and "5000:INTERVAL SECOND" of a constant column.
std::string calcite_type_text(const DataType& type);
std::string calcite_interval_text(const Column& value);

}  // namespace streamsql
