#include <fmt/format.h>

#include "engine/function/builtins.h"
#include "engine/function/kernel.h"
#include "engine/function/value_equality.h"
#include "engine/type/type_rules.h"

namespace streamsql {
namespace {

using Arguments = std::span<const ColumnPtr>;
using Int = std::int32_t;

ListRef list_of(const Column& column, std::size_t row) { return column.value<ListRef>(row); }

// ---- constructors

void make_array(const FunctionContext&, Arguments arguments, Selection rows, ColumnBuilder& out) {
  for (const auto row : rows) {
    for (const auto& argument : arguments) out.child(0).append_from(*argument, row);
    out.set_list(row);
  }
}

DataType infer_array(const InferInput& input) {
  bool nullable = false;
  for (const auto& type : input.types) nullable = nullable || type.nullable();
  return DataType::array(input.types[0].with_nullable(nullable)).not_null();
}

// The place of a key in the entries appended to `keys` since `begin`; nothing when it is new.
std::optional<std::size_t> find_key(std::span<const ValueRef> keys, ValueRef key) {
  for (std::size_t i = 0; i < keys.size(); ++i) {
    if (equal_or_both_null(keys[i], key)) return i;
  }
  return std::nullopt;
}

// The entries of one map in the order of their keys' first appearance; a later value wins.
class Entries {
 public:
  void clear() {
    keys_.clear();
    values_.clear();
  }
  void put(ValueRef key, ValueRef value) {
    if (const auto known = find_key(keys_, key)) {
      values_[*known].emplace(value);
      return;
    }
    keys_.push_back(key);
    values_.emplace_back(value);
  }
  void put_all(const Column& map, std::size_t row) {
    const ListRef entries = list_of(map, row);
    for (std::uint32_t i = 0; i < entries.length; ++i) {
      put({*map.children()[0], entries.offset + i}, {*map.children()[1], entries.offset + i});
    }
  }
  void store(ColumnBuilder& out, std::size_t row) const {
    for (std::size_t i = 0; i < keys_.size(); ++i) {
      out.child(0).append_from(keys_[i].column, keys_[i].row);
      out.child(1).append_from(values_[i]->column, values_[i]->row);
    }
    out.set_list(row);
  }

