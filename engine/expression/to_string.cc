#include <cctype>
#include <fmt/format.h>

#include "engine/batch/row_text.h"
#include "engine/expression/expression.h"

namespace streamsql {
namespace {

using Names = std::span<const std::string>;

std::string_view function_name(const ScalarFunction& function) {
  return function.signature.substr(0, function.signature.find('('));
}

bool is_symbol(std::string_view name) {
  return !std::isalnum(static_cast<unsigned char>(name.front()));
}

std::string join(const std::vector<ExpressionPtr>& operands, std::string_view separator,
                 Names names) {
  std::string out;
  for (const auto& operand : operands) {
    if (!out.empty()) out += separator;
    out += to_string(*operand, names);
  }
  return out;
}

// Types that a literal's text shows by itself; the others are written behind it.
bool shows_type(const DataType& type) {
  return type.is(TypeKind::Int) || type.is(TypeKind::Boolean) || type.is(TypeKind::Char);
}

std::string value_text(const Column& column) {
  std::string text;
  append_java_text(column, 0, text);
  if (!column.type().is_character()) return text;
  std::string quoted = "'";
  for (const char c : text) quoted.append(c == '\'' ? 2 : 1, c);
  return quoted + "'";
}

class Printer {
 public:
  Printer(const DataType& type, Names names) : type_(type), names_(names) {}

  std::string operator()(const ColumnRef& column) const {
    const auto index = static_cast<std::size_t>(column.index);
    return index < names_.size() ? names_[index] : fmt::format("${}", column.index);
  }
  std::string operator()(const Literal& literal) const {
    const Column& value = *literal.value;
    const std::string type = type_.with_nullable(true).to_sql();
    if (value.is_null(0)) return "null:" + type;
    const std::string text = value_text(value);
    return shows_type(type_) ? text : text + ":" + type;
  }
  std::string operator()(const Call& call) const {
    const auto name = function_name(*call.function);
    if (is_symbol(name) && call.arguments.size() == 2) {
      return fmt::format("({} {} {})", to_string(*call.arguments[0], names_), name,
                         to_string(*call.arguments[1], names_));
    }
    if (name.starts_with("IS ") && call.arguments.size() == 1) {
      return fmt::format("{} {}", to_string(*call.arguments[0], names_), name);
    }
    return fmt::format("{}({})", name, join(call.arguments, ", ", names_));
  }
  std::string operator()(const Logical& logical) const {
    const auto separator = logical.kind == Logical::Kind::And ? " AND " : " OR ";
    return fmt::format("({})", join(logical.operands, separator, names_));
  }
  std::string operator()(const Case& node) const {
    std::string out = "CASE(";
    for (const auto& branch : node.branches) {
      out += to_string(*branch.condition, names_) + ", " + to_string(*branch.result, names_) + ", ";
    }
    return out + to_string(*node.otherwise, names_) + ")";
  }
  std::string operator()(const Coalesce& node) const {
    return fmt::format("COALESCE({})", join(node.operands, ", ", names_));
  }
  std::string operator()(const Cast& cast) const {
    return fmt::format("{}({} AS {})", cast.try_cast ? "TRY_CAST" : "CAST",
                       to_string(*cast.operand, names_), type_.with_nullable(true).to_sql());
  }
  std::string operator()(const FieldAccess& access) const {
    const auto& fields = access.operand->type.children();
    return fmt::format("{}.{}", to_string(*access.operand, names_),
                       fields[static_cast<std::size_t>(access.field)].name);
  }

 private:
  const DataType& type_;
  Names names_;
};

}  // namespace

std::string to_string(const Expression& expression, std::span<const std::string> input) {
  return std::visit(Printer(expression.type, input), expression.node);
}

}  // namespace streamsql
