// Call: runs one function's kernel over argument columns, with the rules for NULLs and constants.
#pragma once

#include "engine/batch/batch.h"
#include "engine/expression/expression.h"

namespace streamsql {

struct KernelCall {
  const ScalarFunction& function;
  const DataType& type;
  const void* prepared;
  const EvaluationContext& context;
};

// `size` is the batch's length. A Pure call of constants gives a constant column.
ColumnPtr call_kernel(const KernelCall& call, std::span<const ColumnPtr> arguments, Selection rows,
                      std::size_t size);

}  // namespace streamsql
