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
  std::int64_t watermark_millis = INT64_MIN;          // CURRENT_WATERMARK; INT64_MIN: none yet
  std::string current_database = "default_database";  // CURRENT_DATABASE, while planning
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

// The result type, where the signature cannot say it (DECIMAL arithmetic), from the parameters
// after implicit casts. Nullability is derived by the registry: what the signature says behind the
// result wins; else Propagate gives nullable if any argument is, Custom what infer says, nullable
// without.
// `constants` is as long as `types`, with the constant arguments' columns, or empty when they are
// not known.
struct InferInput {
  std::span<const DataType> types;
  std::span<const ColumnPtr> constants;
};
using InferType = DataType (*)(const InferInput& input);

struct ScalarFunction;

// Called once per call site at planning: compiles constants (a regex, a date pattern, an IN list).
// `constants[i]` is a constant column, or null when argument i is not constant.
struct PrepareInput {
  std::span<const ColumnPtr> constants;
  std::span<const DataType> types;
  const EvaluationContext& evaluation;
  // The functions whose calls are the arguments, null for other arguments.
  std::span<const ScalarFunction* const> callees = {};
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

// Calls that evaluate their arguments on demand; make_call (engine/expression) turns them into the
// expression node of that meaning. Their rows have no kernel.
enum class SpecialForm : std::uint8_t { None, And, Or, If, Coalesce, NullIf };

// One row of a family's table. The signature is
//   NAME(parameter, …) -> TYPE [NULL | NOT NULL]
// with parameters `name TYPE`, `[name TYPE]` for optional ones and `name TYPE...` for the last one
// repeated. TYPE is a SQL type (STRING matches CHAR and VARCHAR of any length, DECIMAL any
// precision, TIMESTAMP and TIMESTAMP_LTZ any precision unless one is given; intervals are
// INTERVAL_MONTH and INTERVAL_SECOND), or a class: ANY, NUMERIC, INTEGER_NUMERIC, EXACT_NUMERIC,
// BINARY_NUMERIC (integers, FLOAT, DOUBLE), APPROXIMATE, COMPARABLE, TEMPORAL, ROW, ARRAY<T>,
// MAP<K, V>, or a variable T, K, V that every use must unify with by the least restrictive type;
// `NUMERIC T` is a variable that must come out in the class. Several rows may share a name: the
// first whose parameters take the arguments without a cast wins, else the first that takes them by
// implicit casts. `NULL` behind the result: may be NULL although no argument is; `NOT NULL`: never.
//
// How SQL's special syntax arrives here, units always as a constant upper-case STRING:
//   operators by their symbol: +(a, b), unary -(a), ||(a, b), =, <>, <, <=, >, >=, %; AND, OR, NOT
//   x IS [NOT] NULL | TRUE | FALSE | UNKNOWN        "IS NOT NULL"(x), …
//   a IS [NOT] DISTINCT FROM b                      "IS DISTINCT FROM"(a, b)
//   x IN (a, b)                                     IN(x, a, b); NOT IN is NOT(IN(…))
//   x BETWEEN a AND b                               AND(>=(x, a), <=(x, b))
//   s LIKE p [ESCAPE e], s SIMILAR TO p             LIKE(s, p[, e]), "SIMILAR TO"(s, p[, e])
//   EXTRACT(unit FROM x)                            EXTRACT('YEAR', x)
//   FLOOR(x TO unit), CEIL(x TO unit)               FLOOR(x, 'MONTH')
//   TIMESTAMPADD(unit, n, x), TIMESTAMPDIFF         TIMESTAMPADD('DAY', n, x)
//   TRIM([BOTH|LEADING|TRAILING] c FROM s)          TRIM('BOTH', c, s); c defaults to ' '
//   POSITION(a IN b)                                POSITION(a, b)
//   OVERLAY(s PLACING r FROM i [FOR n])             OVERLAY(s, r, i[, n])
//   SUBSTRING(s FROM i [FOR n])                     SUBSTRING(s, i[, n])
//   ARRAY[…], MAP[…], ROW(…), x[i]                  ARRAY(…), MAP(…), ROW(…), ITEM(x, i)
//   date and time + or - interval                   overloads of + and -
//   (a, b) OVERLAPS (c, d)                          OVERLAPS(a, b, c, d)
//   CURRENT_DATE and the like                       CURRENT_DATE()
//   s IS [NOT] JSON [VALUE | SCALAR | …]            "IS JSON VALUE"(s), "IS NOT JSON ARRAY"(s), …
//   JSON_EXISTS(s, p x ON ERROR)                    JSON_EXISTS(s, p, 'TRUE')
//   JSON_VALUE(s, p DEFAULT a ON EMPTY              JSON_VALUE(s, p, 'DEFAULT', a, 'NULL', NULL);
//              NULL ON ERROR)                         RETURNING type is a CAST of it
//   JSON_QUERY(s, p WITH CONDITIONAL WRAPPER        JSON_QUERY(s, p, 'CONDITIONAL', 'EMPTY ARRAY',
//              EMPTY ARRAY ON EMPTY)                  'NULL')
//   JSON_OBJECT(k VALUE v … [ABSENT ON NULL])       JSON_OBJECT(k, v, …); with the clause that is
//   not JSON_ARRAY(v … [NULL ON NULL])                    the default "JSON_OBJECT ABSENT ON
//   NULL"(…),
//                                                     "JSON_ARRAY NULL ON NULL"(…)
struct ScalarFunction {
  std::string_view signature;
  ScalarKernel kernel;
  std::string_view summary;
  std::string_view example;  // "UPPER('a') = 'A'": a SQL predicate that is TRUE; a test runs it
  Nulls nulls = Nulls::Propagate;
  InferType infer = nullptr;
  Prepare prepare = nullptr;
  Determinism determinism = Determinism::Pure;
  SpecialForm form = SpecialForm::None;
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
  // exist, in Flink's words where Flink has them. The caller adds the place. `constants` as in
  // InferInput: the result type of ROUND depends on them.
  virtual ResolvedFunction resolve(std::string_view name, std::span<const DataType> arguments,
                                   std::span<const ColumnPtr> constants = {}) const = 0;
  virtual std::vector<const ScalarFunction*> functions() const = 0;  // in table order
  virtual std::vector<std::string> names() const = 0;                // sorted
};

// All built-in functions.
const FunctionRegistry& builtin_functions();

}  // namespace streamsql
