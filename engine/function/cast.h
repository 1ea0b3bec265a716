// Cast: CAST and TRY_CAST over columns.
#pragma once

#include "engine/function/function.h"

namespace streamsql {

// Whether CAST(from AS to) is valid at all; if not, planning refuses it.
bool is_castable(const DataType& from, const DataType& to);

struct CastTarget {
  const DataType& type;
  bool try_cast;  // what cannot be cast becomes NULL instead of an Error(CastFailed)
  const EvaluationContext& context;
};

// A column as long as `column` with the selected rows cast; NULL stays NULL; a constant column
// stays constant. Casts that only retype share the values.
ColumnPtr cast_column(const ColumnPtr& column, const CastTarget& target, Selection rows);

}  // namespace streamsql
