// Typed kernels: loops over the physical arrays of two arguments, written so that they vectorise.
#pragma once

#include "engine/function/kernel.h"

namespace streamsql::kernel {

// Calls `visit(T())` with the physical type of a numeric or temporal kind that is one C++ number.
// Nothing is called for other kinds.
template <typename F>
void with_number_type(TypeKind kind, F&& visit) {
  switch (kind) {
    case TypeKind::Boolean: return visit(std::uint8_t());
    case TypeKind::TinyInt: return visit(std::int8_t());
    case TypeKind::SmallInt: return visit(std::int16_t());
    case TypeKind::Int:
    case TypeKind::Date:
    case TypeKind::Time:
    case TypeKind::IntervalMonth: return visit(std::int32_t());
    case TypeKind::BigInt:
    case TypeKind::IntervalMillis: return visit(std::int64_t());
    case TypeKind::Float: return visit(float());
    case TypeKind::Double: return visit(double());
    default: return;
  }
}

// Two columns of one length, and the rows of them to compute.
struct Operands {
  const Column& a;
  const Column& b;
  Selection rows;
};

// out[row] = operation(a[row], b[row]). All rows of plain arrays, or an array and a constant, are
// loops without indirection.
template <typename A, typename B, typename R, typename Op>
void combine(const Operands& in, R* out, Op operation) {
  const Column &a = in.a, &b = in.b;
  const Selection rows = in.rows;  // a copy, which writing to `out` cannot change
  const A* const left = a.values<A>();
  const B* const right = b.values<B>();
  const bool all = rows.size() == a.size();
  if (all && !a.is_constant() && !b.is_constant()) {
    for (std::size_t i = 0; i < rows.size(); ++i) out[i] = operation(left[i], right[i]);
  } else if (all && !a.is_constant()) {
    const B constant = *right;
    for (std::size_t i = 0; i < rows.size(); ++i) out[i] = operation(left[i], constant);
  } else if (all && !b.is_constant()) {
    const A constant = *left;
    for (std::size_t i = 0; i < rows.size(); ++i) out[i] = operation(constant, right[i]);
  } else {
    const ColumnReader<A> x(a);
    const ColumnReader<B> y(b);
    for (const auto row : rows) out[row] = operation(x[row], y[row]);
  }
}

}  // namespace streamsql::kernel
