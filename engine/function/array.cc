#include <algorithm>

#include "engine/function/builtins.h"
#include "engine/function/kernel.h"
#include "engine/function/value_equality.h"

namespace streamsql {
namespace {

using Arguments = std::span<const ColumnPtr>;
using Int = std::int32_t;

// One array value: its elements are NULL or comparable.
class ArrayView {
 public:
  ArrayView(const Column& arrays, std::size_t row)
      : elements_(*arrays.children()[0]), list_(arrays.value<ListRef>(row)) {}

  std::uint32_t size() const { return list_.length; }
  ValueRef operator[](std::uint32_t index) const { return {elements_, list_.offset + index}; }
  bool is_null(std::uint32_t index) const { return elements_.is_null(list_.offset + index); }
  bool contains(ValueRef value) const { return find(value) < size(); }
  // size() when there is none.
  std::uint32_t find(ValueRef value) const {
    std::uint32_t i = 0;
    while (i < size() && !equal_or_both_null((*this)[i], value)) ++i;
    return i;
  }
  // Whether an equal element comes before `index`.
  bool repeats(std::uint32_t index) const { return find((*this)[index]) < index; }

 private:
  const Column& elements_;
  const ListRef list_;
};

void append(ValueRef value, ColumnBuilder& out) {
  out.child(0).append_from(value.column, value.row);
}

template <typename Keep>
void append_if(const ArrayView& array, ColumnBuilder& out, Keep&& keep) {
  for (std::uint32_t i = 0; i < array.size(); ++i) {
    if (keep(i)) append(array[i], out);
  }
}

void append_all(const ArrayView& array, ColumnBuilder& out) {
  append_if(array, out, [](std::uint32_t) { return true; });
}

// Nulls::Custom with a NULL array: the result is NULL.
template <typename F>
void for_arrays(Arguments arguments, Selection rows, ColumnBuilder& out, F&& visit) {
  for (const auto row : rows) {
    if (arguments[0]->is_null(row)) {
      out.set_null(row);
    } else {
      visit(ArrayView(*arguments[0], row), row);
    }
  }
}

// ---- adding: an element may be NULL, an array may not

void array_append(const FunctionContext&, Arguments arguments, Selection rows, ColumnBuilder& out) {
  for_arrays(arguments, rows, out, [&](const ArrayView& array, std::size_t row) {
    append_all(array, out);
    append({*arguments[1], row}, out);
    out.set_list(row);
  });
}

void array_prepend(const FunctionContext&, Arguments arguments, Selection rows,
                   ColumnBuilder& out) {
  for_arrays(arguments, rows, out, [&](const ArrayView& array, std::size_t row) {
    append({*arguments[1], row}, out);
    append_all(array, out);
    out.set_list(row);
  });
}

void array_remove(const FunctionContext&, Arguments arguments, Selection rows, ColumnBuilder& out) {
  for_arrays(arguments, rows, out, [&](const ArrayView& array, std::size_t row) {
    const ValueRef removed{*arguments[1], row};
    append_if(array, out, [&](std::uint32_t i) { return !equal_or_both_null(array[i], removed); });
    out.set_list(row);
  });
}

void array_concat(const FunctionContext&, Arguments arguments, Selection rows, ColumnBuilder& out) {
  for (const auto row : rows) {
    for (const auto& argument : arguments) append_all(ArrayView(*argument, row), out);
    out.set_list(row);
  }
}

// ---- sets

void array_distinct(const FunctionContext&, Arguments arguments, Selection rows,
                    ColumnBuilder& out) {
  for (const auto row : rows) {
    const ArrayView array(*arguments[0], row);
    append_if(array, out, [&](std::uint32_t i) { return !array.repeats(i); });
    out.set_list(row);
  }
}

void array_union(const FunctionContext&, Arguments arguments, Selection rows, ColumnBuilder& out) {
  for (const auto row : rows) {
    const ArrayView a(*arguments[0], row), b(*arguments[1], row);
    append_if(a, out, [&](std::uint32_t i) { return !a.repeats(i); });
    append_if(b, out, [&](std::uint32_t i) { return !b.repeats(i) && !a.contains(b[i]); });
    out.set_list(row);
  }
}

// Flink's ARRAY_EXCEPT takes one occurrence away per element of the second array.
void array_except(const FunctionContext&, Arguments arguments, Selection rows, ColumnBuilder& out) {
  for (const auto row : rows) {
    const ArrayView a(*arguments[0], row), b(*arguments[1], row);
    append_if(a, out, [&](std::uint32_t i) { return !a.repeats(i) && !b.contains(a[i]); });
    out.set_list(row);
  }
}

void array_intersect(const FunctionContext&, Arguments arguments, Selection rows,
                     ColumnBuilder& out) {
  for (const auto row : rows) {
    const ArrayView a(*arguments[0], row), b(*arguments[1], row);
    append_if(a, out, [&](std::uint32_t i) { return !a.repeats(i) && b.contains(a[i]); });
    out.set_list(row);
  }
}

// ---- searching

void array_contains(const FunctionContext&, Arguments arguments, Selection rows,
                    ColumnBuilder& out) {
  for_arrays(arguments, rows, out, [&](const ArrayView& array, std::size_t row) {
    out.set<std::uint8_t>(row, array.contains({*arguments[1], row}));
  });
}

void array_position(const FunctionContext&, Arguments arguments, Selection rows,
                    ColumnBuilder& out) {
  for (const auto row : rows) {
    const ArrayView array(*arguments[0], row);
    const auto found = array.find({*arguments[1], row});
    out.set<Int>(row, found < array.size() ? static_cast<Int>(found) + 1 : 0);
  }
}

// Sign +1 keeps the greatest element, -1 the least; NULL elements do not count.
template <int Sign>
void array_extreme(const FunctionContext&, Arguments arguments, Selection rows,
                   ColumnBuilder& out) {
  for (const auto row : rows) {
    const ArrayView array(*arguments[0], row);
    std::optional<std::uint32_t> best;
    for (std::uint32_t i = 0; i < array.size(); ++i) {
      if (array.is_null(i)) continue;
      if (!best || compare_values(array[i], array[*best]) * Sign > 0) best = i;
    }
    if (best) {
      out.set_from(row, array[*best].column, array[*best].row);
    } else {
      out.set_null(row);
    }
  }
}

// ---- order

void array_reverse(const FunctionContext&, Arguments arguments, Selection rows,
                   ColumnBuilder& out) {
  for (const auto row : rows) {
    const ArrayView array(*arguments[0], row);
    for (auto i = array.size(); i-- > 0;) append(array[i], out);
    out.set_list(row);
  }
}

bool flag(Arguments arguments, std::size_t index, std::size_t row, bool otherwise) {
  if (index >= arguments.size()) return otherwise;
  return arguments[index]->value<std::uint8_t>(row) != 0;
}

std::vector<std::uint32_t> sorted(const ArrayView& array, bool ascending, bool nulls_first) {
  std::vector<std::uint32_t> order(array.size());
  for (std::uint32_t i = 0; i < array.size(); ++i) order[i] = i;
  std::stable_sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
    const bool left = array.is_null(a), right = array.is_null(b);
    if (left || right) return left != right && left == nulls_first;
    const int sign = compare_values(array[a], array[b]);
    return ascending ? sign < 0 : sign > 0;
  });
  return order;
}

