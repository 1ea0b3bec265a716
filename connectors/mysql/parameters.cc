#include "connectors/mysql/parameters.h"

#include <cstring>
#include <fmt/format.h>

#include "engine/base/error.h"
#include "engine/type/civil.h"

namespace streamsql::mysql {
namespace {

void set_date(MYSQL_TIME& time, CivilDate date) {
  time.year = static_cast<unsigned>(date.year);
  time.month = static_cast<unsigned>(date.month);
  time.day = static_cast<unsigned>(date.day);
}

void set_time_of_day(MYSQL_TIME& time, std::int64_t millis) {
  time.hour = static_cast<unsigned>(millis / 3'600'000);
  time.minute = static_cast<unsigned>(millis / 60'000 % 60);
  time.second = static_cast<unsigned>(millis / 1000 % 60);
  time.second_part = static_cast<unsigned long>(millis % 1000 * 1000);
}

}  // namespace

void Parameters::bind_pointer(std::size_t index, enum_field_types type, const void* value) {
  auto& bind = binds_[index];
  std::memset(&bind, 0, sizeof bind);
  bind.buffer_type = type;
  bind.buffer = const_cast<void*>(value);
}

void Parameters::bind_bytes(std::size_t index, enum_field_types type, std::string_view bytes) {
  bind_pointer(index, type, bytes.data());
  binds_[index].buffer_length = bytes.size();
}

MYSQL_TIME& Parameters::bind_time(std::size_t index, enum_field_types type) {
  auto& time = values_[index].time;
  std::memset(&time, 0, sizeof time);
  bind_pointer(index, type, &time);
  return time;
}

void Parameters::set_timestamp(std::size_t index, Timestamp value) {
  auto& time = bind_time(index, MYSQL_TYPE_DATETIME);
  set_date(time, civil_from_day_number(floor_divide(value.millis, kMillisPerDay)));
  set_time_of_day(time, floor_modulo(value.millis, kMillisPerDay));
  time.second_part += static_cast<unsigned long>(value.nanos / 1000);
  time.time_type = MYSQL_TIMESTAMP_DATETIME;
}

void Parameters::set_null(std::size_t index) { bind_pointer(index, MYSQL_TYPE_NULL, nullptr); }

void Parameters::set_text(std::size_t index, std::string_view text, const DataType& type) {
  values_[index].text = text;
  bind_bytes(index, type.is_numeric() ? MYSQL_TYPE_NEWDECIMAL : MYSQL_TYPE_STRING,
             values_[index].text);
}

void Parameters::set(std::size_t index, const Column& column, std::size_t row) {
  if (column.is_null(row)) return set_null(index);
  switch (column.type().kind()) {
    case TypeKind::Boolean:
      return bind_pointer(index, MYSQL_TYPE_TINY, &column.value<std::uint8_t>(row));
    case TypeKind::TinyInt:
      return bind_pointer(index, MYSQL_TYPE_TINY, &column.value<std::int8_t>(row));
    case TypeKind::SmallInt:
      return bind_pointer(index, MYSQL_TYPE_SHORT, &column.value<std::int16_t>(row));
    case TypeKind::Int:
      return bind_pointer(index, MYSQL_TYPE_LONG, &column.value<std::int32_t>(row));
    case TypeKind::BigInt:
      return bind_pointer(index, MYSQL_TYPE_LONGLONG, &column.value<std::int64_t>(row));
    case TypeKind::Float: return bind_pointer(index, MYSQL_TYPE_FLOAT, &column.value<float>(row));
    case TypeKind::Double:
      return bind_pointer(index, MYSQL_TYPE_DOUBLE, &column.value<double>(row));
    case TypeKind::Decimal: {
      auto& text = values_[index].text;
      text.clear();
      append_plain(column.value<Decimal>(row), column.type().scale(), text);
      return bind_bytes(index, MYSQL_TYPE_NEWDECIMAL, text);
    }
    case TypeKind::Char:
    case TypeKind::Varchar: {
      const auto& view = column.value<StringView16>(row);
      return bind_bytes(index, MYSQL_TYPE_STRING, view.view());
    }
    case TypeKind::Binary:
    case TypeKind::Varbinary: {
      const auto& view = column.value<StringView16>(row);
      return bind_bytes(index, MYSQL_TYPE_BLOB, view.view());
    }
    case TypeKind::Date: {
      auto& time = bind_time(index, MYSQL_TYPE_DATE);
      set_date(time, civil_from_days(column.value<std::int32_t>(row)));
      time.time_type = MYSQL_TIMESTAMP_DATE;
      return;
    }
    case TypeKind::Time: {
      auto& time = bind_time(index, MYSQL_TYPE_TIME);
      set_time_of_day(time, column.value<std::int32_t>(row));
      time.time_type = MYSQL_TIMESTAMP_TIME;
      return;
    }
    case TypeKind::Timestamp: return set_timestamp(index, column.value<Timestamp>(row));
    default:
      throw Error(ErrorCode::UnsupportedSyntax,
                  fmt::format("MySQL has no type for {}", column.type().to_sql()));
  }
}

}  // namespace streamsql::mysql
