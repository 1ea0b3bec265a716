#include "engine/expression/calcite_text.h"

#include <algorithm>
#include <fmt/format.h>

#include "engine/batch/row_text.h"

namespace streamsql {
namespace {

using Names = std::span<const std::string>;

std::string type_text(const DataType& type) {
  if (type.is(TypeKind::Int)) return "INTEGER";
  const auto plain = type.with_nullable(true).with_time_attribute(TimeAttribute::None);
  if (!type.is_character()) return plain.to_sql();
  const auto name = type.is(TypeKind::Char) ? "CHAR" : "VARCHAR";
  return fmt::format("{}({}) CHARACTER SET \"UTF-16LE\"", name, type.length());
}

std::string quoted(std::string_view text) {
  std::string out = "_UTF-16LE'";
  for (const char c : text) out.append(c == '\'' ? 2 : 1, c);
  return out + "'";
}

// Intervals do not keep the unit they were written in: the largest that divides them is shown.
std::string interval_text(const Column& value) {
  if (value.type().is(TypeKind::IntervalMonth)) {
    const auto months = value.value<std::int32_t>(0);
    return fmt::format("{}:INTERVAL {}", months, months % 12 == 0 ? "YEAR" : "MONTH");
  }
  constexpr std::pair<std::int64_t, const char*> kUnits[] = {
      {86'400'000, "DAY"}, {3'600'000, "HOUR"}, {60'000, "MINUTE"}, {1, "SECOND"}};
  const auto millis = value.value<std::int64_t>(0);
  const auto* unit = std::find_if(std::begin(kUnits), std::end(kUnits),
                                  [&](const auto& each) { return millis % each.first == 0; });
  return fmt::format("{}:INTERVAL {}", millis, unit->second);
}

// What a literal's text shows by itself; other types are written behind it.
bool shows_type(const DataType& type) {
  return type.is(TypeKind::Int) || type.is(TypeKind::Boolean) || type.is(TypeKind::Char) ||
         type.is(TypeKind::Date) || type.is(TypeKind::Time);
}

std::string value_text(const Column& value) {
  if (value.type().is_character()) return quoted(value.string(0));
  std::string text;
  append_java_text(value, 0, text);
  // Java's ISO form of a timestamp; SQL's has a blank.
  if (value.type().is_timestamp() && text.size() > 10 && text[10] == 'T') text[10] = ' ';
  return text;
}

class Printer {
 public:
  Printer(const DataType& type, Names names) : type_(type), names_(names) {}

  std::string operator()(const ColumnRef& column) const {
    const auto index = static_cast<std::size_t>(column.index);
    return index < names_.size() ? names_[index] : fmt::format("${}", column.index);
  }
  std::string operator()(const Literal& literal) const {
    if (literal.value->is_null(0)) return "null:" + type_text(type_);
    if (type_.is_interval()) return interval_text(*literal.value);
    const auto text = value_text(*literal.value);
    return shows_type(type_) ? text : text + ":" + type_text(type_);
  }
  std::string operator()(const Call& call) const {
    const auto& signature = call.function->signature;
    return function(signature.substr(0, signature.find('(')), call.arguments);
  }
  std::string operator()(const Logical& logical) const {
    return function(logical.kind == Logical::Kind::And ? "AND" : "OR", logical.operands);
  }
  std::string operator()(const Case& node) const {
    std::vector<ExpressionPtr> operands;
    for (const auto& branch : node.branches) {
      operands.push_back(branch.condition);
      operands.push_back(branch.result);
    }
    operands.push_back(node.otherwise);
    return function("CASE", operands);
  }
  std::string operator()(const Coalesce& node) const { return function("COALESCE", node.operands); }
  // The tree of the statement writes CAST($0):INTEGER, plans with names CAST(a AS INTEGER).
  std::string operator()(const Cast& cast) const {
    const auto operand = to_calcite_text(*cast.operand, names_);
    const auto name = cast.try_cast ? "TRY_CAST" : "CAST";
    if (!names_.empty()) return fmt::format("{}({} AS {})", name, operand, type_text(type_));
    if (cast.try_cast) return fmt::format("TRY_CAST({})", operand);
    return fmt::format("CAST({}):{}", operand, type_text(type_));
  }
  std::string operator()(const FieldAccess& access) const {
    const auto& fields = access.operand->type.children();
    return fmt::format("{}.{}", to_calcite_text(*access.operand, names_),
                       fields[static_cast<std::size_t>(access.field)].name);
  }

 private:
  std::string function(std::string_view name, const std::vector<ExpressionPtr>& operands) const {
    std::string out;
    for (const auto& operand : operands) {
      if (!out.empty()) out += ", ";
      out += to_calcite_text(*operand, names_);
    }
    return fmt::format("{}({})", name, out);
  }

  const DataType& type_;
  const Names names_;
};

}  // namespace

std::string to_calcite_text(const Expression& expression, std::span<const std::string> input) {
  return std::visit(Printer(expression.type, input), expression.node);
}

}  // namespace streamsql
