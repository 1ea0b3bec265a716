// Pinned against Flink 1.20.3: LogicalTypeCasts.supportsImplicitCast, LogicalTypeMerging and the
// types DESCRIBE shows for CASE and UNION of every pair of types.
#include "engine/type/type_rules.h"

#include <algorithm>

#include "engine/type/decimal.h"

namespace streamsql {

namespace {

enum class Mixing : std::uint8_t { Relational, Arguments };

std::optional<DataType> mix(const DataType& a, const DataType& b, Mixing mixing);

// ---- DECIMAL

// What an exact number counts as; nothing for other types.
std::optional<DecimalSpec> exact_spec(const DataType& type) {
  switch (type.kind()) {
    case TypeKind::TinyInt: return DecimalSpec{3, 0};
    case TypeKind::SmallInt: return DecimalSpec{5, 0};
    case TypeKind::Int: return DecimalSpec{10, 0};
    case TypeKind::BigInt: return DecimalSpec{19, 0};
    case TypeKind::Decimal: return DecimalSpec{type.precision(), type.scale()};
    default: return std::nullopt;
  }
}

// Beyond 38 digits the fraction gives way, but 6 of its digits stay (SQL Server's rule, which Flink
// took over).
DataType shrunk_decimal(DecimalSpec spec) {
  constexpr int kLeastScale = 6;
  if (spec.precision <= DataType::kMaxDecimalPrecision) {
    return DataType::decimal(spec.precision, spec.scale);
  }
  const int whole = spec.precision - spec.scale;
  const int least = std::min(spec.scale, kLeastScale);
  const int scale = std::max(DataType::kMaxDecimalPrecision - whole, least);
  return DataType::decimal(DataType::kMaxDecimalPrecision, scale);
}

struct DecimalPair {
  DecimalPair(const DataType& first, const DataType& second)
      : a(*exact_spec(first)),
        b(*exact_spec(second)),
        nullable(first.nullable() || second.nullable()) {}

  int whole_a() const { return a.precision - a.scale; }
  int whole_b() const { return b.precision - b.scale; }
  int scale() const { return std::max(a.scale, b.scale); }
  DataType result(DecimalSpec spec) const { return shrunk_decimal(spec).with_nullable(nullable); }

