// AggregateFunction: an aggregate as one row of data, with kernels over columns and key states.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/error.h"
#include "engine/batch/column_builder.h"
#include "engine/batch/state_layout.h"

namespace streamsql {

// Replaces bytes of any length in a state struct: a KeyedTable behind it, or scratch memory.
class StateBytesWriter {
 public:
  virtual ~StateBytesWriter() = default;
  virtual void assign(StateBytes& bytes, std::string_view text) = 0;
};

// One aggregate of an operator at run time: where its struct lies in a key's state, and its types.
struct AggregateContext {
  std::span<const DataType> parameters;  // of the arguments, after implicit casts
  const DataType& result_type;
  std::uint32_t offset = 0;  // of its struct in the state of a key, a multiple of 8
  StateBytesWriter* bytes = nullptr;
};

// Rows of a batch and the state of the key of each. states[row] belongs to row `row`, whatever the
// selection is; rows of one key share a pointer. It points to the key's whole state.
struct AggregateInput {
  std::span<const ColumnPtr> arguments;
  std::byte* const* states;
};

// What a row does to one aggregate, when every row's result is wanted.
enum class AggregateStep : std::uint8_t {
  Keep,        // nothing (a FILTER, a NULL, a value that DISTINCT has seen): the result as it is
  Accumulate,  // adds the row
  Retract      // takes the row back
};
struct AggregateSteps {
  std::span<const AggregateStep> steps;  // per row
  // Per row: whether the group begins anew with it, from a state of zeros. Empty: no row does.
  std::span<const std::uint8_t> fresh = {};
};

// How an aggregate works on certain types. A state of zeros is that of no rows, and merging it
// changes nothing. Kernels are called once per batch, aggregate and kind of work; rows are done in
// ascending order. No argument is NULL in `rows`, unless the function takes NULLs.
struct AggregateKernels {
  StateLayout layout;

  void (*accumulate)(const AggregateContext&, const AggregateInput&, Selection rows);
  // Takes back rows that were accumulated before. Null: the function cannot.
  void (*retract)(const AggregateContext&, const AggregateInput&, Selection rows);
  // Adds what `from[i]` has seen to into[i]; what `from` has seen comes later. Used by windows for
  // their slices. Null: the function has no merge.
  void (*merge)(const AggregateContext&, std::span<std::byte* const> into,
                std::span<const std::byte* const> from);
  // Sets out[row] to the result of states[row].
  void (*emit)(const AggregateContext&, const std::byte* const* states, Selection rows,
               ColumnBuilder& out);
  // Row by row, steps.steps[row] and then the result in out[row]: the changelog when keys recur
  // within a batch. As long as the batch.
  void (*step_and_emit)(const AggregateContext&, const AggregateInput&, const AggregateSteps& steps,
                        ColumnBuilder& out);
};

// What an operator asks of a function's kernels.
struct AggregateShape {
  std::span<const DataType> parameters;
  const DataType& result_type;
  bool retracts = false;  // rows will be taken back
};

enum class AggregateNulls : std::uint8_t {
  Skip,  // rows with a NULL argument do not count
  Take   // the kernels look for themselves
};

// What taking rows back needs besides the struct.
enum class AggregateRetraction : std::uint8_t {
  Struct,    // nothing
  Smallest,  // all values of the group, in order (OrderedTable): the operator keeps them, and when
  Greatest,  // the extreme one is taken back, it resets the struct and accumulates the next
  None       // cannot: the planner refuses updating input
};

// What a result may be when no row has counted.
enum class AggregateEmpty : std::uint8_t {
  Null,        // the result is nullable when an argument is, or when a group may have no row
  NotNull,     // never NULL: COUNT, COLLECT
  AsArguments  // nullable when an argument is, even when there may be no row: LISTAGG
};

// One row of a family's table. The signature is in the language of ScalarFunction (function.h);
// COUNT(*) is COUNT(). Rows may share a name and are chosen as there.
struct AggregateFunction {
  std::string_view signature;
  // Called when an operator is made. Throws InvalidArgument for types that are not supported.
  AggregateKernels (*kernels)(const AggregateShape& shape);
  std::string_view summary;
  // "SUM(x) over 1, 2, NULL is 3": call, values of x, result; all SQL. A test runs it.
  std::string_view example;
  DataType (*infer)(std::span<const DataType> parameters) = nullptr;  // where the signature cannot
  AggregateNulls nulls = AggregateNulls::Skip;
  AggregateRetraction retraction = AggregateRetraction::Struct;
  AggregateEmpty empty = AggregateEmpty::Null;
  bool ignores_distinct = false;  // MIN, MAX: DISTINCT changes nothing and costs nothing
};

// An aggregate whose overload is chosen.
struct ResolvedAggregate {
  const AggregateFunction* function;
  std::vector<DataType> parameters;  // what each argument must be cast to, implicitly
  DataType result;                   // with its nullability
};

// What the call looks like besides its arguments; decides whether the result can be NULL.
struct AggregateUse {
  bool may_be_empty = false;  // no GROUP BY, or a FILTER: the call may see no row
};

// The aggregates of a session, by upper-case name. Immutable once built, safe from any thread.
class AggregateRegistry {
 public:
  virtual ~AggregateRegistry() = default;
  virtual bool contains(std::string_view name) const = 0;
  // Throws UnknownFunction or InvalidArgument as FunctionRegistry does. The caller adds the place.
  virtual ResolvedAggregate resolve(std::string_view name, std::span<const DataType> arguments,
                                    AggregateUse use = {}) const = 0;
  virtual std::vector<const AggregateFunction*> functions() const = 0;  // in table order
  virtual std::vector<std::string> names() const = 0;                   // sorted
};

// All built-in aggregates.
const AggregateRegistry& builtin_aggregates();

}  // namespace streamsql
