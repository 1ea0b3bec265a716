// Aggregate kernels: makes AggregateKernels out of a struct that does one row.
#pragma once

#include <cstring>
#include <type_traits>

#include "engine/function/aggregate.h"
#include "engine/function/kernel.h"

namespace streamsql::aggregate {

// A logic is a class over the state of one aggregate:
//   struct State                                      plain, zeros for no rows, alignment <= 8
//   using Input                                       column access, made of the arguments
//   explicit Logic(const AggregateContext&)           its types
//   void accumulate(State&, const Input&, row) const
//   void retract(State&, const Input&, row) const     where it can
//   void merge(State&, const State&) const            where it can
//   void emit(const State&, ColumnBuilder&, row) const
//   static constexpr std::uint32_t kBytes             offset of a StateBytes in State, where it has
//                                                     one; it must be the only one

// Int128 in a state struct, which is aligned to 8 only.
class StateDecimal {
 public:
  operator Decimal() const {
    return static_cast<Decimal>(static_cast<UInt128>(high_) << 64 | low_);
  }
  StateDecimal& operator=(Decimal value) {
    low_ = static_cast<std::uint64_t>(value);
    high_ = static_cast<std::uint64_t>(static_cast<UInt128>(value) >> 64);
    return *this;
  }

 private:
  std::uint64_t low_, high_;
};

// Most aggregates: the values of one column.
template <typename T>
struct OneColumn : kernel::Argument<T> {
  explicit OneColumn(std::span<const ColumnPtr> arguments) : kernel::Argument<T>(*arguments[0]) {}
};

template <typename Logic>
using StateOf = typename Logic::State;

template <typename Logic>
StateOf<Logic>& state_at(std::byte* key_state, std::uint32_t offset) {
  return *reinterpret_cast<StateOf<Logic>*>(key_state + offset);
}
template <typename Logic>
const StateOf<Logic>& state_at(const std::byte* key_state, std::uint32_t offset) {
  return *reinterpret_cast<const StateOf<Logic>*>(key_state + offset);
}

template <typename Logic>
concept HasBytes = requires {
  Logic::kBytes;
};
template <typename Logic>
concept Retractable = requires(const Logic& logic, StateOf<Logic>& state,
                               const typename Logic::Input& input) {
  logic.retract(state, input, std::size_t{});
};
template <typename Logic>
concept Mergeable = requires(const Logic& logic, StateOf<Logic>& state) {
  logic.merge(state, state);
};

// Bytes keep their memory: it belongs to the table.
template <typename Logic>
void reset(const AggregateContext& context, StateOf<Logic>& state) {
  if constexpr (HasBytes<Logic>) {
    auto& bytes =
        *reinterpret_cast<StateBytes*>(reinterpret_cast<std::byte*>(&state) + Logic::kBytes);
    context.bytes->assign(bytes, {});
    const StateBytes kept = bytes;
    state = {};
    bytes = kept;
  } else {
    state = {};
  }
}

template <typename Logic>
void accumulate(const AggregateContext& context, const AggregateInput& input, Selection rows) {
  const Logic logic(context);
  const typename Logic::Input columns(input.arguments);
  for (const std::size_t row : rows) {
    logic.accumulate(state_at<Logic>(input.states[row], context.offset), columns, row);
  }
}

template <typename Logic>
void retract(const AggregateContext& context, const AggregateInput& input, Selection rows) {
  const Logic logic(context);
  const typename Logic::Input columns(input.arguments);
  for (const std::size_t row : rows) {
    logic.retract(state_at<Logic>(input.states[row], context.offset), columns, row);
  }
}

template <typename Logic>
void merge(const AggregateContext& context, std::span<std::byte* const> into,
           std::span<const std::byte* const> from) {
  const Logic logic(context);
  for (std::size_t i = 0; i < into.size(); ++i) {
    logic.merge(state_at<Logic>(into[i], context.offset), state_at<Logic>(from[i], context.offset));
  }
}

template <typename Logic>
void emit(const AggregateContext& context, const std::byte* const* states, Selection rows,
          ColumnBuilder& out) {
  const Logic logic(context);
  for (const std::size_t row : rows) {
    logic.emit(state_at<Logic>(states[row], context.offset), out, row);
  }
}

template <typename Logic>
void step_and_emit(const AggregateContext& context, const AggregateInput& input,
                   const AggregateSteps& steps, ColumnBuilder& out) {
  const Logic logic(context);
  const typename Logic::Input columns(input.arguments);
  for (std::size_t row = 0; row < steps.steps.size(); ++row) {
    auto& state = state_at<Logic>(input.states[row], context.offset);
    if (!steps.fresh.empty() && steps.fresh[row]) reset<Logic>(context, state);
    if (steps.steps[row] == AggregateStep::Accumulate) logic.accumulate(state, columns, row);
    if constexpr (Retractable<Logic>) {
      if (steps.steps[row] == AggregateStep::Retract) logic.retract(state, columns, row);
    }
    logic.emit(state, out, row);
  }
}

template <typename Logic>
StateLayout layout_of() {
  using State = StateOf<Logic>;
  static_assert(std::is_trivially_copyable_v<State> && alignof(State) <= 8);
  StateLayout layout;
  layout.size = (sizeof(State) + 7) / 8 * 8;
  if constexpr (HasBytes<Logic>) layout.bytes_offsets.push_back(Logic::kBytes);
  return layout;
}

template <typename Logic>
AggregateKernels kernels_of() {
  AggregateKernels kernels{layout_of<Logic>(), accumulate<Logic>,   nullptr, nullptr,
                           emit<Logic>,        step_and_emit<Logic>};
  if constexpr (Retractable<Logic>) kernels.retract = retract<Logic>;
  if constexpr (Mergeable<Logic>) kernels.merge = merge<Logic>;
  return kernels;
}

// The kernels of Logic<T>, T being the physical type of a numeric kind.
template <template <typename> typename Logic>
AggregateKernels kernels_for_number(TypeKind kind) {
  switch (kind) {
    case TypeKind::TinyInt: return kernels_of<Logic<std::int8_t>>();
    case TypeKind::SmallInt: return kernels_of<Logic<std::int16_t>>();
    case TypeKind::Int: return kernels_of<Logic<std::int32_t>>();
    case TypeKind::BigInt: return kernels_of<Logic<std::int64_t>>();
    case TypeKind::Float: return kernels_of<Logic<float>>();
    case TypeKind::Double: return kernels_of<Logic<double>>();
    case TypeKind::Decimal: return kernels_of<Logic<Decimal>>();
    default: break;
  }
  throw Error(ErrorCode::InvalidArgument, "no such aggregate over values of this type");
}

// The same for numbers, text, bytes, dates and times.
template <template <typename> typename Logic>
AggregateKernels kernels_for(TypeKind kind) {
  switch (kind) {
    case TypeKind::Boolean: return kernels_of<Logic<std::uint8_t>>();
    case TypeKind::TinyInt: return kernels_of<Logic<std::int8_t>>();
    case TypeKind::SmallInt: return kernels_of<Logic<std::int16_t>>();
    case TypeKind::Int:
    case TypeKind::Date:
    case TypeKind::Time:
    case TypeKind::IntervalMonth: return kernels_of<Logic<std::int32_t>>();
    case TypeKind::BigInt:
    case TypeKind::IntervalMillis: return kernels_of<Logic<std::int64_t>>();
    case TypeKind::Float: return kernels_of<Logic<float>>();
    case TypeKind::Double: return kernels_of<Logic<double>>();
    case TypeKind::Decimal: return kernels_of<Logic<Decimal>>();
    case TypeKind::Timestamp:
    case TypeKind::TimestampLtz: return kernels_of<Logic<Timestamp>>();
    case TypeKind::Char:
    case TypeKind::Varchar:
    case TypeKind::Binary:
    case TypeKind::Varbinary: return kernels_of<Logic<std::string_view>>();
    default: break;
  }
  throw Error(ErrorCode::InvalidArgument, "no such aggregate over values of this type");
}

}  // namespace streamsql::aggregate
