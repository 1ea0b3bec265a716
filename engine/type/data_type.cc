#include "engine/type/data_type.h"

#include <algorithm>
#include <fmt/format.h>

namespace streamsql {
namespace {

const std::vector<Field> kNoFields;

// Flink's default precision where the SQL text gives none.
std::int32_t default_length(TypeKind kind) {
  switch (kind) {
    case TypeKind::Decimal: return 10;
    case TypeKind::Char:
    case TypeKind::Varchar:
    case TypeKind::Binary:
    case TypeKind::Varbinary: return 1;
    case TypeKind::Timestamp:
    case TypeKind::TimestampLtz: return 6;
    default: return 0;
  }
}

std::string quoted(std::string_view name) {
  std::string out = "`";
  for (const char c : name) out.append(c == '`' ? 2 : 1, c);
  return out + "`";
}

std::string row_fields(const std::vector<Field>& fields) {
  std::string out;
  for (const auto& field : fields) {
    if (!out.empty()) out += ", ";
    out += quoted(field.name) + " " + field.type.to_sql();
    if (!field.comment.empty()) out += " '" + field.comment + "'";
  }
  return out;
}

std::string bare_sql(const DataType& type) {
  switch (type.kind()) {
    case TypeKind::Boolean: return "BOOLEAN";
    case TypeKind::TinyInt: return "TINYINT";
    case TypeKind::SmallInt: return "SMALLINT";
    case TypeKind::Int: return "INT";
    case TypeKind::BigInt: return "BIGINT";
    case TypeKind::Float: return "FLOAT";
    case TypeKind::Double: return "DOUBLE";
    case TypeKind::Decimal: return fmt::format("DECIMAL({}, {})", type.precision(), type.scale());
    case TypeKind::Char: return fmt::format("CHAR({})", type.length());
    case TypeKind::Varchar:
      if (type.length() == DataType::kMaxLength) return "STRING";
      return fmt::format("VARCHAR({})", type.length());
    case TypeKind::Binary: return fmt::format("BINARY({})", type.length());
    case TypeKind::Varbinary:
      if (type.length() == DataType::kMaxLength) return "BYTES";
      return fmt::format("VARBINARY({})", type.length());
    case TypeKind::Date: return "DATE";
    case TypeKind::Time: return fmt::format("TIME({})", type.precision());
    case TypeKind::Timestamp: return fmt::format("TIMESTAMP({})", type.precision());
    case TypeKind::TimestampLtz: return fmt::format("TIMESTAMP_LTZ({})", type.precision());
    case TypeKind::IntervalMonth: return "INTERVAL YEAR TO MONTH";
    case TypeKind::IntervalMillis: return "INTERVAL DAY TO SECOND(3)";
    case TypeKind::Array: return fmt::format("ARRAY<{}>", type.element().to_sql());
    case TypeKind::Map:
      return fmt::format("MAP<{}, {}>", type.key().to_sql(), type.element().to_sql());
    case TypeKind::Multiset: return fmt::format("MULTISET<{}>", type.element().to_sql());
    case TypeKind::Row: return fmt::format("ROW<{}>", row_fields(type.children()));
    case TypeKind::Null: return "NULL";
  }
  return "";
}

}  // namespace

DataType::DataType(TypeKind kind) : kind_(kind), length_(default_length(kind)) {}

DataType DataType::decimal(int precision, int scale) {
  DataType type(TypeKind::Decimal);
  type.length_ = precision;
  type.scale_ = static_cast<std::int16_t>(scale);
  return type;
}

DataType DataType::of_length(TypeKind kind, std::int32_t length) {
  DataType type(kind);
  type.length_ = length;
  return type;
}

DataType DataType::of_children(TypeKind kind, std::vector<Field> children) {
  DataType type(kind);
  type.children_ = std::make_shared<const std::vector<Field>>(std::move(children));
  return type;
}

DataType DataType::array(DataType element) {
  return of_children(TypeKind::Array, {{"element", std::move(element)}});
}

DataType DataType::multiset(DataType element) {
  return of_children(TypeKind::Multiset, {{"element", std::move(element)}});
}

DataType DataType::map(DataType key, DataType value) {
  return of_children(TypeKind::Map, {{"key", std::move(key)}, {"value", std::move(value)}});
}

DataType DataType::row(std::vector<Field> fields) {
  return of_children(TypeKind::Row, std::move(fields));
}

const std::vector<Field>& DataType::children() const { return children_ ? *children_ : kNoFields; }

const DataType& DataType::element() const { return children().back().type; }

const DataType& DataType::key() const { return children().front().type; }

DataType DataType::with_nullable(bool nullable) const {
  DataType type = *this;
  type.nullable_ = nullable;
  return type;
}

DataType DataType::with_time_attribute(TimeAttribute attribute) const {
  DataType type = *this;
  type.time_attribute_ = attribute;
  return type;
}

bool operator==(const DataType& a, const DataType& b) {
  return a.nullable_ == b.nullable_ && a.time_attribute_ == b.time_attribute_ &&
         a.equal_ignoring_nullability(b);
}

bool DataType::equal_ignoring_nullability(const DataType& other) const {
  return kind_ == other.kind_ && length_ == other.length_ && scale_ == other.scale_ &&
         children() == other.children();
}

std::string DataType::to_sql() const {
  std::string text = bare_sql(*this);
  if (time_attribute_ == TimeAttribute::Rowtime) text += " *ROWTIME*";
  if (time_attribute_ == TimeAttribute::Proctime) text += " *PROCTIME*";
  return nullable_ ? text : text + " NOT NULL";
}

std::optional<int> Schema::find(std::string_view name) const {
  const auto found = std::find_if(fields.begin(), fields.end(),
                                  [&](const Field& field) { return field.name == name; });
  if (found == fields.end()) return std::nullopt;
  return static_cast<int>(found - fields.begin());
}

std::vector<std::string> Schema::names() const {
  std::vector<std::string> out;
  out.reserve(fields.size());
  for (const auto& field : fields) out.push_back(field.name);
  return out;
}

SchemaPtr make_schema(std::vector<Field> fields, std::vector<int> primary_key) {
  return std::make_shared<const Schema>(Schema{std::move(fields), std::move(primary_key)});
}

}  // namespace streamsql
