#include "engine/function/builtins.h"
#include "engine/function/value_equality.h"

namespace streamsql {
namespace {

using Arguments = std::span<const ColumnPtr>;

// Sign +1 keeps the greatest, -1 the least argument.
template <int Sign>
void extreme(const FunctionContext&, Arguments arguments, Selection rows, ColumnBuilder& out) {
  for (const auto row : rows) {
    const Column* best = arguments[0].get();
    for (const auto& argument : arguments.subspan(1)) {
      if (compare_values({*argument, row}, {*best, row}) * Sign > 0) best = argument.get();
    }
    out.set_from(row, *best, row);
  }
}

// NULL only when every operand may be.
DataType infer_coalesce(const InferInput& input) {
  bool nullable = true;
  for (const auto& type : input.types) nullable = nullable && type.nullable();
  return input.types[0].with_nullable(nullable);
}

void type_name(const FunctionContext&, Arguments arguments, Selection rows, ColumnBuilder& out) {
  const std::string name = arguments[0]->type().to_sql();
  for (const auto row : rows) out.set_string(row, name);
}

constexpr Nulls kPropagate = Nulls::Propagate, kCustom = Nulls::Custom;
constexpr Determinism kPure = Determinism::Pure;

const ScalarFunction kFunctions[] = {
    {"AND(a BOOLEAN, b BOOLEAN, [more BOOLEAN...]) -> BOOLEAN", nullptr,
     "TRUE when all conditions are; FALSE as soon as one is FALSE.", "TRUE AND TRUE", kPropagate,
     nullptr, nullptr, kPure, SpecialForm::And},
    {"OR(a BOOLEAN, b BOOLEAN, [more BOOLEAN...]) -> BOOLEAN", nullptr,
     "TRUE as soon as one condition is TRUE; FALSE when all are.", "FALSE OR TRUE", kPropagate,
     nullptr, nullptr, kPure, SpecialForm::Or},
    {"IF(condition BOOLEAN, a T, b T) -> T", nullptr,
     "The second argument when the condition is TRUE, else the third.", "IF(1 < 2, 'a', 'b') = 'a'",
     kPropagate, nullptr, nullptr, kPure, SpecialForm::If},
    {"COALESCE(value T, [more T...]) -> T", nullptr, "The first argument that is not NULL.",
     "COALESCE(CAST(NULL AS INT), 2, 3) = 2", kCustom, infer_coalesce, nullptr, kPure,
     SpecialForm::Coalesce},
    {"IFNULL(value T, instead T) -> T", nullptr,
     "The first argument, or the second where it is NULL.", "IFNULL(CAST(NULL AS INT), 2) = 2",
     kCustom, infer_coalesce, nullptr, kPure, SpecialForm::Coalesce},
    {"NULLIF(value T, other T) -> T NULL", nullptr,
     "NULL when both arguments are equal, else the first.", "NULLIF(1, 1) IS NULL", kCustom,
     nullptr, nullptr, kPure, SpecialForm::NullIf},
    {"GREATEST(value COMPARABLE T, [more T...]) -> T", extreme<1>,
     "The greatest argument; NULL if any is NULL.", "GREATEST(1, 3, 2) = 3"},
    {"LEAST(value COMPARABLE T, [more T...]) -> T", extreme<-1>,
     "The least argument; NULL if any is NULL.", "LEAST(3, 1, 2) = 1"},
    {"TYPEOF(value ANY, [full BOOLEAN]) -> STRING NOT NULL", type_name,
     "The SQL type of the argument.", "TYPEOF(1) = 'INT NOT NULL'", kCustom},
};

}  // namespace

std::span<const ScalarFunction> conditional_functions() { return kFunctions; }

}  // namespace streamsql
