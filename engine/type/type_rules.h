// Type rules: implicit casts, least restrictive types and the result types of arithmetic.
#pragma once

#include <optional>

#include "engine/type/data_type.h"

namespace streamsql {

// Whether a value of `from` is taken where `to` is wanted, without a CAST in the SQL text: function
// arguments and INSERT columns. Nullability is not looked at; untyped NULL goes to everything.
bool is_implicitly_castable(const DataType& from, const DataType& to);

// The least restrictive type of both, as Flink derives it for CASE, COALESCE, UNION and IN:
// nullable when one of them is; nothing when they do not mix.
std::optional<DataType> common_type(const DataType& a, const DataType& b);

// Result types of DECIMAL arithmetic (flink-sql.md 3.2); operands are DECIMALs.
DataType decimal_sum_type(const DataType& a, const DataType& b);  // + and -
DataType decimal_product_type(const DataType& a, const DataType& b);
DataType decimal_quotient_type(const DataType& a, const DataType& b);
DataType decimal_remainder_type(const DataType& a, const DataType& b);

}  // namespace streamsql
