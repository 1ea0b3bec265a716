// Expression: bound, typed expressions as data, and their vectorised evaluation.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "engine/base/source_text.h"
#include "engine/batch/batch.h"
#include "engine/function/function.h"

namespace streamsql {

struct Expression;
using ExpressionPtr = std::shared_ptr<const Expression>;

struct ColumnRef {
  int index;  // of the input batch
};
struct Literal {
  ColumnPtr value;  // a constant column; its type is the expression's
};
struct Call {
  const ScalarFunction* function;
  std::vector<ExpressionPtr> arguments;  // already cast to the parameters
  std::shared_ptr<const void> prepared;  // from ScalarFunction::prepare
};
// Evaluated on a shrinking selection, so that `x <> 0 AND 1 / x > 2` never divides by zero.
struct Logical {
  enum class Kind : std::uint8_t { And, Or } kind;
  std::vector<ExpressionPtr> operands;  // BOOLEAN, two or more
};
struct Case {
  struct Branch {
    ExpressionPtr condition, result;
  };
  std::vector<Branch> branches;
  ExpressionPtr otherwise;  // never null: a NULL literal where SQL has no ELSE
};
struct Coalesce {
  std::vector<ExpressionPtr> operands;  // all of the expression's type
};
struct Cast {
  ExpressionPtr operand;
  bool try_cast = false;
};
struct FieldAccess {
  ExpressionPtr operand;  // ROW
  int field;
};

// What building an expression takes from the session.
struct ExpressionContext {
  const FunctionRegistry& functions;
  EvaluationContext evaluation;
};

// Immutable; shared between plans. Types and overloads are final: nothing is looked up later.
struct Expression {
  DataType type;
  SourceSpan span;
  std::variant<ColumnRef, Literal, Call, Logical, Case, Coalesce, Cast, FieldAccess> node;
};

ExpressionPtr make_column_ref(int index, DataType type, SourceSpan span = {});
ExpressionPtr make_literal(ColumnPtr value, SourceSpan span = {});
ExpressionPtr make_null(DataType type, SourceSpan span = {});
// The operand itself when it has the type already (nullability aside); NULL literals, CHAR as
// VARCHAR and the like are retyped without a Cast. A CAST keeps the operand's nullability.
ExpressionPtr make_cast(ExpressionPtr operand, const DataType& type, SourceSpan span = {});
ExpressionPtr make_try_cast(ExpressionPtr operand, const DataType& type, SourceSpan span = {});
// Casts the arguments to the parameters, folds the constant ones and prepares the call.
ExpressionPtr make_call(const ResolvedFunction& function, std::vector<ExpressionPtr> arguments,
                        const EvaluationContext& context, SourceSpan span = {});
// Resolves a function by name, then as above. Errors carry the span.
ExpressionPtr make_call(const ExpressionContext& context, std::string_view name,
                        std::vector<ExpressionPtr> arguments, SourceSpan span = {});

// The expression over the rows of `rows`: a column as long as the batch (or a constant column), in
// which the selected positions are defined. Errors at run time carry the expression's span.
ColumnPtr evaluate(const Expression& expression, const EvaluationContext& context,
                   const Batch& batch, Selection rows);

// The rows of `rows` in which the predicate is TRUE (not FALSE, not NULL).
std::vector<std::uint32_t> select(const Expression& predicate, const EvaluationContext& context,
                                  const Batch& batch, Selection rows);

// Replaces every subtree without columns and without PerRecord functions by its value. A subtree
// whose evaluation fails is left as it is, so that the failure comes at run time, if at all.
ExpressionPtr fold_constants(const ExpressionPtr& expression, const EvaluationContext& context);

bool is_constant(const Expression& expression);                                 // a Literal
void collect_columns(const Expression& expression, std::vector<int>& columns);  // sorted, unique
// Rewrites column references: index i becomes replacement[i] (which must not be null).
ExpressionPtr substitute(const ExpressionPtr& expression,
                         std::span<const ExpressionPtr> replacements);
// Structural equality without spans; PerRecord calls are never equal.
bool equal(const Expression& a, const Expression& b);

// Text as in Flink's plans: "(latitude >= -90:DECIMAL(10, 7))" written with the names of `input`.
std::string to_string(const Expression& expression, std::span<const std::string> input);

}  // namespace streamsql
