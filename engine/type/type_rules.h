// Type rules: implicit casts, least restrictive types and the result types of arithmetic.
#pragma once

#include <optional>

#include "engine/type/data_type.h"

namespace streamsql {

// Whether a value of `from` is taken where `to` is wanted, without a CAST in the SQL text: function
// arguments and INSERT columns. Nullability is not looked at; untyped NULL goes to everything.
bool is_implicitly_castable(const DataType& from, const DataType& to);

// The least restrictive type of both, as Flink derives it for CASE, UNION, IN and ARRAY[...]:
// nullable when one of them is; nothing when they do not mix. Two untyped NULLs give an untyped
// NULL, so that types can be folded one by one.
std::optional<DataType> common_type(const DataType& a, const DataType& b);
// The same for the arguments of functions (COALESCE, IFNULL, GREATEST, LEAST), where Flink differs
// for FLOAT with DOUBLE or DECIMAL and mixes dates, times and timestamps.
std::optional<DataType> common_argument_type(const DataType& a, const DataType& b);

// Result types of DECIMAL arithmetic (flink-sql.md 3.2); operands are DECIMALs or integers, which
// count as DECIMALs of their digits.
DataType decimal_sum_type(const DataType& a, const DataType& b);  // + and -
DataType decimal_product_type(const DataType& a, const DataType& b);
DataType decimal_quotient_type(const DataType& a, const DataType& b);
DataType decimal_remainder_type(const DataType& a, const DataType& b);

}  // namespace streamsql
