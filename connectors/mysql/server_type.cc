#include "connectors/mysql/server_type.h"

#include <algorithm>

namespace streamsql::mysql {
namespace {

constexpr unsigned kBinaryCharset = 63;

DataType decimal_type(const MYSQL_FIELD& field) {
  // The length counts the sign and the point.
  const bool is_signed = (field.flags & UNSIGNED_FLAG) == 0;
  const auto scale = static_cast<int>(field.decimals);
  const int precision = static_cast<int>(field.length) - (is_signed ? 1 : 0) - (scale > 0 ? 1 : 0);
  return DataType::decimal(std::clamp(precision, 1, DataType::kMaxDecimalPrecision),
                           std::min(scale, DataType::kMaxDecimalPrecision));
}

DataType integer_type(const MYSQL_FIELD& field) {
  const bool is_unsigned = (field.flags & UNSIGNED_FLAG) != 0;
  switch (field.type) {
    case MYSQL_TYPE_TINY:
      if (field.length == 1) return DataType::boolean();
      return DataType(is_unsigned ? TypeKind::SmallInt : TypeKind::TinyInt);
    case MYSQL_TYPE_SHORT: return DataType(is_unsigned ? TypeKind::Int : TypeKind::SmallInt);
    case MYSQL_TYPE_LONG: return is_unsigned ? DataType::bigint() : DataType::integer();
    case MYSQL_TYPE_LONGLONG: return is_unsigned ? DataType::decimal(20, 0) : DataType::bigint();
    default: return DataType::integer();  // MEDIUMINT, signed or not, and YEAR
  }
}

}  // namespace

std::optional<DataType> flink_type(const MYSQL_FIELD& field) {
  switch (field.type) {
    case MYSQL_TYPE_BIT: return field.length == 1 ? DataType::boolean() : DataType::bytes();
    case MYSQL_TYPE_TINY:
    case MYSQL_TYPE_SHORT:
    case MYSQL_TYPE_INT24:
    case MYSQL_TYPE_LONG:
    case MYSQL_TYPE_LONGLONG:
    case MYSQL_TYPE_YEAR: return integer_type(field);
    case MYSQL_TYPE_FLOAT: return DataType(TypeKind::Float);
    case MYSQL_TYPE_DOUBLE: return DataType::double_precision();
    case MYSQL_TYPE_DECIMAL:
    case MYSQL_TYPE_NEWDECIMAL: return decimal_type(field);
    case MYSQL_TYPE_DATE:
    case MYSQL_TYPE_NEWDATE: return DataType(TypeKind::Date);
    case MYSQL_TYPE_TIME:
    case MYSQL_TYPE_TIME2: return DataType::time(static_cast<int>(std::min(field.decimals, 6u)));
    case MYSQL_TYPE_DATETIME:
    case MYSQL_TYPE_DATETIME2:
    case MYSQL_TYPE_TIMESTAMP:
    case MYSQL_TYPE_TIMESTAMP2:
      return DataType::timestamp(static_cast<int>(std::min(field.decimals, 6u)));
    case MYSQL_TYPE_GEOMETRY: return std::nullopt;
    default: return field.charsetnr == kBinaryCharset ? DataType::bytes() : DataType::string();
  }
}

}  // namespace streamsql::mysql
