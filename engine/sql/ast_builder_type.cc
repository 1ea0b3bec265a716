// Data types.
#include <fmt/format.h>

#include "engine/base/ascii.h"
#include "engine/base/suggestion.h"
#include "engine/sql/ast_builder.h"
#include "engine/sql/foreign_syntax.h"

namespace streamsql {
namespace {

constexpr int kMaxTimePrecision = 9;

[[noreturn]] void throw_unsupported_type(std::string_view name, SourceSpan span) {
  static const std::vector<std::string> kTypes{
      "BOOLEAN",   "TINYINT",       "SMALLINT",  "INT",     "INTEGER",  "BIGINT",
      "FLOAT",     "DOUBLE",        "DECIMAL",   "NUMERIC", "CHAR",     "VARCHAR",
      "STRING",    "BINARY",        "VARBINARY", "BYTES",   "DATE",     "TIME",
      "TIMESTAMP", "TIMESTAMP_LTZ", "ARRAY",     "MAP",     "MULTISET", "ROW"};
  const auto instead = foreign_type_hint(to_upper(name));
  throw Error(ErrorCode::UnsupportedSyntax, fmt::format("Type {} is not supported", name))
      .at(span)
      .hint(instead.empty() ? did_you_mean(name, kTypes) : std::string(instead));
}

}  // namespace

ast::TypeName AstBuilder::type(Tree::DataTypeContext* tree) const {
  return {data_type(tree), span(tree)};
}

DataType AstBuilder::data_type(Tree::DataTypeContext* tree) const {
  const auto is_not_null = [](Tree::NullabilityContext* t) { return t && t->NOT(); };
  auto type = base_type(tree->baseType()).with_nullable(!is_not_null(tree->nullability()));
  for (auto* suffix : tree->collectionSuffix()) {
    type = suffix->ARRAY() ? DataType::array(type) : DataType::multiset(type);
    type = type.with_nullable(!is_not_null(suffix->nullability()));
  }
  return type;
}

DataType AstBuilder::base_type(Tree::BaseTypeContext* tree) const {
  const auto keyword = tree->start->getType();
  switch (keyword) {
    case Tree::BOOLEAN: return DataType::boolean();
    case Tree::TINYINT: return DataType(TypeKind::TinyInt);
    case Tree::SMALLINT: return DataType(TypeKind::SmallInt);
    case Tree::INT:
    case Tree::INTEGER: return DataType::integer();
    case Tree::BIGINT: return DataType::bigint();
    case Tree::FLOAT:
    case Tree::REAL: return DataType(TypeKind::Float);
    case Tree::DOUBLE: return DataType::double_precision();
    case Tree::STRING: return DataType::string();
    case Tree::BYTES: return DataType::bytes();
    case Tree::DATE: return DataType(TypeKind::Date);
    case Tree::NULL_: return DataType(TypeKind::Null);
    case Tree::DECIMAL:
    case Tree::DEC:
    case Tree::NUMERIC: return decimal(tree);
    case Tree::ARRAY: return DataType::array(data_type(tree->dataType(0)));
    case Tree::MULTISET: return DataType::multiset(data_type(tree->dataType(0)));
    case Tree::MAP:
      return DataType::map(data_type(tree->dataType(0)), data_type(tree->dataType(1)));
    case Tree::ROW: return row_type(tree->rowType());
    default: return sized_type(tree, keyword);
  }
}

// Without a length VARCHAR is STRING and VARBINARY is BYTES, as in Flink; CHAR and BINARY have 1.
DataType AstBuilder::sized_type(Tree::BaseTypeContext* tree, std::size_t keyword) const {
  switch (keyword) {
    case Tree::CHARACTER:
    case Tree::CHAR:
      return tree->VARYING() ? DataType::varchar(length(tree->typeLength(), DataType::kMaxLength))
                             : DataType::character(length(tree->typeLength(), 1));
    case Tree::VARCHAR: return DataType::varchar(length(tree->typeLength(), DataType::kMaxLength));
    case Tree::BINARY:
      return tree->VARYING() ? DataType::varbinary(length(tree->typeLength(), DataType::kMaxLength))
                             : DataType::binary(length(tree->typeLength(), 1));
    case Tree::VARBINARY:
      return DataType::varbinary(length(tree->typeLength(), DataType::kMaxLength));
    case Tree::TIME: return DataType::time(precision(tree->typeLength(), 0));
    case Tree::TIMESTAMP: return timestamp(tree);
    case Tree::TIMESTAMP_LTZ: return DataType::timestamp_ltz(precision(tree->typeLength(), 6));
    case Tree::INTERVAL: return interval_type(tree->intervalQualifier());
    default: throw_unsupported_type(text(span(tree)), span(tree));
  }
}

DataType AstBuilder::decimal(Tree::BaseTypeContext* tree) const {
  if (!tree->integer()) return DataType::decimal(10, 0);
  const int digits = integer(tree->integer());
  const auto fail = [&](std::string message, const Rule* place) {
    return Error(ErrorCode::InvalidArgument, std::move(message)).at(span(place));
  };
  if (digits < 1 || digits > DataType::kMaxDecimalPrecision) {
    throw fail(fmt::format("The precision of DECIMAL must be between 1 and {}",
                           DataType::kMaxDecimalPrecision),
               tree->integer());
  }
  if (!tree->scale()) return DataType::decimal(digits, 0);
  const int scale = tree->scale()->DASH() ? -1 : integer(tree->scale()->integer());
  if (scale < 0 || scale > digits) {
    throw fail(fmt::format("The scale of DECIMAL({0}, …) must be between 0 and {0}", digits),
               tree->scale());
  }
  return DataType::decimal(digits, scale);
}

DataType AstBuilder::timestamp(Tree::BaseTypeContext* tree) const {
  const int digits = precision(tree->typeLength(), 6);
  const auto* zone = tree->timeZone();
  if (!zone || has(zone, Tree::WITHOUT)) return DataType::timestamp(digits);
  if (has(zone, Tree::LOCAL)) return DataType::timestamp_ltz(digits);
  throw_unsupported_type("TIMESTAMP WITH TIME ZONE", span(tree));
}

DataType AstBuilder::interval_type(Tree::IntervalQualifierContext* tree) const {
  const auto unit = qualifier(tree).start;
  const bool months =
      unit == ast::TimeUnit::Year || unit == ast::TimeUnit::Quarter || unit == ast::TimeUnit::Month;
  return DataType(months ? TypeKind::IntervalMonth : TypeKind::IntervalMillis);
}

DataType AstBuilder::row_type(Tree::RowTypeContext* tree) const {
  std::vector<Field> fields;
  for (auto* field : tree->rowField()) {
    fields.push_back({identifier(field->identifier()).text, data_type(field->dataType()),
                      field->stringLiteral() ? string(field->stringLiteral()).value : ""});
  }
  return DataType::row(std::move(fields));
}

std::int32_t AstBuilder::length(Tree::TypeLengthContext* tree, std::int32_t otherwise) const {
  return tree ? integer(tree->integer()) : otherwise;
}

int AstBuilder::precision(Tree::TypeLengthContext* tree, int otherwise) const {
  const int value = length(tree, otherwise);
  if (value <= kMaxTimePrecision) return value;
  throw Error(ErrorCode::InvalidArgument,
              fmt::format("The precision must be between 0 and {}", kMaxTimePrecision))
      .at(span(tree->integer()));
}

}  // namespace streamsql
