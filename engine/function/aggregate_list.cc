// ARRAY_AGG, COLLECT, LISTAGG: aggregates that keep every value, as bytes (row_codec.h), in the
// order in which they came. Taking a value back removes the first that is equal, as in Flink.
#include "engine/function/aggregate_list.h"

#include <algorithm>
#include <numeric>

#include "engine/batch/row_codec.h"
#include "engine/function/aggregate_families.h"
#include "engine/function/aggregate_kernel.h"
#include "engine/function/value_equality.h"

namespace streamsql {
namespace {

using namespace aggregate;

struct Arguments {
  explicit Arguments(std::span<const ColumnPtr> all) : columns(all) {}
  std::span<const ColumnPtr> columns;
};

struct ListState {
  StateBytes values;
  std::uint64_t count;
};

// The element of a list: the first argument.
class ValueList {
 public:
  using State = ListState;
  using Input = Arguments;
  static constexpr std::uint32_t kBytes = offsetof(ListState, values);

  explicit ValueList(const AggregateContext& context)
      : type_(context.parameters[0]), bytes_(*context.bytes) {}

  void accumulate(State& state, const Input& input, std::size_t row) const {
    scratch_.assign(state.values.view());
    append_value(*input.columns[0], row, scratch_);
    bytes_.assign(state.values, scratch_);
    ++state.count;
  }
  void retract(State& state, const Input& input, std::size_t row) const {
    std::string value;
    append_value(*input.columns[0], row, value);
    remove(state, value, 0);
  }
  void merge(State& into, const State& from) const {
    if (from.count == 0) return;
    scratch_.assign(into.values.view());
    scratch_ += from.values.view();
    bytes_.assign(into.values, scratch_);
    into.count += from.count;
  }

 protected:
  // Removes the first value with these bytes behind the first `head` bytes, if there is one.
  void remove(State& state, std::string_view value, std::size_t head) const {
    const auto all = state.values.view();
    std::size_t begin = head;
    while (begin < all.size()) {
      const auto length = value_length(type_, all.substr(begin));
      if (all.substr(begin, length) == value) {
        scratch_.assign(all.substr(0, begin));
        scratch_ += all.substr(begin + length);
        bytes_.assign(state.values, scratch_);
        --state.count;
        return;
      }
      begin += length;
    }
  }
  ColumnPtr decode(const State& state) const {
    ColumnBuilder values(type_);
    auto rest = state.values.view();
    while (!rest.empty()) read_value(rest, values);
    return values.finish();
  }

  const DataType& type_;
  StateBytesWriter& bytes_;
  mutable std::string scratch_;  // of one kernel call
};

struct ArrayOf : ValueList {
  using ValueList::ValueList;
  void emit(const State& state, ColumnBuilder& out, std::size_t row) const {
    if (state.count == 0) return out.set_null(row);
    auto rest = state.values.view();
    while (!rest.empty()) read_value(rest, out.child(0));
    out.set_list(row);
  }
};

// Flink prints its MULTISETs in the order of Java's hashes; ours are sorted.
struct MultisetOf : ValueList {
  using ValueList::ValueList;
  void emit(const State& state, ColumnBuilder& out, std::size_t row) const {
    const auto values = decode(state);
    std::vector<std::uint32_t> order(values->size());
    std::iota(order.begin(), order.end(), 0u);
    if (!type_.is_nested()) {
      std::stable_sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
        return compare_values({*values, a}, {*values, b}) < 0;
      });
    }
    for (std::size_t i = 0; i < order.size();) i = append_run(*values, order, i, out);
    out.set_list(row);
  }

 private:
  // Appends the value at `begin` with the number of those that equal it; returns their end.
  static std::size_t append_run(const Column& values, std::span<const std::uint32_t> order,
                                std::size_t begin, ColumnBuilder& out) {
    std::size_t end = begin + 1;
    while (end < order.size() && equal_or_both_null({values, order[begin]}, {values, order[end]})) {
      ++end;
    }
    out.child(0).append_from(values, order[begin]);
    out.child(1).append(static_cast<std::int32_t>(end - begin));
    return end;
  }
};

struct FirstOf : ValueList {
  using ValueList::ValueList;
  void emit(const State& state, ColumnBuilder& out, std::size_t row) const {
    if (state.count == 0) return out.set_null(row);
    ColumnBuilder value(type_);
    auto rest = state.values.view();
    read_value(rest, value);
    out.set_from(row, *value.finish(), 0);
  }
};