// NULL elements come first in ascending order and last in descending, unless said otherwise.
void array_sort(const FunctionContext&, Arguments arguments, Selection rows, ColumnBuilder& out) {
  for (const auto row : rows) {
    const ArrayView array(*arguments[0], row);
    const bool ascending = flag(arguments, 1, row, true);
    for (const auto i : sorted(array, ascending, flag(arguments, 2, row, ascending))) {
      append(array[i], out);
    }
    out.set_list(row);
  }
}

// ---- parts

// Positions count from 1, from the end when negative; 0 is the first. The end is included.
void array_slice(const FunctionContext&, Arguments arguments, Selection rows, ColumnBuilder& out) {
  for (const auto row : rows) {
    const ArrayView array(*arguments[0], row);
    const std::int64_t size = array.size();
    const auto position = [&](std::int64_t index) {
      return index < 0 ? size + index : std::max<std::int64_t>(index, 1) - 1;
    };
    const std::int64_t begin = std::max<std::int64_t>(position(arguments[1]->value<Int>(row)), 0);
    const std::int64_t last =
        arguments.size() > 2 ? position(arguments[2]->value<Int>(row)) : size - 1;
    for (std::int64_t i = begin; i <= std::min(last, size - 1); ++i) {
      append(array[static_cast<std::uint32_t>(i)], out);
    }
    out.set_list(row);
  }
}

void array_join(const FunctionContext&, Arguments arguments, Selection rows, ColumnBuilder& out) {
  std::string text;
  for (const auto row : rows) {
    const ArrayView array(*arguments[0], row);
    const auto delimiter = arguments[1]->string(row);
    text.clear();
    bool first = true;
    for (std::uint32_t i = 0; i < array.size(); ++i) {
      if (array.is_null(i) && arguments.size() < 3) continue;
      if (!first) text += delimiter;
      text += array.is_null(i) ? arguments[2]->string(row) : array[i].column.string(array[i].row);
      first = false;
    }
    out.set_string(row, text);
  }
}

DataType infer_array_type(const InferInput& input) { return input.types[0]; }

