// IN: membership in a list; constant lists are hashed once, at planning.
#pragma once

#include "engine/function/function.h"

namespace streamsql {

std::shared_ptr<const void> prepare_in_list(const PrepareInput& input);
// Arguments are the value and the list's items. UNKNOWN when the value is NULL, or not found in a
// list that has a NULL.
void in_list(const FunctionContext& context, std::span<const ColumnPtr> arguments, Selection rows,
             ColumnBuilder& out);

}  // namespace streamsql
