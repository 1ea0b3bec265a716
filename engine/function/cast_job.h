// CastJob: the cast of one column, as the files of the cast family hand it to each other.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "engine/function/cast.h"
#include "engine/function/kernel.h"

namespace streamsql {

// Rows that TRY_CAST made NULL; nested casts need them, for one bad element makes the whole NULL.
using FailedRows = std::vector<std::uint32_t>;

struct CastJob {
  const Column& input;
  const CastTarget& target;
  Selection rows;
  ColumnBuilder& out;  // resized to the input's rows; of the target's type
  FailedRows& failed;

  const DataType& from() const { return input.type(); }
  const DataType& to() const { return target.type; }
};

// The value at `row` cannot be cast: NULL under TRY_CAST, else throws CastFailed, naming it.
void reject(const CastJob& job, std::size_t row);

// Calls visit(row, value) for the selected rows that are not NULL; the others become NULL.
template <typename From, typename Visit>
void for_values(const CastJob& job, Visit&& visit) {
  const kernel::Argument<From> reader(job.input);
  const std::size_t size = job.out.size();
  if (!job.input.has_nulls()) {
    return kernel::for_rows(job.rows, size, [&](std::size_t row) { visit(row, reader[row]); });
  }
  kernel::for_rows(job.rows, size, [&](std::size_t row) {
    if (job.input.is_null(row)) {
      job.out.set_null(row);
    } else {
      visit(row, reader[row]);
    }
  });
}

// For casts that every value survives. An optional without a value is NULL, as where a DECIMAL
// overflows.
template <typename From, typename Convert>
void convert_values(const CastJob& job, Convert&& convert) {
  for_values<From>(job, [&](std::size_t row, const From& value) {
    kernel::store(job.out, row, convert(value));
  });
}

// For casts that may fail: an optional without a value is rejected.
template <typename From, typename Parse>
void parse_values(const CastJob& job, Parse&& parse) {
  for_values<From>(job, [&](std::size_t row, const From& value) {
    if (const auto parsed = parse(value)) {
      kernel::store(job.out, row, *parsed);
    } else {
      reject(job, row);
    }
  });
}

// The rooms of the family. The pair of types must be castable and change the representation.
void cast_to_number(const CastJob& job);    // numbers, BOOLEAN and intervals among each other
void cast_to_temporal(const CastJob& job);  // dates, times and timestamps among each other
void cast_to_text(const CastJob& job);      // anything to CHAR or VARCHAR
void cast_to_bytes(const CastJob& job);     // text and bytes to BINARY or VARBINARY
void cast_from_text(const CastJob& job);    // CHAR and VARCHAR to scalar types
// ARRAY, MULTISET, MAP and ROW element by element.
ColumnPtr cast_nested(const ColumnPtr& column, const CastTarget& target, Selection rows,
                      FailedRows& failed);

// cast_column that also reports the rows that TRY_CAST gave up; ascending.
ColumnPtr cast_values(const ColumnPtr& column, const CastTarget& target, Selection rows,
                      FailedRows& failed);

}  // namespace streamsql
