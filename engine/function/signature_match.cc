#include <algorithm>
#include <map>

#include "engine/function/signature.h"
#include "engine/type/type_rules.h"

namespace streamsql {
namespace {

// What the letters of a signature stand for in one call.
using Bindings = std::map<char, DataType>;

bool same_kind(const DataType& type, const TypePattern& pattern) {
  const DataType& wanted = pattern.type;
  if (wanted.is_character()) return type.is_character();
  if (wanted.is_binary()) return type.is_binary();
  if (!type.is(wanted.kind())) return false;
  return !pattern.fixed_precision || type.precision() == wanted.precision();
}

bool is_comparable(const DataType& type) { return !type.is_nested() && !type.is(TypeKind::Null); }

bool in_class(const DataType& type, const TypePattern& pattern) {
  switch (pattern.type_class) {
    case TypeClass::Exactly: return same_kind(type, pattern);
    case TypeClass::Any: return true;
    case TypeClass::Numeric: return type.is_numeric();
    case TypeClass::IntegerNumeric: return type.is_integer();
    case TypeClass::ExactNumeric: return type.is_integer() || type.is(TypeKind::Decimal);
    case TypeClass::BinaryNumeric: return type.is_integer() || type.is_approximate();
    case TypeClass::Approximate: return type.is_approximate();
    case TypeClass::Comparable: return is_comparable(type);
    case TypeClass::Temporal:
      return type.is_timestamp() || type.is(TypeKind::Date) || type.is(TypeKind::Time);
    case TypeClass::Array: return type.is(TypeKind::Array);
    case TypeClass::Map: return type.is(TypeKind::Map);
    case TypeClass::RowType: return type.is(TypeKind::Row);
  }
  return false;
}

// What an untyped NULL becomes where the pattern leaves a choice.
std::optional<DataType> type_of_null(const TypePattern& pattern) {
  switch (pattern.type_class) {
    case TypeClass::Exactly: return pattern.type;
    case TypeClass::Numeric:
    case TypeClass::IntegerNumeric:
    case TypeClass::ExactNumeric:
    case TypeClass::BinaryNumeric: return DataType::integer();
    default: return DataType(TypeKind::Null);
  }
}

// A DECIMAL parameter takes integers at the precision they need.
DataType target_of_cast(const DataType& from, const DataType& wanted) {
  if (wanted.is(TypeKind::Decimal)) {
    if (const auto decimal = common_type(from, DataType::decimal(1, 0));
        decimal && decimal->is(TypeKind::Decimal)) {
      return *decimal;
    }
  }
  if (wanted.is(TypeKind::Timestamp) && from.is(TypeKind::TimestampLtz)) {
    return DataType::timestamp(from.precision());
  }
  return wanted;
}

// Whether an element of this type can be where the pattern names a type.
bool takes(const TypePattern& pattern, const DataType& type) {
  if (pattern.variable || type.is(TypeKind::Null) || in_class(type, pattern)) return true;
  return pattern.type_class == TypeClass::Exactly && is_implicitly_castable(type, pattern.type);
}

// Adds what `type` says about the letters of `pattern`; false when the shape does not fit.
bool bind(const TypePattern& pattern, const DataType& type, Bindings& bindings) {
  if (type.is(TypeKind::Null)) {
    if (pattern.variable) bindings.try_emplace(pattern.variable, type);
    return true;
  }
  for (std::size_t i = 0; i < pattern.children.size(); ++i) {
    if (!in_class(type, pattern)) return false;
    const TypePattern& child = pattern.children[i];
    const DataType& child_type = type.children()[i].type;
    if (!takes(child, child_type) || !bind(child, child_type, bindings)) return false;
  }
  if (!pattern.variable) return true;
  const auto [bound, added] = bindings.try_emplace(pattern.variable, type);
  if (added) return true;
  const auto common = common_type(bound->second, type);
  if (!common) return false;
  bound->second = common->with_nullable(bound->second.nullable() || type.nullable());
  return true;
}

DataType substitute(const TypePattern& pattern, const Bindings& bindings) {
  if (pattern.variable) {
    const auto bound = bindings.find(pattern.variable);
    if (bound != bindings.end()) return bound->second;
  }
  if (pattern.type_class == TypeClass::Array) {
    return DataType::array(substitute(pattern.children[0], bindings));
  }
  if (pattern.type_class == TypeClass::Map) {
    return DataType::map(substitute(pattern.children[0], bindings),
                         substitute(pattern.children[1], bindings));
  }
  return pattern.type;
}

std::optional<DataType> parameter_type(const TypePattern& pattern, const DataType& argument,
                                       const Bindings& bindings) {
  if (pattern.variable || !pattern.children.empty()) {
    const DataType type = substitute(pattern, bindings);
    if (pattern.variable && !type.is(TypeKind::Null) && !in_class(type, pattern)) {
      return std::nullopt;
    }
    return type;
  }
  if (argument.is(TypeKind::Null)) return type_of_null(pattern);
  if (in_class(argument, pattern)) return argument;
  if (pattern.type_class != TypeClass::Exactly) return std::nullopt;
  // DECIMAL arithmetic takes integers besides, but neither FLOAT nor text.
  if (pattern.type.is(TypeKind::Decimal) && !argument.is_integer()) return std::nullopt;
  const DataType target = target_of_cast(argument, pattern.type);
  if (!is_implicitly_castable(argument, target)) return std::nullopt;
  return target;
}

}  // namespace

std::optional<SignatureMatch> match(const Signature& signature,
                                    std::span<const DataType> arguments) {
  if (!signature.takes_count(arguments.size())) return std::nullopt;
  Bindings bindings;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    if (!bind(signature.parameter(i).pattern, arguments[i], bindings)) return std::nullopt;
  }
  SignatureMatch result;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    auto type = parameter_type(signature.parameter(i).pattern, arguments[i], bindings);
    if (!type) return std::nullopt;
    *type = type->with_nullable(arguments[i].nullable());
    result.exact = result.exact && type->equal_ignoring_nullability(arguments[i]);
    result.parameters.push_back(*std::move(type));
  }
  result.result = substitute(signature.result, bindings);
  return result;
}

}  // namespace streamsql