constexpr Nulls kPropagate = Nulls::Propagate, kCustom = Nulls::Custom;

const ScalarFunction kFunctions[] = {
    {"ARRAY_APPEND(array ARRAY<T>, element T) -> ARRAY<T>", array_append,
     "Adds an element at the end.", "ARRAY_APPEND(ARRAY[1], 2) = ARRAY[1, 2]", kCustom,
     infer_array_type},
    {"ARRAY_PREPEND(array ARRAY<T>, element T) -> ARRAY<T>", array_prepend,
     "Adds an element at the beginning.", "ARRAY_PREPEND(ARRAY[1], 2) = ARRAY[2, 1]", kCustom,
     infer_array_type},
    {"ARRAY_CONCAT(array ARRAY<T>, [more ARRAY<T>...]) -> ARRAY<T>", array_concat,
     "The elements of all arrays.", "ARRAY_CONCAT(ARRAY[1], ARRAY[2]) = ARRAY[1, 2]"},
    {"ARRAY_CONTAINS(array ARRAY<T>, element T) -> BOOLEAN", array_contains,
     "Whether an array has an element; NULL is found too.", "ARRAY_CONTAINS(ARRAY[1, 2], 2)",
     kCustom},
    {"ARRAY_POSITION(array ARRAY<T>, element T) -> INT", array_position,
     "Where an element is first, counted from 1; 0 where it is not.",
     "ARRAY_POSITION(ARRAY['a', 'b'], 'b') = 2"},
    {"ARRAY_DISTINCT(array ARRAY<T>) -> ARRAY<T>", array_distinct,
     "The elements without repetitions.", "ARRAY_DISTINCT(ARRAY[1, 2, 1]) = ARRAY[1, 2]"},
    {"ARRAY_REMOVE(array ARRAY<T>, element T) -> ARRAY<T>", array_remove,
     "Without every occurrence of an element.", "ARRAY_REMOVE(ARRAY[1, 2, 1], 1) = ARRAY[2]",
     kCustom, infer_array_type},
    {"ARRAY_REVERSE(array ARRAY<T>) -> ARRAY<T>", array_reverse, "The elements from last to first.",
     "ARRAY_REVERSE(ARRAY[1, 2]) = ARRAY[2, 1]"},
    {"ARRAY_UNION(a ARRAY<T>, b ARRAY<T>) -> ARRAY<T>", array_union,
     "The elements of both arrays without repetitions.",
     "ARRAY_UNION(ARRAY[1, 2], ARRAY[2, 3]) = ARRAY[1, 2, 3]"},
    {"ARRAY_EXCEPT(a ARRAY<T>, b ARRAY<T>) -> ARRAY<T>", array_except,
     "The elements of the first array that are not in the second, without repetitions.",
     "ARRAY_EXCEPT(ARRAY[1, 2], ARRAY[2]) = ARRAY[1]"},
    {"ARRAY_INTERSECT(a ARRAY<T>, b ARRAY<T>) -> ARRAY<T>", array_intersect,
     "The elements that are in both arrays, without repetitions.",
     "ARRAY_INTERSECT(ARRAY[1, 2], ARRAY[2, 3]) = ARRAY[2]"},
    {"ARRAY_SORT(array ARRAY<T>, [ascending BOOLEAN], [nulls_first BOOLEAN]) -> ARRAY<T>",
     array_sort, "Sorts; NULL elements come first when ascending and last when descending.",
     "ARRAY_SORT(ARRAY[3, 1, 2]) = ARRAY[1, 2, 3]"},
    {"ARRAY_MAX(array ARRAY<T>) -> T NULL", array_extreme<1>,
     "The greatest element; NULL when there is none.", "ARRAY_MAX(ARRAY[1, 3, 2]) = 3"},
    {"ARRAY_MIN(array ARRAY<T>) -> T NULL", array_extreme<-1>,
     "The least element; NULL when there is none.", "ARRAY_MIN(ARRAY[3, 1, 2]) = 1"},
    {"ARRAY_SLICE(array ARRAY<T>, from INT, [to INT]) -> ARRAY<T>", array_slice,
     "The elements from one position to another, both included, from the end when negative.",
     "ARRAY_SLICE(ARRAY[1, 2, 3], 2, 3) = ARRAY[2, 3]"},
    {"ARRAY_JOIN(array ARRAY<STRING>, delimiter STRING, [null_text STRING]) -> STRING", array_join,
     "The elements as one text; NULL elements are left out unless a text stands for them.",
     "ARRAY_JOIN(ARRAY['a', 'b'], '-') = 'a-b'", kPropagate},
};

}  // namespace

std::span<const ScalarFunction> array_functions() { return kFunctions; }

}  // namespace streamsql