  DecimalSpec a, b;
  bool nullable;
};

// The fraction gives way to the integer part, wholly if need be.
DataType common_decimal(const DecimalPair& pair) {
  const int whole = std::max(pair.whole_a(), pair.whole_b());
  const int scale = std::min(pair.scale(), DataType::kMaxDecimalPrecision - whole);
  return DataType::decimal(whole + scale, scale);
}

std::optional<DataType> mix_numbers(const DataType& a, const DataType& b, Mixing mixing) {
  const bool decimal = a.is(TypeKind::Decimal) || b.is(TypeKind::Decimal);
  if (!a.is_approximate() && !b.is_approximate()) {
    if (decimal) return common_decimal(DecimalPair(a, b));
    return DataType(std::max(a.kind(), b.kind()));
  }
  if (mixing == Mixing::Arguments && a.is(TypeKind::Decimal)) return DataType(b.kind());
  if (decimal) return DataType::double_precision();
  if (!a.is_approximate()) return DataType(b.kind());
  if (!b.is_approximate() || mixing == Mixing::Relational) return DataType(a.kind());
  return DataType::double_precision();
}

// ---- other families

DataType mix_lengths(const DataType& a, const DataType& b) {
  const bool fixed = a.kind() == b.kind() && a.length() == b.length() &&
                     (a.is(TypeKind::Char) || a.is(TypeKind::Binary));
  if (fixed) return a;
  const std::int32_t length = std::max(a.length(), b.length());
  return a.is_character() ? DataType::varchar(length) : DataType::varbinary(length);
}

DataType mix_timestamps(const DataType& a, const DataType& b, Mixing mixing) {
  const int precision = std::max(a.precision(), b.precision());
  const bool tie = a.precision() == b.precision() && mixing == Mixing::Relational;
  const bool instant = tie ? a.is(TypeKind::TimestampLtz)
                           : a.is(TypeKind::TimestampLtz) || b.is(TypeKind::TimestampLtz);
  return instant ? DataType::timestamp_ltz(precision) : DataType::timestamp(precision);
}

bool is_date_or_time(const DataType& type) {
  return type.is(TypeKind::Date) || type.is(TypeKind::Time);
}

std::optional<DataType> mix_rows(const DataType& a, const DataType& b, Mixing mixing) {
  if (a.children().size() != b.children().size()) return std::nullopt;
  std::vector<Field> fields;
  for (std::size_t i = 0; i < a.children().size(); ++i) {
    const auto type = mix(a.children()[i].type, b.children()[i].type, mixing);
    if (!type) return std::nullopt;
    fields.push_back({a.children()[i].name, *type});
  }
  return DataType::row(std::move(fields));
}

std::optional<DataType> mix_collections(const DataType& a, const DataType& b, Mixing mixing) {
  if (a.is(TypeKind::Row)) return mix_rows(a, b, mixing);
  const auto element = mix(a.element(), b.element(), mixing);
  if (!element) return std::nullopt;
  if (a.is(TypeKind::Array)) return DataType::array(*element);
  if (a.is(TypeKind::Multiset)) return DataType::multiset(*element);
  const auto key = mix(a.key(), b.key(), mixing);
  if (!key) return std::nullopt;
  return DataType::map(*key, *element);
}

std::optional<DataType> mix_kinds(const DataType& a, const DataType& b, Mixing mixing) {
  if (a.is_numeric() && b.is_numeric()) return mix_numbers(a, b, mixing);
  if (a.is_character() && b.is_character()) return mix_lengths(a, b);
  if (a.is_binary() && b.is_binary()) return mix_lengths(a, b);
  if (a.is_timestamp() && b.is_timestamp()) return mix_timestamps(a, b, mixing);
  if (a.kind() == b.kind()) return a.is_nested() ? mix_collections(a, b, mixing) : a;
  if (mixing == Mixing::Arguments) {
    if (is_date_or_time(a) && b.is(TypeKind::Timestamp)) return a;
    if (is_date_or_time(b) && a.is(TypeKind::Timestamp)) return b;
  }
  return std::nullopt;
}

std::optional<DataType> mix(const DataType& a, const DataType& b, Mixing mixing) {
  const bool nullable = a.nullable() || b.nullable();
  if (a.is(TypeKind::Null)) return b.with_nullable(true);
  if (b.is(TypeKind::Null)) return a.with_nullable(true);
  if (a.time_attribute() == b.time_attribute() && a.equal_ignoring_nullability(b)) {
    return a.with_nullable(nullable);
  }
  const auto common = mix_kinds(a, b, mixing);
  if (!common) return std::nullopt;
  return common->with_time_attribute(TimeAttribute::None).with_nullable(nullable);
}

// ---- implicit casts

bool children_are_castable(const DataType& from, const DataType& to) {
  if (from.children().size() != to.children().size()) return false;
  for (std::size_t i = 0; i < from.children().size(); ++i) {
    const DataType& a = from.children()[i].type;
    const DataType& b = to.children()[i].type;
    if ((a.nullable() && !b.nullable()) || !is_implicitly_castable(a, b)) return false;
  }
  return true;
}

bool is_implicit_number(const DataType& from, const DataType& to) {
  if (!from.is_numeric()) return false;
  switch (to.kind()) {
    case TypeKind::Decimal:
    case TypeKind::Double: return true;
    case TypeKind::Float: return !from.is(TypeKind::Double);
    default: return from.is_integer() && from.kind() <= to.kind();
  }
}

}  // namespace

bool is_implicitly_castable(const DataType& from, const DataType& to) {
  if (from.is(TypeKind::Null)) return true;
  if (to.is_numeric()) return is_implicit_number(from, to);
  if (to.is_timestamp()) return from.is_timestamp();
  switch (to.kind()) {
    case TypeKind::Varchar: return from.is_character();
    case TypeKind::Varbinary: return from.is_binary();
    case TypeKind::Date:
    case TypeKind::Time: return from.kind() == to.kind() || from.is(TypeKind::Timestamp);
    default:
      return from.kind() == to.kind() && (!to.is_nested() || children_are_castable(from, to));
  }
}

std::optional<DataType> common_type(const DataType& a, const DataType& b) {
  return mix(a, b, Mixing::Relational);
}

std::optional<DataType> common_argument_type(const DataType& a, const DataType& b) {
  return mix(a, b, Mixing::Arguments);
}

DataType decimal_sum_type(const DataType& a, const DataType& b) {
  const DecimalPair pair(a, b);
  const int whole = std::max(pair.whole_a(), pair.whole_b());
  return pair.result({whole + pair.scale() + 1, pair.scale()});
}

DataType decimal_product_type(const DataType& a, const DataType& b) {
  const DecimalPair pair(a, b);
  return pair.result({pair.a.precision + pair.b.precision + 1, pair.a.scale + pair.b.scale});
}

DataType decimal_quotient_type(const DataType& a, const DataType& b) {
  const DecimalPair pair(a, b);
  const int scale = std::max(6, pair.a.scale + pair.b.precision + 1);
  return pair.result({pair.whole_a() + pair.b.scale + scale, scale});
}

DataType decimal_remainder_type(const DataType& a, const DataType& b) {
  const DecimalPair pair(a, b);
  return pair.result({std::min(pair.whole_a(), pair.whole_b()) + pair.scale(), pair.scale()});
}

}  // namespace streamsql
