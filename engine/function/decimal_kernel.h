// Decimal kernels: arithmetic of two DECIMAL columns, in 128 bits where no digit can be lost.
#pragma once

#include <algorithm>

#include "engine/function/typed_kernel.h"

namespace streamsql {

// HALF_UP, away from zero. 64-bit division is several times cheaper than 128-bit.
inline Decimal divide_half_up(Decimal dividend, Decimal divisor) {
  const bool negative = (dividend < 0) != (divisor < 0);
  const UInt128 a = dividend < 0 ? -static_cast<UInt128>(dividend) : dividend;
  const UInt128 b = divisor < 0 ? -static_cast<UInt128>(divisor) : divisor;
  UInt128 quotient, rest;
  if ((a >> 64) == 0 && (b >> 64) == 0) {
    quotient = static_cast<std::uint64_t>(a) / static_cast<std::uint64_t>(b);
    rest = static_cast<std::uint64_t>(a) % static_cast<std::uint64_t>(b);
  } else {
    quotient = a / b;
    rest = a % b;
  }
  if (rest >= b - rest) ++quotient;
  return negative ? -static_cast<Decimal>(quotient) : static_cast<Decimal>(quotient);
}

// The types of one call decide whether its values can overflow at all.
class DecimalCall {
 public:
  DecimalCall(const FunctionContext& context, std::span<const ColumnPtr> arguments)
      : a_(*arguments[0]),
        b_(*arguments[1]),
        result_{context.result_type.precision(), context.result_type.scale()} {}

  // The result was not shrunk to 38 digits: no rounding and no overflow.
  bool sum_is_exact() const {
    const int scale = std::max(scale_a(), scale_b());
    return result_.scale == scale && result_.precision < DataType::kMaxDecimalPrecision;
  }
  bool product_is_exact() const {
    return result_.scale == scale_a() + scale_b() &&
           a_.type().precision() + b_.type().precision() <= result_.precision;
  }
  // The dividend scaled for the result's digits fits.
  bool quotient_is_direct() const {
    const int shift = quotient_shift();
    return shift >= 0 && a_.type().precision() + shift <= DataType::kMaxDecimalPrecision &&
           result_.precision < DataType::kMaxDecimalPrecision;
  }
  Decimal left_factor() const { return power_of_ten(result_.scale - scale_a()); }
  Decimal right_factor() const { return power_of_ten(result_.scale - scale_b()); }
  Decimal quotient_factor() const { return power_of_ten(quotient_shift()); }

  template <typename F>
  void exact(Selection rows, ColumnBuilder& out, F operation) const {
    kernel::combine<Decimal, Decimal>({a_, b_, rows}, out.data<Decimal>(), operation);
  }
  // f(operand, operand, spec) -> optional: nothing is NULL.
  template <typename F>
  void checked(Selection rows, ColumnBuilder& out, F operation) const {
    const ColumnReader<Decimal> x(a_), y(b_);
    for (const auto row : rows) {
      kernel::store(out, row, operation({x[row], scale_a()}, {y[row], scale_b()}, result_));
    }
  }

 private:
  int scale_a() const { return a_.type().scale(); }
  int scale_b() const { return b_.type().scale(); }
  int quotient_shift() const { return result_.scale - scale_a() + scale_b(); }

  const Column& a_;
  const Column& b_;
  const DecimalSpec result_;
};

}  // namespace streamsql
