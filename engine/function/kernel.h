// Kernels: makes a ScalarKernel over columns out of a function over one row's values.
#pragma once

#include <concepts>
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

template <typename... In, typename F, std::size_t... I>
void run(std::span<const ColumnPtr> arguments, Selection rows, ColumnBuilder& out, F&& function,
         std::index_sequence<I...>) {
  const std::tuple<Argument<In>...> readers{Argument<In>(*arguments[I])...};
  for_rows(rows, out.size(),
           [&](std::size_t row) { store(out, row, function(std::get<I>(readers)[row]...)); });
}

template <typename R>
inline constexpr bool is_part = std::is_same_v<R, Part> || std::is_same_v<R, std::optional<Part>>;

// A kernel from a captureless function of the row's values. It returns a value, an optional (NULL)
// or a Part.
template <typename... In, typename F>
constexpr ScalarKernel map(F) {
  return [](const FunctionContext&, std::span<const ColumnPtr> arguments, Selection rows,
            ColumnBuilder& out) {
    if constexpr (is_part<std::invoke_result_t<F, In...>>) hold_all(out, arguments);
    run<In...>(arguments, rows, out, F{}, std::index_sequence_for<In...>());
  };
}

// The same for a function that also needs the call's context: f(context, values…).
template <typename... In, typename F>
constexpr ScalarKernel map_with(F) {
  return [](const FunctionContext& context, std::span<const ColumnPtr> arguments, Selection rows,
            ColumnBuilder& out) {
    if constexpr (is_part<std::invoke_result_t<F, const FunctionContext&, In...>>) {
      hold_all(out, arguments);
    }
    run<In...>(
        arguments, rows, out, [&](const In&... values) { return F{}(context, values...); },
        std::index_sequence_for<In...>());
  };
}

// f(context, values…, std::string& text) writes the result into `text`, which is empty at the call;
// it returns void, or false for NULL. One buffer serves the whole batch.
template <typename... In, typename F>
constexpr ScalarKernel write_with(F) {
  return [](const FunctionContext& context, std::span<const ColumnPtr> arguments, Selection rows,
            ColumnBuilder& out) {
    std::string text;
    run<In...>(
        arguments, rows, out,
        [&](const In&... values) -> std::optional<std::string_view> {
          text.clear();
          if constexpr (std::is_void_v<
                            std::invoke_result_t<F, const FunctionContext&, In..., std::string&>>) {
            F{}(context, values..., text);
          } else {
            if (!F{}(context, values..., text)) return std::nullopt;
          }
          return std::string_view(text);
        },
        std::index_sequence_for<In...>());
  };
}
template <typename... In, typename F>
constexpr ScalarKernel write(F) {
  return write_with<In...>([](const FunctionContext&, const In&... values, std::string& text) {
    return F{}(values..., text);
  });
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
