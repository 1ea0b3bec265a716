// STDDEV_POP, STDDEV_SAMP, VAR_POP and VAR_SAMP, as Flink's planner writes them out: of n, SUM(x)
// and SUM(x * x), every step in the SQL type that it has there (Calcite's
// AggregateReduceFunctionsRule):
//   (SUM(x * x) - SUM(x) * SUM(x) / n) / (n or n - 1), to the power of 0.5 for a deviation
#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

#include "engine/function/aggregate_families.h"
#include "engine/function/aggregate_kernel.h"
#include "engine/type/type_rules.h"

namespace streamsql {
namespace {

using namespace aggregate;

enum class Measure : std::uint8_t { DeviationOfAll, DeviationOfSample, VarianceOfAll, Variance };

constexpr bool is_deviation(Measure measure) {
  return measure == Measure::DeviationOfAll || measure == Measure::DeviationOfSample;
}
// n, or n - 1; nothing for the sample of one value.
template <Measure measure>
std::optional<std::int64_t> divisor(std::uint64_t count) {
  const auto n = static_cast<std::int64_t>(count);
  if (n == 0) return std::nullopt;
  if (measure == Measure::DeviationOfAll || measure == Measure::VarianceOfAll) return n;
  if (n == 1) return std::nullopt;
  return n - 1;
}

// Java's narrowing of a double: saturates, NaN is 0; below INT by way of INT, which wraps.
template <typename T>
T narrow(double value) {
  using Wide = std::conditional_t<sizeof(T) == 8, std::int64_t, std::int32_t>;
  if (std::isnan(value)) return 0;
  if (value >= static_cast<double>(std::numeric_limits<Wide>::max())) {
    return static_cast<T>(std::numeric_limits<Wide>::max());
  }
  if (value <= static_cast<double>(std::numeric_limits<Wide>::min())) {
    return static_cast<T>(std::numeric_limits<Wide>::min());
  }
  return static_cast<T>(static_cast<Wide>(value));
}

// Squares and sums wrap in T; divisions are BIGINT's.
template <typename T, Measure measure>
struct IntegerVariance {
  struct State {
    std::uint64_t sum, squares, count;
  };
  using Input = OneColumn<T>;
  explicit IntegerVariance(const AggregateContext&) {}
  void accumulate(State& state, const Input& input, std::size_t row) const {
    const auto x = static_cast<std::uint64_t>(input[row]);
    state.sum += x;
    state.squares += static_cast<std::uint64_t>(static_cast<T>(x * x));
    ++state.count;
  }
  void retract(State& state, const Input& input, std::size_t row) const {
    const auto x = static_cast<std::uint64_t>(input[row]);
    state.sum -= x;
    state.squares -= static_cast<std::uint64_t>(static_cast<T>(x * x));
    --state.count;
  }
  void merge(State& into, const State& from) const {
    into.sum += from.sum;
    into.squares += from.squares;
    into.count += from.count;
  }
  void emit(const State& state, ColumnBuilder& out, std::size_t row) const {
    const auto by = divisor<measure>(state.count);
    if (!by) return out.set_null(row);
    const auto sum = static_cast<std::uint64_t>(static_cast<T>(state.sum));
    const std::int64_t square = static_cast<T>(sum * sum);
    const std::int64_t squares = static_cast<T>(state.squares);
    const std::int64_t mean = square / static_cast<std::int64_t>(state.count);
    const auto difference = static_cast<std::int64_t>(static_cast<std::uint64_t>(squares) -
                                                      static_cast<std::uint64_t>(mean));
    const std::int64_t variance = *by == -1 ? 0 : difference / *by;
    if (!is_deviation(measure)) return out.set(row, static_cast<T>(variance));
    out.set(row, narrow<T>(std::sqrt(static_cast<double>(variance))));
  }
};

template <typename T, Measure measure>
struct FloatingVariance {
  struct State {
    T sum, squares;
    std::uint64_t count;
  };
  using Input = OneColumn<T>;
  explicit FloatingVariance(const AggregateContext&) {}
  void accumulate(State& state, const Input& input, std::size_t row) const {
    const T x = input[row];
    state.sum += x;
    state.squares += x * x;
    ++state.count;
  }
  void retract(State& state, const Input& input, std::size_t row) const {
    const T x = input[row];
    state.sum -= x;
    state.squares -= x * x;
    --state.count;
  }
  void merge(State& into, const State& from) const {
    into.sum += from.sum;
    into.squares += from.squares;
    into.count += from.count;
  }
  void emit(const State& state, ColumnBuilder& out, std::size_t row) const {
    const auto by = divisor<measure>(state.count);
    if (!by) return out.set_null(row);
    const T square = state.sum * state.sum;
    const double mean = static_cast<double>(square) / static_cast<double>(state.count);
    const double variance = (static_cast<double>(state.squares) - mean) / static_cast<double>(*by);
    out.set(row, static_cast<T>(is_deviation(measure) ? std::sqrt(variance) : variance));
  }
};

DecimalSpec spec_of(const DataType& type) { return {type.precision(), type.scale()}; }
DataType sum_of(const DataType& type) {
  return DataType::decimal(DataType::kMaxDecimalPrecision, type.scale());
}

// The types of the steps over DECIMAL(p, s).
struct DecimalSteps {
  DecimalSteps(const DataType& argument, const DataType& result_type)
      : x(sum_of(argument)),
        product(decimal_product_type(argument, argument)),
        squares(sum_of(product)),
        square(decimal_product_type(x, x)),
        mean(decimal_quotient_type(square, DataType::bigint())),
        difference(decimal_sum_type(squares, mean)),
        variance(decimal_quotient_type(difference, DataType::bigint())),
        argument_scale(argument.scale()),
        result(result_type) {}
  DataType x, product, squares, square, mean, difference, variance;
  int argument_scale;
  DataType result;
};

template <Measure measure>
struct DecimalVariance {
  struct State {
    StateDecimal sum, squares;
    std::uint64_t count, has_sum, has_squares;
  };
  using Input = OneColumn<Decimal>;
  explicit DecimalVariance(const AggregateContext& context)
      : steps_(context.parameters[0], context.result_type) {}
  void accumulate(State& state, const Input& input, std::size_t row) const {
    change(state, input[row], 1);
    ++state.count;
  }
  void retract(State& state, const Input& input, std::size_t row) const {
    change(state, input[row], -1);
    --state.count;
  }
  void merge(State& into, const State& from) const {
    if (from.has_sum) add(into.sum, into.has_sum, from.sum);
    if (from.has_squares) add(into.squares, into.has_squares, from.squares);
    into.count += from.count;
  }
  void emit(const State& state, ColumnBuilder& out, std::size_t row) const {
    const auto by = divisor<measure>(state.count);
    const auto value =
        by && state.has_sum && state.has_squares ? variance(state, *by) : std::optional<Decimal>();
    if (!value) return out.set_null(row);
    const DecimalSpec type = spec_of(steps_.variance), result = spec_of(steps_.result);
    kernel::store(out, row,
                  is_deviation(measure) ? from_double(std::sqrt(to_double(*value, type)), result)
                                        : rescale(*value, type.scale, result));
  }