 private:
  std::vector<ValueRef> keys_;
  std::vector<std::optional<ValueRef>> values_;
};

void make_map(const FunctionContext&, Arguments arguments, Selection rows, ColumnBuilder& out) {
  Entries entries;
  for (const auto row : rows) {
    entries.clear();
    for (std::size_t i = 0; i + 1 < arguments.size(); i += 2) {
      entries.put({*arguments[i], row}, {*arguments[i + 1], row});
    }
    entries.store(out, row);
  }
}

// Every other argument is a key. Types of one kind that differ are unified by the caller's casts,
// which infer cannot ask for: they must agree but for CHAR lengths.
DataType infer_map(const InferInput& input) {
  if (input.types.size() % 2 != 0) {
    throw Error(ErrorCode::InvalidArgument, "Map requires an even number of arguments");
  }
  DataType key = input.types[0], value = input.types[1];
  for (std::size_t i = 2; i < input.types.size(); i += 2) {
    const auto next_key = common_type(key, input.types[i]);
    const auto next_value = common_type(value, input.types[i + 1]);
    if (!next_key || !next_value || next_key->kind() != key.kind() ||
        next_value->kind() != value.kind()) {
      throw Error(ErrorCode::InvalidArgument, "Parameters must be of the same type");
    }
    key = *next_key;
    value = *next_value;
  }
  return DataType::map(key, value).not_null();
}

void make_row(const FunctionContext&, Arguments arguments, Selection rows, ColumnBuilder& out) {
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    for (const auto row : rows) out.child(i).set_from(row, *arguments[i], row);
  }
}

DataType infer_row(const InferInput& input) {
  std::vector<Field> fields;
  for (std::size_t i = 0; i < input.types.size(); ++i) {
    fields.push_back({fmt::format("EXPR${}", i), input.types[i]});
  }
  return DataType::row(std::move(fields)).not_null();
}

// ---- access

void cardinality(const FunctionContext&, Arguments arguments, Selection rows, ColumnBuilder& out) {
  const ColumnReader<ListRef> lists(*arguments[0]);
  for (const auto row : rows) out.set(row, static_cast<Int>(lists[row].length));
}

void set_element(const Column& arrays, std::size_t element, std::size_t row, ColumnBuilder& out) {
  out.set_from(row, *arrays.children()[0], element);
}

// Counted from 1; past the end is NULL.
void array_item(const FunctionContext&, Arguments arguments, Selection rows, ColumnBuilder& out) {
  const Column& arrays = *arguments[0];
  const ColumnReader<Int> indices(*arguments[1]);
  for (const auto row : rows) {
    const ListRef list = list_of(arrays, row);
    const Int index = indices[row];
    if (index < 1 || static_cast<std::uint32_t>(index) > list.length) {
      out.set_null(row);
    } else {
      set_element(arrays, list.offset + static_cast<std::uint32_t>(index) - 1, row, out);
    }
  }
}

DataType infer_array_item(const InferInput& input) {
  if (input.constants.size() > 1 && input.constants[1] && !input.constants[1]->is_null(0) &&
      input.constants[1]->value<Int>(0) < 1) {
    throw Error(ErrorCode::InvalidArgument,
                fmt::format("Array element access needs an index starting at 1 but was {}.",
                            input.constants[1]->value<Int>(0)));
  }
  return input.types[0].element();
}

void map_item(const FunctionContext&, Arguments arguments, Selection rows, ColumnBuilder& out) {
  const Column &maps = *arguments[0], &keys = *arguments[1];
  for (const auto row : rows) {
    const ListRef entries = list_of(maps, row);
    std::uint32_t i = 0;
    while (i < entries.length &&
           !equal_or_both_null({*maps.children()[0], entries.offset + i}, {keys, row})) {
      ++i;
    }
    if (i == entries.length) {
      out.set_null(row);
    } else {
      out.set_from(row, *maps.children()[1], entries.offset + i);
    }
  }
}

void element(const FunctionContext&, Arguments arguments, Selection rows, ColumnBuilder& out) {
  const Column& arrays = *arguments[0];
  for (const auto row : rows) {
    const ListRef list = list_of(arrays, row);
    if (list.length > 1) {
      throw Error(ErrorCode::InvalidArgument, "Array has more than one element.");
    }
    if (list.length == 0) {
      out.set_null(row);
    } else {
      set_element(arrays, list.offset, row, out);
    }
  }
}

// ---- maps

template <std::size_t child>
void map_part(const FunctionContext&, Arguments arguments, Selection rows, ColumnBuilder& out) {
  const Column& maps = *arguments[0];
  for (const auto row : rows) {
    const ListRef entries = list_of(maps, row);
    for (std::uint32_t i = 0; i < entries.length; ++i) {
      out.child(0).append_from(*maps.children()[child], entries.offset + i);
    }
    out.set_list(row);
  }
}

void map_entries(const FunctionContext&, Arguments arguments, Selection rows, ColumnBuilder& out) {
  const Column& maps = *arguments[0];
  ColumnBuilder& entry = out.child(0);
  for (const auto row : rows) {
    const ListRef entries = list_of(maps, row);
    for (std::uint32_t i = 0; i < entries.length; ++i) {
      for (std::size_t c = 0; c < 2; ++c) {
        entry.child(c).append_from(*maps.children()[c], entries.offset + i);
      }
      entry.append_row();
    }
    out.set_list(row);
  }
}

DataType infer_map_entries(const InferInput& input) {
  const DataType& map = input.types[0];
  return DataType::array(DataType::row({{"key", map.key()}, {"value", map.element()}}).not_null());
}

void map_from_arrays(const FunctionContext&, Arguments arguments, Selection rows,
                     ColumnBuilder& out) {
  const Column &keys = *arguments[0], &values = *arguments[1];
  Entries entries;
  for (const auto row : rows) {
    const ListRef k = list_of(keys, row), v = list_of(values, row);
    if (k.length != v.length) {
      throw Error(ErrorCode::InvalidArgument,
                  "Invalid function MAP_FROM_ARRAYS call: the length of the keys array " +
                      std::to_string(k.length) + " is not equal to that of the values array " +
                      std::to_string(v.length));
    }
    entries.clear();
    for (std::uint32_t i = 0; i < k.length; ++i) {
      entries.put({*keys.children()[0], k.offset + i}, {*values.children()[0], v.offset + i});
    }
    entries.store(out, row);
  }
}

void map_union(const FunctionContext&, Arguments arguments, Selection rows, ColumnBuilder& out) {
  Entries entries;
  for (const auto row : rows) {
    entries.clear();
    for (const auto& map : arguments) entries.put_all(*map, row);
    entries.store(out, row);
  }
}

constexpr Nulls kPropagate = Nulls::Propagate, kCustom = Nulls::Custom;

const ScalarFunction kFunctions[] = {
    {"ARRAY(element T, [more T...]) -> ARRAY<T>", make_array, "An array of its arguments.",
     "ARRAY[1, 2][2] = 2", kCustom, infer_array},
    {"MAP(key ANY, value ANY, [more ANY...]) -> ANY", make_map,
     "A map from keys and values in turn; a later key replaces an earlier one.",
     "MAP['a', 1]['a'] = 1", kCustom, infer_map},
    {"ROW(field ANY, [more ANY...]) -> ANY", make_row, "A row of its arguments.",
     "ROW(1, 'a') = ROW(1, 'a')", kCustom, infer_row},
    {"ITEM(array ARRAY<T>, index INT) -> T NULL", array_item,
     "The element with an index, counted from 1; NULL past the end.", "ARRAY['a', 'b'][1] = 'a'",
     kPropagate, infer_array_item},
    {"ITEM(map MAP<K, V>, key K) -> V NULL", map_item,
     "The value of a key; NULL when there is none.", "MAP['a', 1, 'b', 2]['b'] = 2"},
    {"ELEMENT(array ARRAY<T>) -> T NULL", element,
     "The only element; NULL of an empty array, an error for more than one.",
     "ELEMENT(ARRAY[7]) = 7"},
    {"CARDINALITY(array ARRAY<T>) -> INT", cardinality, "The number of elements.",
     "CARDINALITY(ARRAY[1, 2]) = 2"},
    {"CARDINALITY(map MAP<K, V>) -> INT", cardinality, "The number of entries.",
     "CARDINALITY(MAP['a', 1]) = 1"},
    {"MAP_KEYS(map MAP<K, V>) -> ARRAY<K>", map_part<0>, "The keys.",
     "MAP_KEYS(MAP['a', 1]) = ARRAY['a']"},
    {"MAP_VALUES(map MAP<K, V>) -> ARRAY<V>", map_part<1>, "The values.",
     "MAP_VALUES(MAP['a', 1]) = ARRAY[1]"},
    {"MAP_ENTRIES(map MAP<K, V>) -> ANY", map_entries, "The entries as rows of key and value.",
     "CARDINALITY(MAP_ENTRIES(MAP['a', 1])) = 1", kPropagate, infer_map_entries},
    {"MAP_FROM_ARRAYS(keys ARRAY<K>, values ARRAY<V>) -> MAP<K, V>", map_from_arrays,
     "A map from an array of keys and one of values.",
     "MAP_FROM_ARRAYS(ARRAY['a'], ARRAY[1])['a'] = 1"},
    {"MAP_UNION(map MAP<K, V>, [more MAP<K, V>...]) -> MAP<K, V>", map_union,
     "The entries of all maps; the value of a later map wins.",
     "MAP_UNION(MAP['a', 1], MAP['a', 2])['a'] = 2"},
};

}  // namespace

std::span<const ScalarFunction> collection_functions() { return kFunctions; }

}  // namespace streamsql
