#include <algorithm>
#include <limits>

#include "engine/function/builtins.h"
#include "engine/function/decimal_kernel.h"
#include "engine/function/typed_kernel.h"
#include "engine/type/type_rules.h"

namespace streamsql {
namespace {

using Arguments = std::span<const ColumnPtr>;

[[noreturn]] void fail_division() {
  throw Error(ErrorCode::ArithmeticFault, "Division by zero")
      .hint("guard the divisor, for example with NULLIF(divisor, 0)");
}

// Integers wrap as in Java; arithmetic on the unsigned type makes that defined.
template <typename T, typename F>
T wrapping(T a, T b, F operation) {
  using Wide = std::conditional_t<sizeof(T) < 4, std::uint32_t, std::make_unsigned_t<T>>;
  return static_cast<T>(operation(static_cast<Wide>(a), static_cast<Wide>(b)));
}

struct Add {
  template <typename T>
  T operator()(T a, T b) const {
    if constexpr (std::is_floating_point_v<T>) {
      return a + b;
    } else {
      return wrapping(a, b, [](auto x, auto y) { return x + y; });
    }
  }
};
struct Subtract {
  template <typename T>
  T operator()(T a, T b) const {
    if constexpr (std::is_floating_point_v<T>) {
      return a - b;
    } else {
      return wrapping(a, b, [](auto x, auto y) { return x - y; });
    }
  }
};
struct Multiply {
  template <typename T>
  T operator()(T a, T b) const {
    if constexpr (std::is_floating_point_v<T>) {
      return a * b;
    } else {
      return wrapping(a, b, [](auto x, auto y) { return x * y; });
    }
  }
};
struct Divide {
  template <typename T>
  T operator()(T a, T b) const {
    if constexpr (std::is_floating_point_v<T>) {
      return a / b;
    } else {
      if (b == 0) fail_division();
      if (b == -1) return wrapping(T(0), a, [](auto x, auto y) { return x - y; });
      return static_cast<T>(a / b);
    }
  }
};

template <typename Op>
void number_kernel(const FunctionContext& context, Arguments arguments, Selection rows,
                   ColumnBuilder& out) {
  kernel::with_number_type(context.result_type.kind(), [&](auto zero) {
    using T = decltype(zero);
    kernel::combine<T, T>({*arguments[0], *arguments[1], rows}, out.data<T>(), Op());
  });
}

// The remainder has the sign of the dividend and the type of the divisor.
template <typename A, typename B>
B remainder_of(A a, B b) {
  if (b == 0) fail_division();
  if (b == -1) return 0;
  return static_cast<B>(static_cast<std::int64_t>(a) % static_cast<std::int64_t>(b));
}

void integer_remainder(const FunctionContext&, Arguments arguments, Selection rows,
                       ColumnBuilder& out) {
  const Column &a = *arguments[0], &b = *arguments[1];
  kernel::with_number_type(a.type().kind(), [&](auto left) {
    kernel::with_number_type(b.type().kind(), [&](auto right) {
      using A = decltype(left);
      using B = decltype(right);
      if constexpr (std::is_integral_v<A> && std::is_integral_v<B>) {
        kernel::combine<A, B>({a, b, rows}, out.data<B>(), remainder_of<A, B>);
      }
    });
  });
}

DataType type_of_divisor(const InferInput& input) { return input.types[1]; }

void negate(const FunctionContext& context, Arguments arguments, Selection rows,
            ColumnBuilder& out) {
  if (context.result_type.is(TypeKind::Decimal)) {
    const ColumnReader<Decimal> values(*arguments[0]);
    for (const auto row : rows) out.set<Decimal>(row, -values[row]);
    return;
  }
  kernel::with_number_type(context.result_type.kind(), [&](auto zero) {
    using T = decltype(zero);
    const ColumnReader<T> values(*arguments[0]);
    T* const results = out.data<T>();
    kernel::for_rows(rows, out.size(), [&](std::size_t row) {
      if constexpr (std::is_floating_point_v<T>) {
        results[row] = -values[row];
      } else {
        results[row] = Subtract()(T(0), values[row]);
      }
    });
  });
}

// ---- DECIMAL

using InferPair = DataType (*)(const DataType&, const DataType&);
template <InferPair rule>
DataType infer_decimal(const InferInput& input) {
  return rule(input.types[0], input.types[1]);
}

void decimal_add(const FunctionContext& context, Arguments arguments, Selection rows,
                 ColumnBuilder& out) {
  const DecimalCall call(context, arguments);
  if (call.sum_is_exact()) {
    const Decimal x = call.left_factor(), y = call.right_factor();
    return call.exact(rows, out, [=](Decimal a, Decimal b) { return a * x + b * y; });
  }
  call.checked(rows, out, add);
}

void decimal_subtract(const FunctionContext& context, Arguments arguments, Selection rows,
                      ColumnBuilder& out) {
  const DecimalCall call(context, arguments);
  if (call.sum_is_exact()) {
    const Decimal x = call.left_factor(), y = call.right_factor();
    return call.exact(rows, out, [=](Decimal a, Decimal b) { return a * x - b * y; });
  }
  call.checked(rows, out, subtract);
}

void decimal_multiply(const FunctionContext& context, Arguments arguments, Selection rows,
                      ColumnBuilder& out) {
  const DecimalCall call(context, arguments);
  if (call.product_is_exact()) {
    return call.exact(rows, out, [](Decimal a, Decimal b) { return a * b; });
  }
  call.checked(rows, out, multiply);
}

void decimal_divide(const FunctionContext& context, Arguments arguments, Selection rows,
                    ColumnBuilder& out) {
  const DecimalCall call(context, arguments);
  if (call.quotient_is_direct()) {
    const Decimal factor = call.quotient_factor();
    return call.exact(rows, out, [=](Decimal a, Decimal b) {
      if (b == 0) fail_division();
      return divide_half_up(a * factor, b);
    });
  }
  call.checked(rows, out, [](DecimalOperand a, DecimalOperand b, DecimalSpec spec) {
    if (b.value == 0) fail_division();
    return divide(a, b, spec);
  });
}

void decimal_remainder(const FunctionContext& context, Arguments arguments, Selection rows,
                       ColumnBuilder& out) {
  const DecimalCall call(context, arguments);
  call.checked(rows, out, [](DecimalOperand a, DecimalOperand b, DecimalSpec spec) {
    if (b.value == 0) fail_division();
    return remainder(a, b, spec);
  });
}

const ScalarFunction kFunctions[] = {
    {"+(a BINARY_NUMERIC T, b T) -> T", number_kernel<Add>, "Adds; integers wrap on overflow.",
     "1 + 2 = 3"},
    {"+(a DECIMAL, b DECIMAL) -> DECIMAL", decimal_add, "Adds decimals; NULL on overflow.",
     "1.5 + 2 = 3.5", Nulls::Propagate, infer_decimal<decimal_sum_type>},
    {"-(a BINARY_NUMERIC T, b T) -> T", number_kernel<Subtract>,
     "Subtracts; integers wrap on overflow.", "3 - 5 = -2"},
    {"-(a DECIMAL, b DECIMAL) -> DECIMAL", decimal_subtract,
     "Subtracts decimals; NULL on overflow.", "1.5 - 2 = -0.5", Nulls::Propagate,
     infer_decimal<decimal_sum_type>},
    {"-(a NUMERIC T) -> T", negate, "Changes the sign.", "-(2) = 0 - 2"},
    {"*(a BINARY_NUMERIC T, b T) -> T", number_kernel<Multiply>,
     "Multiplies; integers wrap on overflow.", "3 * 5 = 15"},
    {"*(a DECIMAL, b DECIMAL) -> DECIMAL", decimal_multiply,
     "Multiplies decimals; NULL on overflow.", "1.5 * 1.5 = 2.25", Nulls::Propagate,
     infer_decimal<decimal_product_type>},
    {"/(a BINARY_NUMERIC T, b T) -> T", number_kernel<Divide>,
     "Divides; integers are cut, and fail when divided by zero.", "7 / 2 = 3"},
    {"/(a DECIMAL, b DECIMAL) -> DECIMAL", decimal_divide,
     "Divides decimals, rounded half up; fails when divided by zero.", "1.0 / 3 = 0.333333333333",
     Nulls::Propagate, infer_decimal<decimal_quotient_type>},
    {"%(a INTEGER_NUMERIC, b INTEGER_NUMERIC) -> INT", integer_remainder,
     "The remainder, with the sign of the dividend.", "-7 % 2 = -1", Nulls::Propagate,
     type_of_divisor},
    {"%(a DECIMAL, b DECIMAL) -> DECIMAL", decimal_remainder,
     "The remainder of decimals, with the sign of the dividend.", "7.5 % 2 = 1.5", Nulls::Propagate,
     infer_decimal<decimal_remainder_type>},
    {"MOD(a INTEGER_NUMERIC, b INTEGER_NUMERIC) -> INT", integer_remainder,
     "The remainder, with the sign of the dividend.", "MOD(-7, 2) = -1", Nulls::Propagate,
     type_of_divisor},
    {"MOD(a DECIMAL, b DECIMAL) -> DECIMAL", decimal_remainder,
     "The remainder of decimals, with the sign of the dividend.", "MOD(7.5, 2) = 1.5",
     Nulls::Propagate, infer_decimal<decimal_remainder_type>},
};

}  // namespace

std::span<const ScalarFunction> arithmetic_functions() { return kFunctions; }

}  // namespace streamsql