 private:
  // A sum that overflows is NULL, and begins anew with the next value.
  static void add(StateDecimal& sum, std::uint64_t& has_sum, Decimal value) {
    Decimal total = 0;
    const Decimal before = has_sum ? static_cast<Decimal>(sum) : Decimal{0};
    const bool overflow = __builtin_add_overflow(before, value, &total);
    sum = total;
    has_sum = !overflow && fits(total, DataType::kMaxDecimalPrecision);
  }
  void change(State& state, Decimal x, int sign) const {
    const DecimalOperand operand{x, steps_.argument_scale};
    add(state.sum, state.has_sum, sign * x);
    const auto product = multiply(operand, operand, spec_of(steps_.product));
    if (product) add(state.squares, state.has_squares, sign * *product);
  }
  std::optional<Decimal> variance(const State& state, std::int64_t by) const {
    const DecimalOperand sum{state.sum, steps_.x.scale()};
    const DecimalOperand squares{state.squares, steps_.squares.scale()};
    const auto square = multiply(sum, sum, spec_of(steps_.square));
    if (!square) return std::nullopt;
    const auto mean = divide({*square, steps_.square.scale()},
                             {static_cast<Decimal>(state.count), 0}, spec_of(steps_.mean));
    if (!mean) return std::nullopt;
    const auto difference =
        subtract(squares, {*mean, steps_.mean.scale()}, spec_of(steps_.difference));
    if (!difference) return std::nullopt;
    return divide({*difference, steps_.difference.scale()}, {by, 0}, spec_of(steps_.variance));
  }

