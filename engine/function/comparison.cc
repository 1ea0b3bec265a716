#include <algorithm>
#include <functional>

#include "engine/function/builtins.h"
#include "engine/function/in_list.h"
#include "engine/function/typed_kernel.h"
#include "engine/function/value_equality.h"

namespace streamsql {
namespace {

using Arguments = std::span<const ColumnPtr>;
using kernel::Operands;

// The six operators over any type with ==, < (and >, so that NaN compares as IEEE says).
struct Equal {
  template <typename T>
  bool operator()(const T& a, const T& b) const {
    return a == b;
  }
};
struct NotEqual {
  template <typename T>
  bool operator()(const T& a, const T& b) const {
    return !(a == b);
  }
};
struct Less {
  template <typename T>
  bool operator()(const T& a, const T& b) const {
    return a < b;
  }
};
struct Greater {
  template <typename T>
  bool operator()(const T& a, const T& b) const {
    return b < a;
  }
};
struct AtMost {
  template <typename T>
  bool operator()(const T& a, const T& b) const {
    if constexpr (std::is_floating_point_v<T>) return a <= b;
    return !(b < a);
  }
};
struct AtLeast {
  template <typename T>
  bool operator()(const T& a, const T& b) const {
    if constexpr (std::is_floating_point_v<T>) return a >= b;
    return !(a < b);
  }
};

// Widens the side with the smaller scale where both then still fit 38 digits.
template <typename Op>
void compare_decimals(const Operands& in, std::uint8_t* out, Op operation) {
  const DataType &left = in.a.type(), &right = in.b.type();
  const int scale = std::max(left.scale(), right.scale());
  const auto digits = [&](const DataType& t) { return t.precision() - t.scale() + scale; };
  if (left.scale() == right.scale()) {
    return kernel::combine<Decimal, Decimal>(in, out, operation);
  }
  if (digits(left) <= DataType::kMaxDecimalPrecision &&
      digits(right) <= DataType::kMaxDecimalPrecision) {
    const Decimal x = power_of_ten(scale - left.scale()), y = power_of_ten(scale - right.scale());
    return kernel::combine<Decimal, Decimal>(
        in, out, [=](const Decimal& a, const Decimal& b) { return operation(a * x, b * y); });
  }
  const int left_scale = left.scale(), right_scale = right.scale();
  kernel::combine<Decimal, Decimal>(in, out, [=](const Decimal& a, const Decimal& b) {
    return operation(compare({a, left_scale}, {b, right_scale}), 0);
  });
}

template <typename Op>
void compare_nested(const Operands& in, std::uint8_t* out, Op operation) {
  for (const auto row : in.rows) {
    out[row] = operation(equal_values({in.a, row}, {in.b, row}) ? 0 : 1, 0);
  }
}

// FLOAT with DOUBLE, in either order: as DOUBLEs. Flink orders them so, but tests equality as the
// type of the left side: 0.1 of one equals 0.1 of the other, and is greater too.
template <typename Op>
void compare_floats(const Operands& in, std::uint8_t* out, Op operation) {
  const auto as_double = [=](double a, double b) { return operation(a, b); };
  if (in.a.type().is(TypeKind::Float)) {
    kernel::combine<float, double>(in, out, as_double);
  } else {
    kernel::combine<double, float>(in, out, as_double);
  }
}

template <typename Op>
void compare_columns(const Operands& in, std::uint8_t* out, Op operation) {
  const DataType& type = in.a.type();
  if (type.kind() != in.b.type().kind() && type.is_approximate()) {
    return compare_floats(in, out, operation);
  }
  if (type.is(TypeKind::Decimal)) return compare_decimals(in, out, operation);
  if (type.is_timestamp()) {
    return kernel::combine<Timestamp, Timestamp>(in, out, operation);
  }
  if (type.is_character() || type.is_binary()) {
    return kernel::combine<StringView16, StringView16>(in, out, operation);
  }
  if (type.is_nested()) return compare_nested(in, out, operation);
  kernel::with_number_type(type.kind(), [&](auto zero) {
    using T = decltype(zero);
    kernel::combine<T, T>(in, out, operation);
  });
}

template <typename Op>
void comparison(const FunctionContext&, Arguments arguments, Selection rows, ColumnBuilder& out) {
  compare_columns({*arguments[0], *arguments[1], rows}, out.data<std::uint8_t>(), Op());
}

// ---- IS …

template <bool Negated>
void is_null(const FunctionContext&, Arguments arguments, Selection rows, ColumnBuilder& out) {
  auto* const values = out.data<std::uint8_t>();
  for (const auto row : rows) values[row] = arguments[0]->is_null(row) != Negated;
}

// IS TRUE and IS FALSE: a NULL is neither.
template <bool Wanted, bool Negated>
void is_truth(const FunctionContext&, Arguments arguments, Selection rows, ColumnBuilder& out) {
  const ColumnReader<std::uint8_t> values(*arguments[0]);
  auto* const results = out.data<std::uint8_t>();
  for (const auto row : rows) {
    const bool holds = !values.is_null(row) && (values[row] != 0) == Wanted;
    results[row] = holds != Negated;
  }
}

template <bool Negated>
void is_distinct(const FunctionContext&, Arguments arguments, Selection rows, ColumnBuilder& out) {
  const Column &a = *arguments[0], &b = *arguments[1];
  auto* const results = out.data<std::uint8_t>();
  std::vector<std::uint32_t> both;
  both.reserve(rows.size());
  for (const auto row : rows) {
    const bool left = a.is_null(row), right = b.is_null(row);
    results[row] = (left != right) != Negated;
    if (!left && !right) both.push_back(row);
  }
  if constexpr (Negated) {
    compare_columns({a, b, both}, results, Equal());
  } else {
    compare_columns({a, b, both}, results, NotEqual());
  }
}

void logical_not(const FunctionContext&, Arguments arguments, Selection rows, ColumnBuilder& out) {
  const ColumnReader<std::uint8_t> values(*arguments[0]);
  auto* const results = out.data<std::uint8_t>();
  kernel::for_rows(rows, out.size(), [&](std::size_t row) { results[row] = values[row] ^ 1; });
}

constexpr Nulls kCustom = Nulls::Custom;

const ScalarFunction kFunctions[] = {
    {"=(a T, b T) -> BOOLEAN", comparison<Equal>, "Whether two values are equal.", "1 = 1.0"},
    {"=(a DECIMAL, b DECIMAL) -> BOOLEAN", comparison<Equal>,
     "Whether two decimals are equal, whatever their scales.", "1.50 = 1.5"},
    {"<>(a T, b T) -> BOOLEAN", comparison<NotEqual>, "Whether two values differ.", "'a' <> 'b'"},
    {"<>(a DECIMAL, b DECIMAL) -> BOOLEAN", comparison<NotEqual>,
     "Whether two decimals differ, whatever their scales.", "1.51 <> 1.5"},
    {"<(a COMPARABLE T, b T) -> BOOLEAN", comparison<Less>,
     "Whether the first value comes before the second.", "'a' < 'b'"},
    {"<(a APPROXIMATE, b APPROXIMATE) -> BOOLEAN", comparison<Less>,
     "Whether the first approximate number is less.", "1E0 < 2E0"},
    {"<(a DECIMAL, b DECIMAL) -> BOOLEAN", comparison<Less>,
     "Whether the first decimal is less than the second.", "1.49 < 1.5"},
    {"<=(a COMPARABLE T, b T) -> BOOLEAN", comparison<AtMost>,
     "Whether the first value comes before the second or equals it.", "1 <= 1"},
    {"<=(a APPROXIMATE, b APPROXIMATE) -> BOOLEAN", comparison<AtMost>,
     "Whether the first approximate number is at most the second.", "1E0 <= 1E0"},
    {"<=(a DECIMAL, b DECIMAL) -> BOOLEAN", comparison<AtMost>,
     "Whether the first decimal is at most the second.", "1.50 <= 1.5"},
    {">(a COMPARABLE T, b T) -> BOOLEAN", comparison<Greater>,
     "Whether the first value comes after the second.", "2 > 1"},
    {">(a APPROXIMATE, b APPROXIMATE) -> BOOLEAN", comparison<Greater>,
     "Whether the first approximate number is greater.", "2E0 > 1E0"},
    {">(a DECIMAL, b DECIMAL) -> BOOLEAN", comparison<Greater>,
     "Whether the first decimal is greater than the second.", "1.51 > 1.5"},
    {">=(a COMPARABLE T, b T) -> BOOLEAN", comparison<AtLeast>,
     "Whether the first value comes after the second or equals it.", "2 >= 2"},
    {">=(a APPROXIMATE, b APPROXIMATE) -> BOOLEAN", comparison<AtLeast>,
     "Whether the first approximate number is at least the second.", "2E0 >= 2E0"},
    {">=(a DECIMAL, b DECIMAL) -> BOOLEAN", comparison<AtLeast>,
     "Whether the first decimal is at least the second.", "1.5 >= 1.50"},
    {"IS NULL(value ANY) -> BOOLEAN NOT NULL", is_null<false>, "Whether the value is NULL.",
     "CAST(NULL AS INT) IS NULL", kCustom},
    {"IS NOT NULL(value ANY) -> BOOLEAN NOT NULL", is_null<true>, "Whether the value is not NULL.",
     "1 IS NOT NULL", kCustom},
    {"IS TRUE(value BOOLEAN) -> BOOLEAN NOT NULL", is_truth<true, false>,
     "Whether the condition is TRUE, and neither FALSE nor NULL.", "TRUE IS TRUE", kCustom},
    {"IS NOT TRUE(value BOOLEAN) -> BOOLEAN NOT NULL", is_truth<true, true>,
     "Whether the condition is FALSE or NULL.", "CAST(NULL AS BOOLEAN) IS NOT TRUE", kCustom},
    {"IS FALSE(value BOOLEAN) -> BOOLEAN NOT NULL", is_truth<false, false>,
     "Whether the condition is FALSE, and neither TRUE nor NULL.", "FALSE IS FALSE", kCustom},
    {"IS NOT FALSE(value BOOLEAN) -> BOOLEAN NOT NULL", is_truth<false, true>,
     "Whether the condition is TRUE or NULL.", "CAST(NULL AS BOOLEAN) IS NOT FALSE", kCustom},
    {"IS UNKNOWN(value BOOLEAN) -> BOOLEAN NOT NULL", is_null<false>,
     "Whether the condition is NULL.", "CAST(NULL AS BOOLEAN) IS UNKNOWN", kCustom},
    {"IS NOT UNKNOWN(value BOOLEAN) -> BOOLEAN NOT NULL", is_null<true>,
     "Whether the condition is TRUE or FALSE.", "TRUE IS NOT UNKNOWN", kCustom},
    {"IS DISTINCT FROM(a T, b T) -> BOOLEAN NOT NULL", is_distinct<false>,
     "Whether two values differ, where NULL is a value of its own.",
     "1 IS DISTINCT FROM CAST(NULL AS INT)", kCustom},
    {"IS NOT DISTINCT FROM(a T, b T) -> BOOLEAN NOT NULL", is_distinct<true>,
     "Whether two values are equal, where NULL is a value of its own.",
     "CAST(NULL AS INT) IS NOT DISTINCT FROM CAST(NULL AS INT)", kCustom},
    {"IN(value T, list T...) -> BOOLEAN", in_list, "Whether the value is one of a list.",
     "2 IN (1, 2, 3)", kCustom, nullptr, prepare_in_list},
    {"NOT(condition BOOLEAN) -> BOOLEAN", logical_not, "Turns TRUE into FALSE and back.",
     "NOT FALSE"},
};

}  // namespace

std::span<const ScalarFunction> comparison_functions() { return kFunctions; }

}  // namespace streamsql
