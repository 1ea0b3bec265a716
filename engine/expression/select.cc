#include <algorithm>
#include <iterator>

#include "engine/expression/expression.h"
#include "engine/expression/scatter.h"

namespace streamsql {
namespace {

using Rows = std::vector<std::uint32_t>;

Rows rows_true(const Column& column, Selection rows) {
  const ColumnReader<std::uint8_t> reader(column);
  Rows out(rows.size());
  std::size_t count = 0;
  if (!reader.has_nulls()) {
    for (const auto row : rows) {
      out[count] = row;
      count += reader[row];
    }
  } else {
    for (const auto row : rows) {
      out[count] = row;
      count += reader[row] & static_cast<std::uint8_t>(!reader.is_null(row));
    }
  }
  out.resize(count);
  return out;
}

Rows merge(Selection a, Selection b) {
  Rows out;
  out.reserve(a.size() + b.size());
  std::merge(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(out));
  return out;
}

// A row is out as soon as one conjunct is not TRUE, UNKNOWN included.
Rows select_all_of(const Logical& logical, const EvaluationContext& context, const Batch& batch,
                   Selection rows) {
  Rows remaining = select(*logical.operands.front(), context, batch, rows);
  for (std::size_t i = 1; i < logical.operands.size() && !remaining.empty(); ++i) {
    remaining = select(*logical.operands[i], context, batch, remaining);
  }
  return remaining;
}

Rows select_any_of(const Logical& logical, const EvaluationContext& context, const Batch& batch,
                   Selection rows) {
  Rows selected;
  Rows remaining(rows.begin(), rows.end());
  for (const auto& operand : logical.operands) {
    if (remaining.empty()) break;
    const Rows more = select(*operand, context, batch, remaining);
    remaining = subtract(remaining, more);
    selected = merge(selected, more);
  }
  return selected;
}

}  // namespace

std::vector<std::uint32_t> select(const Expression& predicate, const EvaluationContext& context,
                                  const Batch& batch, Selection rows) {
  if (const auto* logical = std::get_if<Logical>(&predicate.node)) {
    return logical->kind == Logical::Kind::And ? select_all_of(*logical, context, batch, rows)
                                               : select_any_of(*logical, context, batch, rows);
  }
  return rows_true(*evaluate(predicate, context, batch, rows), rows);
}

}  // namespace streamsql
