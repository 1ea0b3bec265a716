#include <algorithm>
#include <cmath>
#include <limits>

#include "engine/function/builtins.h"
#include "engine/function/kernel.h"
#include "engine/function/typed_kernel.h"
#include "engine/type/number_text.h"

namespace streamsql {
namespace {

using Arguments = std::span<const ColumnPtr>;
using Int = std::int32_t;

enum class Rounding { HalfUp, Down, Floor, Ceiling };

// ---- DECIMAL: drops `digits` digits of the unscaled value; the result counts in 10^digits.

template <Rounding mode>
Decimal drop_digits(Decimal value, int digits) {
  if (digits <= 0) return value;
  if (digits > DataType::kMaxDecimalPrecision) return 0;
  const Decimal unit = power_of_ten(digits);
  const Decimal quotient = value / unit, rest = value % unit;
  switch (mode) {
    case Rounding::Down: return quotient;
    case Rounding::Floor: return rest < 0 ? quotient - 1 : quotient;
    case Rounding::Ceiling: return rest > 0 ? quotient + 1 : quotient;
    case Rounding::HalfUp: break;
  }
  if (rest < 0) return -rest >= unit + rest ? quotient - 1 : quotient;
  return rest >= unit - rest ? quotient + 1 : quotient;
}

// Rounds at `digits` behind the point and gives the value at the result's scale.
template <Rounding mode>
std::optional<Decimal> round_decimal(Decimal value, int digits, const DataType& from,
                                     const DataType& to) {
  const int dropped = from.scale() - digits;
  const Decimal rounded = drop_digits<mode>(value, dropped);
  const int scale = dropped > 0 ? digits : from.scale();
  if (dropped > DataType::kMaxDecimalPrecision) return Decimal(0);
  if (scale < 0) {
    const auto wide = rescale(rounded, 0, {DataType::kMaxDecimalPrecision, -scale});
    if (!wide) return std::nullopt;
    return rescale(*wide, 0, {to.precision(), to.scale()});
  }
  return rescale(rounded, scale, {to.precision(), to.scale()});
}

// ---- DOUBLE: rounds the digits that Java prints, as BigDecimal.valueOf(x).setScale(n) does

// Adds one to the last of `digits`; may make it one digit longer.
void increment(std::string& digits) {
  for (auto i = digits.size(); i-- > 0;) {
    if (digits[i] != '9') {
      ++digits[i];
      return;
    }
    digits[i] = '0';
  }
  digits.insert(digits.begin(), '1');
}

struct Digits {
  std::string digits;  // without point
  int exponent = 0;    // value = 0.digits * 10^exponent
};

Digits digits_of(double magnitude) {
  std::string text;
  append_java_double(magnitude, text);
  Digits out;
  int exponent = 0;
  if (const auto e = text.find('E'); e != std::string::npos) {
    exponent = std::stoi(text.substr(e + 1));
    text.resize(e);
  }
  const auto point = text.find('.');
  out.digits = text.substr(0, point) + text.substr(point + 1);
  out.exponent = exponent + static_cast<int>(point);
  return out;
}

template <Rounding mode>
double round_magnitude(double magnitude, int places) {
  Digits number = digits_of(magnitude);
  const int kept = number.exponent + places;
  if (kept >= static_cast<int>(number.digits.size())) return magnitude;
  if (kept < 0) return 0;
  const bool up = mode == Rounding::HalfUp && number.digits[static_cast<std::size_t>(kept)] >= '5';
  number.digits.resize(static_cast<std::size_t>(kept));
  if (up) increment(number.digits);
  if (number.digits.empty()) return 0;
  return *parse_java_double(number.digits + "e" + std::to_string(-places));
}

template <Rounding mode>
std::optional<double> round_double(double value, int places) {
  if (!std::isfinite(value)) return std::nullopt;
  const double rounded = round_magnitude<mode>(std::fabs(value), std::clamp(places, -400, 400));
  return rounded == 0 ? 0.0 : std::copysign(rounded, value);
}

// ---- integers

template <Rounding mode>
std::int64_t round_integer(std::int64_t value, int places) {
  if (places >= 0) return value;
  if (places < -19) return 0;
  return static_cast<std::int64_t>(static_cast<std::uint64_t>(drop_digits<mode>(value, -places)) *
                                   static_cast<std::uint64_t>(power_of_ten(-places)));
}

// ---- ROUND and TRUNCATE

template <Rounding mode, typename T>
std::optional<T> round_number(T value, int places) {
  if constexpr (std::is_floating_point_v<T>) {
    const auto rounded = round_double<mode>(static_cast<double>(value), places);
    if (!rounded) return std::nullopt;
    return static_cast<T>(*rounded);
  } else {
    return static_cast<T>(round_integer<mode>(static_cast<std::int64_t>(value), places));
  }
}

template <Rounding mode>
void round_kernel(const FunctionContext& context, Arguments arguments, Selection rows,
                  ColumnBuilder& out) {
  const Column& values = *arguments[0];
  const bool has_places = arguments.size() > 1;
  const auto places = [&](std::size_t row) {
    return has_places ? arguments[1]->value<Int>(row) : 0;
  };
  if (values.type().is(TypeKind::Decimal)) {
    for (const auto row : rows) {
      kernel::store(out, row,
                    round_decimal<mode>(values.value<Decimal>(row), places(row), values.type(),
                                        context.result_type));
    }
    return;
  }
  kernel::with_number_type(values.type().kind(), [&](auto zero) {
    using T = decltype(zero);
    for (const auto row : rows) {
      kernel::store(out, row, round_number<mode, T>(values.value<T>(row), places(row)));
    }
  });
}

// DECIMAL(p, s) rounded at r: flink-sql.md 3.2. A place that is not constant keeps the type.
DataType infer_round(const InferInput& input) {
  const DataType& type = input.types[0];
  if (!type.is(TypeKind::Decimal)) return type;
  int places = 0;
  if (input.types.size() > 1) {
    const bool known =
        input.constants.size() > 1 && input.constants[1] && !input.constants[1]->is_null(0);
    if (!known) return type;
    places = input.constants[1]->value<Int>(0);
  }
  if (places >= type.scale()) return type;
  const int integer_digits = 1 + type.precision() - type.scale();
  const int scale = std::max(places, 0);
  return DataType::decimal(std::min(38, integer_digits + scale), scale);
}

// ---- CEIL, FLOOR, ABS and SIGN

template <Rounding mode>
void to_integer(const FunctionContext&, Arguments arguments, Selection rows, ColumnBuilder& out) {
  const Column& values = *arguments[0];
  if (values.type().is(TypeKind::Decimal)) {
    for (const auto row : rows) {
      out.set<Decimal>(row, drop_digits<mode>(values.value<Decimal>(row), values.type().scale()));
    }
    return;
  }
  kernel::with_number_type(values.type().kind(), [&](auto zero) {
    using T = decltype(zero);
    const ColumnReader<T> reader(values);
    for (const auto row : rows) {
      T value = reader[row];
      if constexpr (std::is_floating_point_v<T>) {
        value = mode == Rounding::Floor ? std::floor(value) : std::ceil(value);
      }
      out.set<T>(row, value);
    }
  });
}

DataType infer_integer(const InferInput& input) {
  const DataType& type = input.types[0];
  return type.is(TypeKind::Decimal) ? DataType::decimal(type.precision(), 0) : type;
}

struct Absolute {
  template <typename T>
  T operator()(T value, const DataType&) const {
    if constexpr (std::is_floating_point_v<T>) {
      return std::fabs(value);
    } else {
      // The least integer has no opposite and stays, as in Java.
      return value < 0 && value != std::numeric_limits<T>::min() ? static_cast<T>(-value) : value;
    }
  }
  Decimal operator()(Decimal value, const DataType&) const { return value < 0 ? -value : value; }
};

struct Sign {
  template <typename T>
  T operator()(T value, const DataType&) const {
    if (value != value || value == T(0)) return value;
    return value < T(0) ? T(-1) : T(1);
  }
  Decimal operator()(Decimal value, const DataType& type) const {
    const Decimal one = power_of_ten(type.scale());
    return value == 0 ? 0 : (value < 0 ? -one : one);
  }
};

template <typename Op>
void keep_type(const FunctionContext& context, Arguments arguments, Selection rows,
               ColumnBuilder& out) {
  const DataType& type = context.result_type;
  if (type.is(TypeKind::Decimal)) {
    const ColumnReader<Decimal> values(*arguments[0]);
    for (const auto row : rows) out.set<Decimal>(row, Op()(values[row], type));
    return;
  }
  kernel::with_number_type(type.kind(), [&](auto zero) {
    using T = decltype(zero);
    if constexpr (!std::is_same_v<T, std::uint8_t>) {
      const ColumnReader<T> values(*arguments[0]);
      for (const auto row : rows) out.set<T>(row, Op()(values[row], type));
    }
  });
}

constexpr Nulls kPropagate = Nulls::Propagate;

const ScalarFunction kFunctions[] = {
    {"ABS(x NUMERIC T) -> T", keep_type<Absolute>, "The value without its sign.", "ABS(-2) = 2"},
    {"SIGN(x NUMERIC T) -> T", keep_type<Sign>, "-1, 0 or 1, in the type of the argument.",
     "SIGN(-7) = -1"},
    {"CEIL(x NUMERIC) -> INT", to_integer<Rounding::Ceiling>,
     "The least integer that is not less, in the type of the argument.", "CEIL(1.2) = 2",
     kPropagate, infer_integer},
    {"CEILING(x NUMERIC) -> INT", to_integer<Rounding::Ceiling>,
     "The least integer that is not less, in the type of the argument.", "CEILING(-1.2) = -1",
     kPropagate, infer_integer},
    {"FLOOR(x NUMERIC) -> INT", to_integer<Rounding::Floor>,
     "The greatest integer that is not greater, in the type of the argument.", "FLOOR(-1.2) = -2",
     kPropagate, infer_integer},
    {"ROUND(x NUMERIC, [places INT]) -> INT", round_kernel<Rounding::HalfUp>,
     "Rounds half up at a place behind the point, or before it when negative.",
     "ROUND(2.345, 2) = 2.35", kPropagate, infer_round},
    {"TRUNCATE(x NUMERIC, [places INT]) -> INT", round_kernel<Rounding::Down>,
     "Cuts at a place behind the point, or before it when negative.", "TRUNCATE(42.345, 2) = 42.34",
     kPropagate, infer_round},
};

}  // namespace

std::span<const ScalarFunction> rounding_functions() { return kFunctions; }

}  // namespace streamsql
