#include "engine/expression/call.h"

#include <algorithm>

#include "engine/expression/scatter.h"

namespace streamsql {
namespace {

using Words = std::vector<std::uint64_t>;

bool all_constant(std::span<const ColumnPtr> arguments) {
  return !arguments.empty() && std::all_of(arguments.begin(), arguments.end(),
                                           [](const auto& a) { return a->is_constant(); });
}

bool is_constant_null(const ColumnPtr& column) {
  return column->is_constant() && column->has_nulls();
}

// One bit per row that is NULL in no argument; empty when nothing is NULL.
Words combined_validity(std::span<const ColumnPtr> arguments) {
  Words words;
  for (const auto& argument : arguments) {
    const auto validity = argument->validity();
    if (validity.empty()) continue;
    if (words.empty()) {
      words.assign(validity.begin(), validity.end());
      continue;
    }
    for (std::size_t i = 0; i < words.size(); ++i) words[i] &= validity[i];
  }
  return words;
}

std::vector<std::uint32_t> rows_set(const Words& words, Selection rows) {
  std::vector<std::uint32_t> out(rows.size());
  std::size_t count = 0;
  for (const auto row : rows) {
    out[count] = row;
    count += words[row / 64] >> (row % 64) & 1;
  }
  out.resize(count);
  return out;
}

void run_kernel(const KernelCall& call, std::span<const ColumnPtr> arguments, Selection rows,
                ColumnBuilder& out) {
  const FunctionContext context{call.context, call.type, call.prepared};
  call.function.kernel(context, arguments, rows, out);
}

ColumnPtr call_once(const KernelCall& call, std::span<const ColumnPtr> arguments,
                    std::size_t size) {
  std::vector<ColumnPtr> single;
  for (const auto& argument : arguments) single.push_back(argument->take(all_rows(1)));
  ColumnBuilder out(call.type);
  out.resize(1);
  run_kernel(call, single, all_rows(1), out);
  return out.finish_constant(size);
}

}  // namespace

ColumnPtr call_kernel(const KernelCall& call, std::span<const ColumnPtr> arguments, Selection rows,
                      std::size_t size) {
  const bool propagate = call.function.nulls == Nulls::Propagate;
  if (rows.empty()) return null_column(call.type, size);
  if (propagate && std::any_of(arguments.begin(), arguments.end(), is_constant_null)) {
    return null_column(call.type, size);
  }
  const bool pure = call.function.determinism == Determinism::Pure;
  if (pure && all_constant(arguments)) return call_once(call, arguments, size);
  ColumnBuilder out(call.type);
  out.resize(size);
  const Words validity = propagate ? combined_validity(arguments) : Words();
  if (validity.empty()) {
    run_kernel(call, arguments, rows, out);
  } else {
    const auto selected = rows_set(validity, rows);
    if (!selected.empty()) run_kernel(call, arguments, selected, out);
    out.intersect_validity(validity);
  }
  return out.finish();
}

}  // namespace streamsql
