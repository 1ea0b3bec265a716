// COUNT, SUM and AVG.
#include <algorithm>

#include "engine/function/aggregate_families.h"
#include "engine/function/aggregate_kernel.h"

namespace streamsql {
namespace {

using namespace aggregate;

struct Count {
  struct State {
    std::uint64_t count;
  };
  struct Input {
    explicit Input(std::span<const ColumnPtr>) {}
  };
  explicit Count(const AggregateContext&) {}
  void accumulate(State& state, const Input&, std::size_t) const { ++state.count; }
  void retract(State& state, const Input&, std::size_t) const { --state.count; }
  void merge(State& into, const State& from) const { into.count += from.count; }
  void emit(const State& state, ColumnBuilder& out, std::size_t row) const {
    out.set(row, static_cast<std::int64_t>(state.count));
  }
};

// ---- the sums that SUM and AVG keep

// Integers wrap. Kept in 64 bits and cut when emitted, which is the same as wrapping at each row.
template <typename T>
struct IntegerSum {
  struct State {
    std::uint64_t sum, count;
  };
  using Input = OneColumn<T>;
  explicit IntegerSum(const AggregateContext&) {}
  void accumulate(State& state, const Input& input, std::size_t row) const {
    state.sum += static_cast<std::uint64_t>(input[row]);
    ++state.count;
  }
  void retract(State& state, const Input& input, std::size_t row) const {
    state.sum -= static_cast<std::uint64_t>(input[row]);
    --state.count;
  }
  void merge(State& into, const State& from) const {
    into.sum += from.sum;
    into.count += from.count;
  }
  std::int64_t sum(const State& state) const { return static_cast<std::int64_t>(state.sum); }
};

// FLOAT sums are FLOATs, those of its averages DOUBLEs.
template <typename T, typename Sum>
struct FloatingSum {
  struct State {
    Sum sum;
    std::uint64_t count;
  };
  using Input = OneColumn<T>;
  explicit FloatingSum(const AggregateContext&) {}
  void accumulate(State& state, const Input& input, std::size_t row) const {
    state.sum += static_cast<Sum>(input[row]);
    ++state.count;
  }
  void retract(State& state, const Input& input, std::size_t row) const {
    state.sum -= static_cast<Sum>(input[row]);
    --state.count;
  }
  void merge(State& into, const State& from) const {
    into.sum += from.sum;
    into.count += from.count;
  }
  Sum sum(const State& state) const { return state.sum; }
};

// A sum that overflows 38 digits is NULL. As in Flink the next value begins that of SUM anew, while
// that of AVG stays NULL.
enum class Overflow : std::uint8_t { BeginsAnew, Stays };

template <Overflow kOverflow>
struct DecimalSum {
  struct State {
    StateDecimal sum;
    std::uint64_t count;
    std::uint32_t has_sum, overflowed;
  };
  using Input = OneColumn<Decimal>;
  explicit DecimalSum(const AggregateContext&) {}
  void accumulate(State& state, const Input& input, std::size_t row) const {
    add(state, input[row]);
    ++state.count;
  }
  void retract(State& state, const Input& input, std::size_t row) const {
    add(state, -input[row]);
    --state.count;
  }
  void merge(State& into, const State& from) const {
    if (from.has_sum) add(into, from.sum);
    into.count += from.count;
    into.overflowed |= from.overflowed;
  }
  static bool is_null(const State& state) {
    return state.count == 0 || !state.has_sum || (kOverflow == Overflow::Stays && state.overflowed);
  }
  static void add(State& state, Decimal value) {
    if (!state.has_sum) {
      state.sum = value;
      state.has_sum = 1;
      return;
    }
    Decimal sum;
    const bool overflow = __builtin_add_overflow(static_cast<Decimal>(state.sum), value, &sum);
    state.sum = sum;
    state.has_sum = !overflow && fits(sum, DataType::kMaxDecimalPrecision);
    if (!state.has_sum) state.overflowed = 1;
  }
};

// ---- results

template <typename T>
struct Sum : IntegerSum<T> {
  using IntegerSum<T>::IntegerSum;
  void emit(const typename IntegerSum<T>::State& state, ColumnBuilder& out, std::size_t row) const {
    if (state.count == 0) return out.set_null(row);
    out.set(row, static_cast<T>(state.sum));
  }
};
template <typename T>
struct ApproximateSum : FloatingSum<T, T> {
  using FloatingSum<T, T>::FloatingSum;
  void emit(const typename FloatingSum<T, T>::State& state, ColumnBuilder& out,
            std::size_t row) const {
    if (state.count == 0) return out.set_null(row);
    out.set(row, state.sum);
  }
};
template <>
struct Sum<float> : ApproximateSum<float> {
  using ApproximateSum<float>::ApproximateSum;
};
template <>
struct Sum<double> : ApproximateSum<double> {
  using ApproximateSum<double>::ApproximateSum;
};
template <>
struct Sum<Decimal> : DecimalSum<Overflow::BeginsAnew> {
  using DecimalSum::DecimalSum;
  void emit(const State& state, ColumnBuilder& out, std::size_t row) const {
    if (is_null(state)) return out.set_null(row);
    out.set(row, static_cast<Decimal>(state.sum));
  }
};

// Integer averages are cut towards zero.
template <typename T>
struct Average : IntegerSum<T> {
  using IntegerSum<T>::IntegerSum;
  void emit(const typename IntegerSum<T>::State& state, ColumnBuilder& out, std::size_t row) const {
    const auto count = static_cast<std::int64_t>(state.count);
    if (count == 0) return out.set_null(row);
    out.set(row, static_cast<T>(this->sum(state) / count));
  }
};
template <typename T>
struct ApproximateAverage : FloatingSum<T, double> {
  using FloatingSum<T, double>::FloatingSum;
  void emit(const typename FloatingSum<T, double>::State& state, ColumnBuilder& out,
            std::size_t row) const {
    const auto count = static_cast<std::int64_t>(state.count);
    if (count == 0) return out.set_null(row);
    out.set(row, static_cast<T>(state.sum / static_cast<double>(count)));
  }
};
template <>
struct Average<float> : ApproximateAverage<float> {
  using ApproximateAverage<float>::ApproximateAverage;
};
template <>
struct Average<double> : ApproximateAverage<double> {
  using ApproximateAverage<double>::ApproximateAverage;
};
template <>
struct Average<Decimal> : DecimalSum<Overflow::Stays> {
  explicit Average(const AggregateContext& context)
      : DecimalSum(context),
        scale_(context.parameters[0].scale()),
        result_{context.result_type.precision(), context.result_type.scale()} {}
  void emit(const State& state, ColumnBuilder& out, std::size_t row) const {
    if (is_null(state)) return out.set_null(row);
    const auto count = static_cast<Decimal>(static_cast<std::int64_t>(state.count));
    kernel::store(out, row, divide({state.sum, scale_}, {count, 0}, result_));
  }
  int scale_;
  DecimalSpec result_;
};

AggregateKernels count_kernels(const AggregateShape&) { return kernels_of<Count>(); }
AggregateKernels sum_kernels(const AggregateShape& shape) {
  return kernels_for_number<Sum>(shape.parameters[0].kind());
}
AggregateKernels average_kernels(const AggregateShape& shape) {
  return kernels_for_number<Average>(shape.parameters[0].kind());
}

DataType sum_type(std::span<const DataType> parameters) {
  const DataType& type = parameters[0];
  if (!type.is(TypeKind::Decimal)) return type;
  return DataType::decimal(DataType::kMaxDecimalPrecision, type.scale());
}
DataType average_type(std::span<const DataType> parameters) {
  const DataType& type = parameters[0];
  if (!type.is(TypeKind::Decimal)) return type;
  return DataType::decimal(DataType::kMaxDecimalPrecision, std::max(6, type.scale()));
}

const AggregateFunction kFunctions[] = {
    {.signature = "COUNT([x ANY...]) -> BIGINT NOT NULL",
     .kernels = count_kernels,
     .summary = "The number of rows; with arguments, of rows in which none of them is NULL.",
     .example = "COUNT(x) over 7, 8, NULL is 2",
     .empty = AggregateEmpty::NotNull},
    {.signature = "SUM(x NUMERIC T) -> T",
     .kernels = sum_kernels,
     .summary = "The sum. Keeps the type, so that integers wrap; DECIMAL(p, s) gives DECIMAL(38, "
                "s). NULL when there is no value.",
     .example = "SUM(x) over 1, 2, NULL is 3",
     .infer = sum_type},
    {.signature = "AVG(x NUMERIC T) -> T",
     .kernels = average_kernels,
     .summary = "The average, in the type of the values: that of integers is cut.",
     .example = "AVG(x) over 1, 2, 6, NULL is 3",
     .infer = average_type},
};

}  // namespace

std::span<const AggregateFunction> number_aggregates() { return kFunctions; }

}  // namespace streamsql
