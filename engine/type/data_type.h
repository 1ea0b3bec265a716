// DataType: Flink SQL's logical types; Field and Schema on top of them.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace streamsql {

enum class TypeKind : std::uint8_t {
  Boolean,
  TinyInt,
  SmallInt,
  Int,
  BigInt,
  Float,
  Double,
  Decimal,
  Char,
  Varchar,
  Binary,
  Varbinary,
  Date,
  Time,
  Timestamp,
  TimestampLtz,
  IntervalMonth,   // INTERVAL YEAR TO MONTH, in months
  IntervalMillis,  // INTERVAL DAY TO SECOND, in milliseconds
  Array,
  Map,
  Multiset,
  Row,
  Null  // the type of an untyped NULL literal, until it is cast
};

// A property of a timestamp type; several columns of one schema may have it.
enum class TimeAttribute : std::uint8_t { None, Rowtime, Proctime };

struct Field;

// A value type: cheap to copy (nested types are shared), compared structurally.
// Lengths are characters (CHAR, VARCHAR) or bytes (BINARY, VARBINARY); kMaxLength is STRING/BYTES.
class DataType {
 public:
  static constexpr std::int32_t kMaxLength = 2147483647;
  static constexpr int kMaxDecimalPrecision = 38;

  explicit DataType(TypeKind kind = TypeKind::Null);

  static DataType boolean() { return DataType(TypeKind::Boolean); }
  static DataType integer() { return DataType(TypeKind::Int); }
  static DataType bigint() { return DataType(TypeKind::BigInt); }
  static DataType double_precision() { return DataType(TypeKind::Double); }
  static DataType decimal(int precision, int scale);
  static DataType character(std::int32_t length) { return of_length(TypeKind::Char, length); }
  static DataType varchar(std::int32_t length) { return of_length(TypeKind::Varchar, length); }
  static DataType string() { return varchar(kMaxLength); }
  static DataType binary(std::int32_t length) { return of_length(TypeKind::Binary, length); }
  static DataType varbinary(std::int32_t length) { return of_length(TypeKind::Varbinary, length); }
  static DataType bytes() { return varbinary(kMaxLength); }
  static DataType time(int precision) { return of_length(TypeKind::Time, precision); }
  static DataType timestamp(int precision) { return of_length(TypeKind::Timestamp, precision); }
  static DataType timestamp_ltz(int precision) {
    return of_length(TypeKind::TimestampLtz, precision);
  }
  static DataType array(DataType element);
  static DataType map(DataType key, DataType value);
  static DataType multiset(DataType element);
  static DataType row(std::vector<Field> fields);

  TypeKind kind() const { return kind_; }
  bool nullable() const { return nullable_; }
  TimeAttribute time_attribute() const { return time_attribute_; }
  int precision() const { return length_; }        // DECIMAL, TIME, TIMESTAMP(_LTZ)
  int scale() const { return scale_; }             // DECIMAL
  std::int32_t length() const { return length_; }  // CHAR, VARCHAR, BINARY, VARBINARY
  const std::vector<Field>& children() const;      // ROW: its fields; ARRAY/MULTISET: element;
                                                   // MAP: key, value
  const DataType& element() const;                 // ARRAY, MULTISET; MAP: the value
  const DataType& key() const;                     // MAP

  DataType with_nullable(bool nullable) const;
  DataType not_null() const { return with_nullable(false); }
  DataType with_time_attribute(TimeAttribute attribute) const;

  bool is(TypeKind kind) const { return kind_ == kind; }
  bool is_integer() const { return kind_ >= TypeKind::TinyInt && kind_ <= TypeKind::BigInt; }
  bool is_approximate() const { return kind_ == TypeKind::Float || kind_ == TypeKind::Double; }
  bool is_numeric() const { return kind_ >= TypeKind::TinyInt && kind_ <= TypeKind::Decimal; }
  bool is_character() const { return kind_ == TypeKind::Char || kind_ == TypeKind::Varchar; }
  bool is_binary() const { return kind_ == TypeKind::Binary || kind_ == TypeKind::Varbinary; }
  bool is_timestamp() const {
    return kind_ == TypeKind::Timestamp || kind_ == TypeKind::TimestampLtz;
  }
  bool is_interval() const {
    return kind_ == TypeKind::IntervalMonth || kind_ == TypeKind::IntervalMillis;
  }
  bool is_nested() const { return kind_ >= TypeKind::Array && kind_ <= TypeKind::Row; }

  // Equal in everything; equal_ignoring_nullability ignores NOT NULL at the top and time
  // attributes.
  friend bool operator==(const DataType& a, const DataType& b);
  bool equal_ignoring_nullability(const DataType& other) const;

  // SQL text as Flink prints it: "DECIMAL(10, 2)", "STRING", "ROW<`a` INT NOT NULL>",
  // "TIMESTAMP(3) *ROWTIME*", with " NOT NULL" behind where it holds.
  std::string to_sql() const;

 private:
  static DataType of_length(TypeKind kind, std::int32_t length);
  static DataType of_children(TypeKind kind, std::vector<Field> children);

  TypeKind kind_;
  bool nullable_ = true;
  TimeAttribute time_attribute_ = TimeAttribute::None;
  std::int16_t scale_ = 0;
  std::int32_t length_ = 0;
  std::shared_ptr<const std::vector<Field>> children_;
};

struct Field {
  std::string name;
  DataType type;
  std::string comment = {};

  friend bool operator==(const Field& a, const Field& b) {
    return a.name == b.name && a.type == b.type;
  }
};

// The columns of a table, a plan node or a batch; primary_key holds column indices.
struct Schema {
  std::vector<Field> fields;
  std::vector<int> primary_key = {};

  std::optional<int> find(std::string_view name) const;  // case-sensitive, the first match
  std::vector<std::string> names() const;
};
using SchemaPtr = std::shared_ptr<const Schema>;

SchemaPtr make_schema(std::vector<Field> fields, std::vector<int> primary_key = {});

}  // namespace streamsql
