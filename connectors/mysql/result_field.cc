#include "connectors/mysql/result_field.h"

#include <cstring>
#include <fmt/format.h>
#include <limits>

#include "engine/base/error.h"

namespace streamsql::mysql {
namespace {

constexpr std::size_t kFirstTextSize = 256;

bool is_temporal(enum_field_types type) {
  switch (type) {
    case MYSQL_TYPE_DATE:
    case MYSQL_TYPE_NEWDATE:
    case MYSQL_TYPE_TIME:
    case MYSQL_TYPE_DATETIME:
    case MYSQL_TYPE_TIMESTAMP: return true;
    default: return false;
  }
}

template <typename T>
bool in_range(std::int64_t value) {
  return value >= std::numeric_limits<T>::min() && value <= std::numeric_limits<T>::max();
}

std::string time_text(const MYSQL_TIME& time) {
  return fmt::format("{}{:04}-{:02}-{:02} {:02}:{:02}:{:02}", time.neg ? "-" : "", time.year,
                     time.month, time.day, time.hour, time.minute, time.second);
}

}  // namespace

ResultField::ResultField(const MYSQL_FIELD& server, DataType wanted, ZeroDate zero_date)
    : name_(server.name, server.name_length),
      server_type_(server.type),
      unsigned_((server.flags & UNSIGNED_FLAG) != 0),
      wanted_(std::move(wanted)),
      zero_date_(zero_date) {
  if (reads_text()) buffer_.resize(kFirstTextSize);
}

// A BIT arrives as its bytes.
bool ResultField::reads_text() const {
  return wanted_.is_character() || wanted_.is_binary() || wanted_.is(TypeKind::Decimal) ||
         (server_type_ == MYSQL_TYPE_BIT && !wanted_.is_approximate());
}

bool ResultField::reads_time() const {
  return wanted_.is(TypeKind::Date) || wanted_.is(TypeKind::Time) ||
         wanted_.is(TypeKind::Timestamp);
}

MYSQL_BIND ResultField::bind() {
  MYSQL_BIND bind;
  std::memset(&bind, 0, sizeof bind);
  bind.length = &length_;
  bind.is_null = &null_;
  bind.error = &error_;
  if (reads_text()) {
    bind.buffer_type = wanted_.is_binary() ? MYSQL_TYPE_BLOB : MYSQL_TYPE_STRING;
    bind.buffer = buffer_.data();
    bind.buffer_length = buffer_.size();
  } else if (reads_time()) {
    bind.buffer_type = is_temporal(server_type_)    ? server_type_
                       : wanted_.is(TypeKind::Time) ? MYSQL_TYPE_TIME
                                                    : MYSQL_TYPE_DATETIME;
    bind.buffer = &time_;
    bind.buffer_length = sizeof time_;
  } else if (wanted_.is(TypeKind::Float)) {
    bind.buffer_type = MYSQL_TYPE_FLOAT;
    bind.buffer = &float_;
  } else if (wanted_.is(TypeKind::Double)) {
    bind.buffer_type = MYSQL_TYPE_DOUBLE;
    bind.buffer = &double_;
  } else {
    bind.buffer_type = MYSQL_TYPE_LONGLONG;
    bind.buffer = &integer_;
    bind.is_unsigned = unsigned_;
  }
  return bind;
}

bool ResultField::make_room() {
  if (!reads_text() || null_ || length_ <= buffer_.size()) return false;
  buffer_.resize(std::max<std::size_t>(length_, buffer_.size() * 2));
  return true;
}

void ResultField::append_to(ColumnBuilder& out) const {
  if (null_) return out.append_null();
  switch (wanted_.kind()) {
    case TypeKind::Char:
    case TypeKind::Varchar:
    case TypeKind::Binary:
    case TypeKind::Varbinary: return out.append_string(text());
    case TypeKind::Decimal: return append_decimal(out);
    case TypeKind::Float: return out.append(float_);
    case TypeKind::Double: return out.append(double_);
    case TypeKind::Date:
    case TypeKind::Time:
    case TypeKind::Timestamp: return append_time(out);
    default: return append_integer(out);
  }
}

std::int64_t ResultField::bits() const {
  std::uint64_t value = 0;
  for (const char byte : text()) value = value << 8 | static_cast<unsigned char>(byte);
  return static_cast<std::int64_t>(value);
}

std::int64_t ResultField::checked_integer() const {
  const auto value = server_type_ == MYSQL_TYPE_BIT ? bits() : integer_;
  if (unsigned_ && value < 0) refuse(std::to_string(static_cast<std::uint64_t>(value)));
  return value;
}

void ResultField::append_integer(ColumnBuilder& out) const {
  if (error_) refuse("");
  if (wanted_.is(TypeKind::Boolean)) {
    const auto value = server_type_ == MYSQL_TYPE_BIT ? bits() : integer_;
    return out.append<std::uint8_t>(value != 0 ? 1 : 0);
  }
  const auto value = checked_integer();
  switch (wanted_.kind()) {
    case TypeKind::TinyInt:
      if (!in_range<std::int8_t>(value)) refuse(std::to_string(value));
      return out.append(static_cast<std::int8_t>(value));
    case TypeKind::SmallInt:
      if (!in_range<std::int16_t>(value)) refuse(std::to_string(value));
      return out.append(static_cast<std::int16_t>(value));
    case TypeKind::Int:
      if (!in_range<std::int32_t>(value)) refuse(std::to_string(value));
      return out.append(static_cast<std::int32_t>(value));
    default: return out.append(value);
  }
}

void ResultField::append_decimal(ColumnBuilder& out) const {
  const bool is_bit = server_type_ == MYSQL_TYPE_BIT;
  const auto plain = is_bit ? std::to_string(static_cast<std::uint64_t>(bits())) : std::string();
  const auto digits = is_bit ? std::string_view(plain) : text();
  const auto value = parse_decimal(digits, {wanted_.precision(), wanted_.scale()});
  // As Flink: DecimalData.fromBigDecimal answers NULL to a number that does not fit.
  if (!value) return out.append_null();
  out.append(*value);
}

void ResultField::append_time(ColumnBuilder& out) const {
  if (wanted_.is(TypeKind::Time)) return out.append(millis_of_day());
  const CivilDate date{static_cast<int>(time_.year), static_cast<int>(time_.month),
                       static_cast<int>(time_.day)};
  if (server_type_ == MYSQL_TYPE_TIME) refuse(time_text(time_));
  if (!is_valid_date(date) || time_.month == 0) return append_zero_date(out);
  append_date(date, out);
}

void ResultField::append_date(CivilDate date, ColumnBuilder& out) const {
  const auto days = days_from_civil(date);
  if (wanted_.is(TypeKind::Date)) return out.append(days);
  const auto micros = static_cast<std::int64_t>(time_.second_part);
  const Timestamp value{days * kMillisPerDay + millis_of_day(),
                        static_cast<std::int32_t>(micros % 1000 * 1000)};
  out.append(floor(value, wanted_.precision()));
}

std::int32_t ResultField::millis_of_day() const {
  if (time_.neg || time_.hour > 23) refuse(time_text(time_));
  const auto seconds = (time_.hour * 60 + time_.minute) * 60 + time_.second;
  return static_cast<std::int32_t>(seconds * 1000 + time_.second_part / 1000);
}

void ResultField::append_zero_date(ColumnBuilder& out) const {
  switch (zero_date_) {
    case ZeroDate::Null: return out.append_null();
    case ZeroDate::Round: return append_date({1, 1, 1}, out);
    case ZeroDate::Fail:
      throw Error(
          ErrorCode::MalformedRecord,
          fmt::format("Column '{}' of MySQL holds '{}', which is no date", name_, time_text(time_)))
          .hint("add zeroDateTimeBehavior=CONVERT_TO_NULL to 'url' to read such dates as NULL");
  }
}

void ResultField::refuse(std::string_view value) const {
  throw Error(ErrorCode::MalformedRecord,
              fmt::format("Column '{}' of MySQL holds {}, which does not fit {}", name_,
                          value.empty() ? "a value" : value, wanted_.to_sql()))
      .hint("declare the column with a wider type");
}

}  // namespace streamsql::mysql
