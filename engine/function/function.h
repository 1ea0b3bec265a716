// Function: a scalar function as one row of data, with a kernel over columns.
#pragma once

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/clock.h"
#include "engine/base/error.h"
#include "engine/batch/column_builder.h"
#include "engine/type/time_zone.h"

namespace streamsql {

// What an expression needs from the job around it. Lives as long as the operator that evaluates.
struct EvaluationContext {
  TimeZonePtr zone = utc_time_zone();  // table.local-time-zone
  const Clock* clock = &system_clock();
  std::int64_t watermark_millis = INT64_MIN;  // CURRENT_WATERMARK; INT64_MIN: none yet
};

// One call at run time.
struct FunctionContext {
  const EvaluationContext& evaluation;
  const DataType& result_type;
  const void* prepared = nullptr;  // what Prepare made at planning, null when there is none
};

// Computes the rows of `rows`. Every argument has the batch's length (constants may be constant
// columns); `out` is resized to it, and only `rows` need to be set. Under Nulls::Propagate no
// argument is NULL in `rows`. May throw Error (division by zero, malformed cast).
using ScalarKernel = void (*)(const FunctionContext& context, std::span<const ColumnPtr> arguments,
                              Selection rows, ColumnBuilder& out);

// The result type, where the signature cannot say it (DECIMAL arithmetic). Nullability is derived
// by the registry: Propagate gives nullable if any argument is, Custom what infer says.
using InferType = DataType (*)(std::span<const DataType> arguments);

// Called once per call site at planning: compiles constants (a regex, a date pattern, an IN list).
// `constants[i]` is a constant column, or null when argument i is not constant.
struct PrepareInput {
  std::span<const ColumnPtr> constants;
  std::span<const DataType> types;
  const EvaluationContext& evaluation;
};
using Prepare = std::shared_ptr<const void> (*)(const PrepareInput& input);

enum class Nulls : std::uint8_t {
  Propagate,  // NULL in any argument gives NULL, and the kernel never sees it
  Custom      // the kernel looks for itself
};

enum class Determinism : std::uint8_t {
  Pure,      // constants fold at planning
  PerRecord  // CURRENT_TIMESTAMP, RAND, UUID: never folded, never merged
};

// One row of a family's table. The signature is
//   NAME(parameter, …) -> TYPE
// with parameters `name TYPE`, `[name TYPE]` for optional ones and `name TYPE...` for the last one
// repeated. TYPE is a SQL type (STRING matches CHAR and VARCHAR of any length, DECIMAL any
// precision, TIMESTAMP and TIMESTAMP_LTZ any precision), or a class: ANY, NUMERIC, INTEGER_NUMERIC,
// COMPARABLE, ARRAY<T>, MAP<K, V>, or a variable T, K, V that every use must unify with by the
// least restrictive type. Operators are functions named by their symbol. Several rows may share a
// name: the first whose parameters take the arguments without a cast wins, else the first that
// takes them by implicit casts.
struct ScalarFunction {
  std::string_view signature;
  ScalarKernel kernel;
  std::string_view summary;
  std::string_view example;  // "UPPER('a') = 'A'": a SQL predicate that is TRUE; a test runs it
  Nulls nulls = Nulls::Propagate;
  InferType infer = nullptr;
  Prepare prepare = nullptr;
  Determinism determinism = Determinism::Pure;
};

// A call whose overload is chosen.
struct ResolvedFunction {
  const ScalarFunction* function;
  std::vector<DataType> parameters;  // what each argument must be cast to, implicitly
  DataType result;
};

// The functions of a session, by upper-case name. Immutable once built, safe from any thread.
class FunctionRegistry {
 public:
  virtual ~FunctionRegistry() = default;
  virtual bool contains(std::string_view name) const = 0;
  // Throws UnknownFunction (with "did you mean"), or InvalidArgument listing the signatures that
  // exist, in Flink's words where Flink has them. The caller adds the place.
  virtual ResolvedFunction resolve(std::string_view name,
                                   std::span<const DataType> arguments) const = 0;
  virtual std::vector<const ScalarFunction*> functions() const = 0;  // in table order
  virtual std::vector<std::string> names() const = 0;                // sorted
};

// All built-in functions.
const FunctionRegistry& builtin_functions();

}  // namespace streamsql
