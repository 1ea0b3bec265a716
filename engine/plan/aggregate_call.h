// AggregateCall: one aggregate of a GROUP BY, over columns of the aggregation's input.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/type/data_type.h"

namespace streamsql {

struct AggregateFunction;

// Everything is a column: expressions, constants (the separator of LISTAGG) and conditions are
// computed by a Calc below, and arguments are already cast to the function's parameters.
struct AggregateCall {
  const AggregateFunction* function;  // resolved; a row of the registry of aggregate functions
  std::vector<int> arguments;         // columns of the input; COUNT(*) has none
  std::vector<DataType> parameters;   // the types of the arguments, as the function takes them
  DataType result;                    // of the output column
  bool distinct = false;              // each tuple of argument values counts once
  std::optional<int> filter = {};     // a BOOLEAN column: only rows in which it is TRUE count
  std::string name;                   // of the function, upper case: "COUNT"
  friend bool operator==(const AggregateCall&, const AggregateCall&) = default;
};

// "COUNT(DISTINCT $2) FILTER $3": with the names of the input where there are any.
std::string to_string(const AggregateCall& call, const std::vector<std::string>& input);

}  // namespace streamsql
