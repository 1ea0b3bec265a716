#include "engine/function/cast.h"

#include "engine/base/utf8.h"
#include "engine/function/cast_job.h"
#include "engine/function/sql_text.h"

namespace streamsql {

namespace {

bool is_date_or_time(const DataType& type) {
  return type.is(TypeKind::Date) || type.is(TypeKind::Time);
}

// Parts of the table in flink-sql.md 3.3; each says where values of the type may go, apart from
// text and the type itself.

bool is_castable_number(const DataType& from, const DataType& to) {
  if (to.is_numeric() || to.is(TypeKind::Boolean)) return true;
  return to.is_interval() && (from.is_integer() || from.is(TypeKind::Decimal));
}

bool is_castable_text(const DataType& to) {
  return to.is_binary() || to.is(TypeKind::Boolean) || to.is_numeric() || is_date_or_time(to) ||
         to.is_timestamp();
}

bool is_castable_nested(const DataType& from, const DataType& to) {
  if (from.kind() != to.kind() || from.children().size() != to.children().size()) return false;
  for (std::size_t i = 0; i < from.children().size(); ++i) {
    if (!is_castable(from.children()[i].type, to.children()[i].type)) return false;
  }
  return true;
}

bool fits_length(const DataType& from, const DataType& to) {
  const bool fixed = to.is(TypeKind::Char) || to.is(TypeKind::Binary);
  if (fixed) return from.kind() == to.kind() && from.length() == to.length();
  return from.length() <= to.length();
}

// Whether every value of `from` is one of `to` as it is: only the type changes. A text is not cut
// to the length that its type declares already (LogicalTypeCasts.supportsAvoidingCast).
bool only_retypes(const DataType& from, const DataType& to) {
  if (from.is_character() && to.is_character()) return fits_length(from, to);
  if (from.is_binary() && to.is_binary()) return fits_length(from, to);
  if (from.kind() != to.kind()) return false;
  if (to.is_nested()) return from.equal_ignoring_nullability(to);
  if (to.is(TypeKind::Decimal)) {
    return from.scale() == to.scale() && from.precision() <= to.precision();
  }
  return !to.is_timestamp() || from.precision() <= to.precision();
}

ColumnPtr nulls(const DataType& type, std::size_t size) {
  ColumnBuilder out(type.with_nullable(true));
  out.append_null();
  return out.finish_constant(size);
}

void cast_scalars(const CastJob& job) {
  if (job.to().is_character()) return cast_to_text(job);
  if (job.to().is_binary()) return cast_to_bytes(job);
  if (job.from().is_character()) return cast_from_text(job);
  if (is_date_or_time(job.to()) || job.to().is_timestamp()) return cast_to_temporal(job);
  cast_to_number(job);
}

// A constant is cast once.
ColumnPtr cast_scalar_column(const ColumnPtr& column, const CastTarget& target, Selection rows,
                             FailedRows& failed) {
  static constexpr std::uint32_t kFirst[] = {0};
  ColumnBuilder out(target.type);
  const bool constant = column->is_constant();
  out.resize(constant ? 1 : column->size());
  cast_scalars({*column, target, constant ? Selection(kFirst) : rows, out, failed});
  if (!constant) return out.finish();
  if (!failed.empty()) failed.assign(rows.begin(), rows.end());
  return out.finish_constant(column->size());
}

}  // namespace

void reject(const CastJob& job, std::size_t row) {
  constexpr std::size_t kShownCharacters = 100;
  if (job.target.try_cast) {
    job.out.set_null(row);
    job.failed.push_back(static_cast<std::uint32_t>(row));
    return;
  }
  std::string value;
  append_sql_text(job.input, row, *job.target.context.zone, value);
  const std::size_t end = code_point_offset(value, kShownCharacters);
  if (end < value.size()) value.replace(end, std::string::npos, "...");
  throw Error(ErrorCode::CastFailed, "Cannot cast '" + value + "' of type " +
                                         job.from().with_nullable(true).to_sql() + " to " +
                                         job.to().with_nullable(true).to_sql())
      .hint("TRY_CAST gives NULL where a value cannot be cast");
}

bool is_castable(const DataType& from, const DataType& to) {
  if (from.is(TypeKind::Null) || to.is_character()) return true;
  if (from.is(TypeKind::Boolean)) return to.is_numeric() || to.is(TypeKind::Boolean);
  if (from.is_numeric()) return is_castable_number(from, to);
  if (from.is_character()) return is_castable_text(to);
  if (from.is_binary()) return to.is_binary();
  if (from.is(TypeKind::Date)) return to.is(TypeKind::Date) || to.is_timestamp();
  if (from.is(TypeKind::Time)) return to.is(TypeKind::Time) || to.is_timestamp();
  if (from.is_timestamp()) return is_date_or_time(to) || to.is_timestamp();
  if (from.is_interval()) {
    return from.kind() == to.kind() || to.is_integer() || to.is(TypeKind::Decimal);
  }
  return is_castable_nested(from, to);
}

ColumnPtr cast_values(const ColumnPtr& column, const CastTarget& target, Selection rows,
                      FailedRows& failed) {
  if (only_retypes(column->type(), target.type)) return column->with_type(target.type);
  if (column->type().is(TypeKind::Null)) return nulls(target.type, column->size());
  if (rows.empty()) {
    ColumnBuilder out(target.type);
    out.resize(column->size());
    return out.finish();
  }
  if (target.type.is_nested()) return cast_nested(column, target, rows, failed);
  return cast_scalar_column(column, target, rows, failed);
}

ColumnPtr cast_column(const ColumnPtr& column, const CastTarget& target, Selection rows) {
  FailedRows failed;
  return cast_values(column, target, rows, failed);
}

}  // namespace streamsql
