// Kernels: makes a ScalarKernel over columns out of a function over one row's values.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>

#include "engine/function/function.h"

namespace streamsql::kernel {

// Calls `visit(row)` for the selected rows; a selection of all rows is a plain counted loop, which
// the compiler can vectorise.
template <typename F>
inline void for_rows(Selection rows, std::size_t size, F&& visit) {
  if (rows.size() == size) {
    for (std::size_t row = 0; row < size; ++row) visit(row);
  } else {
    for (const std::size_t row : rows) visit(row);
  }
}

// How a parameter type of a row function reads a column.
template <typename T>
struct Argument : ColumnReader<T> {
  using ColumnReader<T>::ColumnReader;
};
template <>
struct Argument<std::string_view> {
  explicit Argument(const Column& column) : reader(column) {}
  std::string_view operator[](std::size_t row) const { return reader[row].view(); }
  bool is_null(std::size_t row) const { return reader.is_null(row); }
  ColumnReader<StringView16> reader;
};
template <>
struct Argument<bool> {
  explicit Argument(const Column& column) : reader(column) {}
  bool operator[](std::size_t row) const { return reader[row] != 0; }
  bool is_null(std::size_t row) const { return reader.is_null(row); }
  ColumnReader<std::uint8_t> reader;
};
// Custom kernels: nothing for NULL.
template <typename T>
struct Argument<std::optional<T>> {
  explicit Argument(const Column& column) : reader(column) {}
  std::optional<T> operator[](std::size_t row) const {
    if (reader.is_null(row)) return std::nullopt;
    return reader[row];
  }
  Argument<T> reader;
};

// Text that lies inside an argument's text: stored without a copy.
struct Part {
  std::string_view text;
};

template <typename T>
inline void store(ColumnBuilder& out, std::size_t row, const T& value) {
  if constexpr (std::is_same_v<T, bool>) {
    out.set<std::uint8_t>(row, value);
  } else if constexpr (std::is_same_v<T, Part>) {
    out.set_view(row, value.text);
  } else if constexpr (std::is_convertible_v<T, std::string_view>) {
    out.set_string(row, value);
  } else {
    out.set<T>(row, value);
  }
}
template <typename T>
inline void store(ColumnBuilder& out, std::size_t row, const std::optional<T>& value) {
  if (value) {
    store(out, row, *value);
  } else {
    out.set_null(row);
  }
}

inline void hold_all(ColumnBuilder& out, std::span<const ColumnPtr> arguments) {
  for (const auto& argument : arguments) {
    for (const auto& owner : argument->owners()) out.hold(owner);
  }
}

// What a row function takes: an optional leading FunctionContext, the values, and an optional
// trailing std::string& to write its text to.
template <typename>
struct Shape;
template <typename R, typename... A>
struct Shape<R (*)(A...)> {
  using Result = R;
  using Parameters = std::tuple<std::decay_t<A>...>;
  static constexpr std::size_t kCount = sizeof...(A);
  template <typename T, std::size_t I>
  static constexpr bool is = std::is_same_v<std::tuple_element_t<I, std::tuple<A...>>, T>;
  static constexpr bool kContext = [] {
    if constexpr (kCount > 0) return is<const FunctionContext&, 0>;
    return false;
  }();
  static constexpr bool kText = [] {
    if constexpr (kCount > 0) return is<std::string&, kCount - 1>;
    return false;
  }();
  static constexpr std::size_t kInputs = kCount - kContext - kText;
  template <std::size_t I>
  using Input = std::tuple_element_t<I + kContext, Parameters>;
};

template <typename R>
inline constexpr bool is_part = std::is_same_v<R, Part> || std::is_same_v<R, std::optional<Part>>;

template <auto function, typename... In>
inline auto call(const FunctionContext& context, std::string& text, const In&... values) {
  using S = Shape<decltype(function)>;
  if constexpr (S::kText) {
    text.clear();
    const auto write = [&] {
      if constexpr (S::kContext) return function(context, values..., text);
      if constexpr (!S::kContext) return function(values..., text);
    };
    using R = std::optional<std::string_view>;
    if constexpr (std::is_void_v<typename S::Result>) {
      write();
      return R(text);
    } else {
      return write() ? R(text) : R();
    }
  } else if constexpr (S::kContext) {
    return function(context, values...);
  } else {
    return function(values...);
  }
}

// The kernel that calls `function`, a pointer to a function over one row's values:
//   R f([const FunctionContext&,] values… [, std::string& text])
// It returns a value, an optional (NULL) or a Part; or writes `text`, which is empty at the call
// and reused for the batch, and returns nothing, or false for NULL.
template <auto function>
void row(const FunctionContext& context, std::span<const ColumnPtr> arguments, Selection rows,
         ColumnBuilder& out) {
  using S = Shape<decltype(function)>;
  if constexpr (is_part<typename S::Result>) hold_all(out, arguments);
  std::string text;
  const auto run = [&]<std::size_t... I>(std::index_sequence<I...>) {
    const std::tuple<Argument<typename S::template Input<I>>...> readers{
        Argument<typename S::template Input<I>>(*arguments[I])...};
    for_rows(rows, out.size(), [&](std::size_t row) {
      store(out, row, call<function>(context, text, std::get<I>(readers)[row]...));
    });
  };
  run(std::make_index_sequence<S::kInputs>());
}

// Column access for kernels over any number of arguments of one type.
template <typename T>
std::vector<Argument<T>> read_all(std::span<const ColumnPtr> arguments) {
  std::vector<Argument<T>> readers;
  readers.reserve(arguments.size());
  for (const auto& argument : arguments) readers.emplace_back(*argument);
  return readers;
}

}  // namespace streamsql::kernel
