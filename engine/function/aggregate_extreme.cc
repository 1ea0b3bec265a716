// MIN, MAX, FIRST_VALUE and LAST_VALUE: aggregates that keep one of the values.
#include "engine/function/aggregate_families.h"
#include "engine/function/aggregate_kernel.h"
#include "engine/function/aggregate_list.h"

namespace streamsql {
namespace {

using namespace aggregate;

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

struct Never {
  template <typename T>
  bool operator()(const T&, const T&) const {
    return false;
  }
};
struct Always {
  template <typename T>
  bool operator()(const T&, const T&) const {
    return true;
  }
};

// Keeps a value until one comes `Before` it. Comparisons with NaN are false, as in Java.
template <typename T, typename Before>
struct Kept {
  struct State {
    T value;
    std::uint64_t has_value;
  };
  using Input = OneColumn<T>;
  explicit Kept(const AggregateContext&) {}
  void accumulate(State& state, const Input& input, std::size_t row) const {
    take(state, input[row]);
  }
  void merge(State& into, const State& from) const {
    if (from.has_value) take(into, from.value);
  }
  void emit(const State& state, ColumnBuilder& out, std::size_t row) const {
    if (!state.has_value) return out.set_null(row);
    out.set(row, state.value);
  }
  static void take(State& state, const T& value) {
    if (state.has_value && !Before()(value, state.value)) return;
    state.value = value;
    state.has_value = 1;
  }
};

template <typename Before>
struct Kept<Decimal, Before> {
  struct State {
    StateDecimal value;
    std::uint64_t has_value;
  };
  using Input = OneColumn<Decimal>;
  explicit Kept(const AggregateContext&) {}
  void accumulate(State& state, const Input& input, std::size_t row) const {
    take(state, input[row]);
  }
  void merge(State& into, const State& from) const {
    if (from.has_value) take(into, from.value);
  }
  void emit(const State& state, ColumnBuilder& out, std::size_t row) const {
    if (!state.has_value) return out.set_null(row);
    out.set(row, static_cast<Decimal>(state.value));
  }
  static void take(State& state, Decimal value) {
    if (state.has_value && !Before()(value, static_cast<Decimal>(state.value))) return;
    state.value = value;
    state.has_value = 1;
  }
};

template <typename Before>
struct Kept<std::string_view, Before> {
  struct State {
    StateBytes text;
    std::uint64_t has_value;
  };
  static constexpr std::uint32_t kBytes = offsetof(State, text);
  using Input = OneColumn<std::string_view>;
  explicit Kept(const AggregateContext& context) : bytes_(*context.bytes) {}
  void accumulate(State& state, const Input& input, std::size_t row) const {
    take(state, input[row]);
  }
  void merge(State& into, const State& from) const {
    if (from.has_value) take(into, from.text.view());
  }
  void emit(const State& state, ColumnBuilder& out, std::size_t row) const {
    if (!state.has_value) return out.set_null(row);
    out.set_string(row, state.text.view());
  }
  void take(State& state, std::string_view value) const {
    if (state.has_value && !Before()(value, state.text.view())) return;
    bytes_.assign(state.text, value);
    state.has_value = 1;
  }
  StateBytesWriter& bytes_;
};

template <typename T>
using Minimum = Kept<T, Less>;
template <typename T>
using Maximum = Kept<T, Greater>;

template <typename T>
using First = Kept<T, Never>;
template <typename T>
using Last = Kept<T, Always>;

AggregateKernels minimum_kernels(const AggregateShape& shape) {
  return kernels_for<Minimum>(shape.parameters[0].kind());
}
AggregateKernels maximum_kernels(const AggregateShape& shape) {
  return kernels_for<Maximum>(shape.parameters[0].kind());
}

AggregateKernels first_kernels(const AggregateShape& shape) {
  if (shape.retracts) return first_of_list_kernels();
  return kernels_for<First>(shape.parameters[0].kind());
}
AggregateKernels last_kernels(const AggregateShape& shape) {
  if (shape.retracts) return last_of_list_kernels();
  return kernels_for<Last>(shape.parameters[0].kind());
}

const AggregateFunction kFunctions[] = {
    {.signature = "MIN(x COMPARABLE T) -> T",
     .kernels = minimum_kernels,
     .summary = "The least value; NULL when there is none.",
     .example = "MIN(x) over 3, 1, NULL, 2 is 1",
     .retraction = AggregateRetraction::Smallest,
     .ignores_distinct = true},
    {.signature = "MAX(x COMPARABLE T) -> T",
     .kernels = maximum_kernels,
     .summary = "The greatest value; NULL when there is none.",
     .example = "MAX(x) over 'a', 'c', NULL, 'b' is 'c'",
     .retraction = AggregateRetraction::Greatest,
     .ignores_distinct = true},
    {.signature = "FIRST_VALUE(x COMPARABLE T) -> T",
     .kernels = first_kernels,
     .summary = "The value that came first; NULL when there is none.",
     .example = "FIRST_VALUE(x) over NULL, 2, 1 is 2"},
    {.signature = "LAST_VALUE(x COMPARABLE T) -> T",
     .kernels = last_kernels,
     .summary = "The value that came last; NULL when there is none.",
     .example = "LAST_VALUE(x) over 2, 1, NULL is 1"},
};

}  // namespace

std::span<const AggregateFunction> extreme_aggregates() { return kFunctions; }

}  // namespace streamsql
