#include "engine/expression/calcite_text.h"

#include <algorithm>
#include <fmt/format.h>

#include "engine/batch/row_text.h"

namespace streamsql {
namespace {

using Names = std::span<const std::string>;

std::string type_text(const DataType& type) {
  const auto text = calcite_type_text(type);
  return type.is_character() ? text + " CHARACTER SET \"UTF-16LE\"" : text;
}

std::string quoted(std::string_view text) {
  std::string out = "_UTF-16LE'";
  for (const char c : text) out.append(c == '\'' ? 2 : 1, c);
  return out + "'";
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
    if (type_.is_interval()) return calcite_interval_text(*literal.value);
    const auto text = value_text(*literal.value);
    return shows_type(type_) ? text : text + ":" + type_text(type_);
  }
  std::string operator()(const Call& call) const {
    const auto& signature = call.function->signature;
    const auto name = signature.substr(0, signature.find('('));
    if (name == "-" && call.arguments.size() == 3) {  // (a - b) DAY: the unit is not shown
      return function(name, {call.arguments[0], call.arguments[1]});
    }
    return function(name, call.arguments, bare_operands(name));
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
  // Its operands are not cast in Flink.
  std::string operator()(const Coalesce& node) const {
    return function("COALESCE", node.operands, is_text);
  }
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
  using Bare = bool (*)(const DataType& type);
  static bool is_text(const DataType& type) { return type.is_character(); }
  static bool is_number(const DataType& type) { return type.is_numeric(); }
  static bool is_text_or_number(const DataType& type) { return is_text(type) || is_number(type); }
  static bool none(const DataType&) { return false; }
  // Calcite's operators take operands of different types; only for = and <> its rules cast them.
  Bare bare_operands(std::string_view name) const {
    const bool is_equality = name == "=" || name == "<>";
    if (is_equality && !names_.empty()) return none;
    const bool compares = is_equality || name.find_first_of("<>") == 0;
    if (compares) return names_.empty() ? is_text_or_number : is_number;
    if (name == "||") return is_text;
    return name.size() == 1 && name.find_first_of("+-*/%") == 0 ? is_number : none;
  }

  // Literals of the types that `bare` names are written as the user did, before they were cast.
  std::string function(std::string_view name, const std::vector<ExpressionPtr>& operands,
                       Bare bare = none) const {
    std::string out;
    for (const auto& operand : operands) {
      if (!out.empty()) out += ", ";
      out += bare(operand->type) ? bare_text(*operand) : to_calcite_text(*operand, names_);
    }
    return fmt::format("{}({})", name, out);
  }

  // Numbers with a fraction had a type of their own, which is not known any more.
  std::string bare_text(const Expression& operand) const {
    const auto* literal = std::get_if<Literal>(&operand.node);
    if (!literal || literal->value->is_null(0)) return to_calcite_text(operand, names_);
    auto text = value_text(*literal->value);
    if (operand.type.is_character()) return text;
    const auto point = text.find('.');
    const bool whole = point == text.npos || text.find_first_not_of('0', point + 1) == text.npos;
    return whole ? text.substr(0, point) : to_calcite_text(operand, names_);
  }

  const DataType& type_;
  const Names names_;
};

}  // namespace

std::string calcite_type_text(const DataType& type) {
  if (type.is(TypeKind::Int)) return "INTEGER";
  if (type.is_character()) {
    return fmt::format("{}({})", type.is(TypeKind::Char) ? "CHAR" : "VARCHAR", type.length());
  }
  return type.with_nullable(true).with_time_attribute(TimeAttribute::None).to_sql();
}

// Intervals do not keep the unit they were written in: the largest that divides them is shown.
std::string calcite_interval_text(const Column& value) {
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

std::string to_calcite_text(const Expression& expression, std::span<const std::string> input) {
  return std::visit(Printer(expression.type, input), expression.node);
}

}  // namespace streamsql