  DecimalSteps steps_;
};

template <typename T, Measure measure>
struct VarianceOf : IntegerVariance<T, measure> {
  using IntegerVariance<T, measure>::IntegerVariance;
};
template <Measure measure>
struct VarianceOf<float, measure> : FloatingVariance<float, measure> {
  using FloatingVariance<float, measure>::FloatingVariance;
};
template <Measure measure>
struct VarianceOf<double, measure> : FloatingVariance<double, measure> {
  using FloatingVariance<double, measure>::FloatingVariance;
};
template <Measure measure>
struct VarianceOf<Decimal, measure> : DecimalVariance<measure> {
  using DecimalVariance<measure>::DecimalVariance;
};

template <Measure measure>
struct Of {
  template <typename T>
  using Logic = VarianceOf<T, measure>;
};

template <Measure measure>
AggregateKernels kernels(const AggregateShape& shape) {
  return kernels_for_number<Of<measure>::template Logic>(shape.parameters[0].kind());
}

DataType average_type(std::span<const DataType> parameters) {
  const DataType& type = parameters[0];
  if (!type.is(TypeKind::Decimal)) return type;
  return DataType::decimal(DataType::kMaxDecimalPrecision, std::max(6, type.scale()));
}

const AggregateFunction kFunctions[] = {
    {.signature = "STDDEV_POP(x NUMERIC T) -> T",
     .kernels = kernels<Measure::DeviationOfAll>,
     .summary = "The standard deviation of all values, in their type.",
     .example = "STDDEV_POP(x) over 1E0, 3E0, NULL is 1E0",
     .infer = average_type},
    {.signature = "STDDEV_SAMP(x NUMERIC T) -> T",
     .kernels = kernels<Measure::DeviationOfSample>,
     .summary =
         "The standard deviation of a sample, in the type of the values; NULL for one value.",
     .example = "STDDEV_SAMP(x) over 1E0, 3E0, 5E0 is 2E0",
     .infer = average_type},
    {.signature = "VAR_POP(x NUMERIC T) -> T",
     .kernels = kernels<Measure::VarianceOfAll>,
     .summary = "The variance of all values, in their type.",
     .example = "VAR_POP(x) over 1E0, 3E0, NULL is 1E0",
     .infer = average_type},
    {.signature = "VAR_SAMP(x NUMERIC T) -> T",
     .kernels = kernels<Measure::Variance>,
     .summary = "The variance of a sample, in the type of the values; NULL for one value.",
     .example = "VAR_SAMP(x) over 1E0, 3E0, 5E0 is 4E0",
     .infer = average_type},
    {.signature = "VARIANCE(x NUMERIC T) -> T",
     .kernels = kernels<Measure::Variance>,
     .summary = "The same as VAR_SAMP.",
     .example = "VARIANCE(x) over 1E0, 3E0, 5E0 is 4E0",
     .infer = average_type},
};

}  // namespace

std::span<const AggregateFunction> variance_aggregates() { return kFunctions; }

}  // namespace streamsql
