// Casts to CHAR, VARCHAR, BINARY and VARBINARY: text is cut and padded by code points, bytes by
// bytes.
#include <charconv>

#include "engine/base/utf8.h"
#include "engine/function/cast_job.h"
#include "engine/function/sql_text.h"
#include "engine/function/typed_kernel.h"
#include "engine/type/number_text.h"

namespace streamsql {

namespace {

// What of `text` fits into the type.
std::string_view cut(std::string_view text, const DataType& type) {
  const auto length = static_cast<std::size_t>(type.length());
  if (text.size() <= length) return text;  // a code point has at least one byte
  return text.substr(0, code_point_offset(text, length));
}

std::size_t missing_blanks(std::string_view text, const DataType& type) {
  if (!type.is(TypeKind::Char)) return 0;
  const auto length = static_cast<std::size_t>(type.length());
  const std::size_t count = count_code_points(text);
  return count < length ? length - count : 0;
}

// write(value, text) appends the value's text.
template <typename From, typename Write>
void write_values(const CastJob& job, Write&& write) {
  std::string text;
  for_values<From>(job, [&](std::size_t row, const From& value) {
    text.clear();
    write(value, text);
    text.resize(cut(text, job.to()).size());
    text.append(missing_blanks(text, job.to()), ' ');
    job.out.set_string(row, text);
  });
}

void hold_owners(const CastJob& job) {
  for (const auto& owner : job.input.owners()) job.out.hold(owner);
}

// Cut text is a view into the input; only padded text is copied.
void fit_text(const CastJob& job) {
  hold_owners(job);
  std::string padded;
  for_values<std::string_view>(job, [&](std::size_t row, std::string_view text) {
    const std::string_view kept = cut(text, job.to());
    const std::size_t blanks = missing_blanks(kept, job.to());
    if (blanks == 0) return job.out.set_view(row, kept);
    padded.assign(kept).append(blanks, ' ');
    job.out.set_string(row, padded);
  });
}

void write_numbers(const CastJob& job) {
  const int scale = job.from().scale();
  switch (job.from().kind()) {
    case TypeKind::Float: return write_values<float>(job, append_java_float);
    case TypeKind::Double: return write_values<double>(job, append_java_double);
    case TypeKind::Decimal:
      return write_values<Decimal>(job, [scale](const Decimal& value, std::string& text) {
        append_plain(value, scale, text);
      });
    default:
      return kernel::with_number_type(job.from().kind(), [&](auto zero) {
        using From = decltype(zero);
        write_values<From>(job, [](From value, std::string& text) {
          char digits[24];
          const auto end = std::to_chars(digits, digits + sizeof digits, +value);
          text.assign(digits, end.ptr);
        });
      });
  }
}

void write_timestamps(const CastJob& job) {
  const int precision = job.from().precision();
  const TimeZone& zone = *job.target.context.zone;
  const bool instant = job.from().is(TypeKind::TimestampLtz);
  write_values<Timestamp>(job, [&](Timestamp value, std::string& text) {
    append_timestamp(instant ? zone.to_local(value) : value, precision, text);
  });
}

void write_nested(const CastJob& job) {
  std::string text;
  kernel::for_rows(job.rows, job.out.size(), [&](std::size_t row) {
    if (job.input.is_null(row)) return job.out.set_null(row);
    text.clear();
    append_sql_text(job.input, row, *job.target.context.zone, text);
    text.resize(cut(text, job.to()).size());
    text.append(missing_blanks(text, job.to()), ' ');
    job.out.set_string(row, text);
  });
}

void write_scalars(const CastJob& job) {
  switch (job.from().kind()) {
    case TypeKind::Boolean:
      return write_values<bool>(
          job, [](bool value, std::string& text) { text = value ? "TRUE" : "FALSE"; });
    case TypeKind::Binary:
    case TypeKind::Varbinary: return write_values<std::string_view>(job, append_decoded);
    case TypeKind::Date: return write_values<std::int32_t>(job, append_date);
    case TypeKind::Time:  // Flink's planner knows TIME(0) only, so a fraction is never written
      return write_values<std::int32_t>(
          job, [](std::int32_t value, std::string& text) { append_time(value, 0, text); });
    case TypeKind::IntervalMonth: return write_values<std::int32_t>(job, append_months);
    case TypeKind::IntervalMillis: return write_values<std::int64_t>(job, append_day_time);
    default: return write_timestamps(job);
  }
}

}  // namespace

void cast_to_text(const CastJob& job) {
  if (job.from().is_character()) return fit_text(job);
  if (job.from().is_numeric()) return write_numbers(job);
  if (job.from().is_nested()) return write_nested(job);
  write_scalars(job);
}

// Flink pads bytes to VARBINARY(n) as well, but not text.
void cast_to_bytes(const CastJob& job) {
  const auto length = static_cast<std::size_t>(job.to().length());
  const bool bounded = job.to().length() != DataType::kMaxLength;
  const bool pads = job.to().is(TypeKind::Binary) || (bounded && job.from().is_binary());
  hold_owners(job);
  std::string padded;
  for_values<std::string_view>(job, [&](std::size_t row, std::string_view bytes) {
    if (!pads || bytes.size() >= length) return job.out.set_view(row, bytes.substr(0, length));
    padded.assign(bytes).resize(length, '\0');
    job.out.set_string(row, padded);
  });
}

}  // namespace streamsql