struct LastOf : ValueList {
  using ValueList::ValueList;
  void emit(const State& state, ColumnBuilder& out, std::size_t row) const {
    if (state.count == 0) return out.set_null(row);
    auto rest = state.values.view();
    for (auto length = value_length(type_, rest); length < rest.size();
         length = value_length(type_, rest)) {
      rest.remove_prefix(length);
    }
    ColumnBuilder value(type_);
    read_value(rest, value);
    out.set_from(row, *value.finish(), 0);
  }
};

// The bytes begin with the separator, as a value; it is the same for all rows.
class JoinedText : public ValueList {
 public:
  using ValueList::ValueList;

  void accumulate(State& state, const Input& input, std::size_t row) const {
    scratch_.assign(state.values.view());
    if (scratch_.empty()) append_separator(input, row);
    append_value(*input.columns[0], row, scratch_);
    bytes_.assign(state.values, scratch_);
    ++state.count;
  }
  void retract(State& state, const Input& input, std::size_t row) const {
    std::string value;
    append_value(*input.columns[0], row, value);
    if (state.count > 0) remove(state, value, text_of(state.values.view()).end);
  }
  void merge(State& into, const State& from) const {
    if (from.count == 0) return;
    const auto values = from.values.view();
    scratch_.assign(into.values.view());
    scratch_ += scratch_.empty() ? values : values.substr(text_of(values).end);
    bytes_.assign(into.values, scratch_);
    into.count += from.count;
  }
  void emit(const State& state, ColumnBuilder& out, std::size_t row) const {
    if (state.count == 0) return out.set_null(row);
    auto rest = state.values.view();
    const auto separator = text_of(rest);
    rest.remove_prefix(separator.end);
    scratch_.clear();
    for (bool first = true; !rest.empty(); first = false) {
      const auto value = text_of(rest);
      if (!first) scratch_ += separator.text;
      scratch_ += value.text;
      rest.remove_prefix(value.end);
    }
    out.set_string(row, scratch_);
  }

 private:
  struct Text {
    std::string_view text;
    std::size_t end;
  };
  static constexpr std::size_t kHead = 1 + sizeof(std::uint32_t);

  // The text that the bytes begin with: a mark that it is not NULL, its length, itself.
  static Text text_of(std::string_view bytes) {
    std::uint32_t size;
    std::memcpy(&size, bytes.data() + 1, sizeof size);
    return {bytes.substr(kHead, size), kHead + size};
  }
  void append_separator(const Input& input, std::size_t row) const {
    if (input.columns.size() > 1) return append_value(*input.columns[1], row, scratch_);
    scratch_.append({'\1', '\1', '\0', '\0', '\0', ','});
  }
};

AggregateKernels array_kernels(const AggregateShape&) { return kernels_of<ArrayOf>(); }
AggregateKernels multiset_kernels(const AggregateShape&) { return kernels_of<MultisetOf>(); }
AggregateKernels text_kernels(const AggregateShape&) { return kernels_of<JoinedText>(); }

DataType array_type(std::span<const DataType> parameters) { return DataType::array(parameters[0]); }
DataType multiset_type(std::span<const DataType> parameters) {
  return DataType::multiset(parameters[0]);
}

const AggregateFunction kFunctions[] = {
    {.signature = "LISTAGG(x STRING, [separator STRING]) -> STRING",
     .kernels = text_kernels,
     .summary =
         "The texts in the order in which they came, with a separator between them, which is "
         "a comma unless given.",
     .example = "LISTAGG(x, ';') over 'a', NULL, 'b' is 'a;b'",
     .empty = AggregateEmpty::AsArguments},
    {.signature = "ARRAY_AGG(x ANY) -> ANY",
     .kernels = array_kernels,
     .summary = "An array of the values in the order in which they came, NULLs included.",
     .example = "ARRAY_AGG(x) over 2, 1 is ARRAY[2, 1]",
     .infer = array_type,
     .nulls = AggregateNulls::Take,
     .empty = AggregateEmpty::AsArguments},
    {.signature = "COLLECT(x ANY) -> ANY",
     .kernels = multiset_kernels,
     .summary = "A multiset of the values.",
     .example = "COLLECT(x) over 2, 1, 2, NULL is MAP[1, 1, 2, 2]",
     .infer = multiset_type,
     .empty = AggregateEmpty::NotNull},
};

}  // namespace

AggregateKernels first_of_list_kernels() { return kernels_of<FirstOf>(); }
AggregateKernels last_of_list_kernels() { return kernels_of<LastOf>(); }

std::span<const AggregateFunction> list_aggregates() { return kFunctions; }

}  // namespace streamsql
