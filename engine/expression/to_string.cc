#include <cctype>
#include <fmt/format.h>

#include "engine/batch/row_text.h"
#include "engine/expression/calcite_text.h"
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

// Whether literals and casts tell all of their types: what is compared must, what is read need not.
enum class Types : bool { Hidden, Shown };

// "5" of "5.00": a whole number that was cast to a DECIMAL.
std::string without_zeros(const std::string& text) {
  const auto point = text.find('.');
  if (point == text.npos || text.find_first_not_of('0', point + 1) != text.npos) return text;
  return text.substr(0, point);
}

class Printer {
 public:
  Printer(const DataType& type, Names names, Types types)
      : type_(type), names_(names), types_(types) {}

  std::string operator()(const ColumnRef& column) const {
    const auto index = static_cast<std::size_t>(column.index);
    return index < names_.size() ? names_[index] : fmt::format("${}", column.index);
  }
  std::string operator()(const Literal& literal) const {
    const Column& value = *literal.value;
    if (value.is_null(0)) return "null:" + type_text(type_);
    if (types_ == Types::Hidden && type_.is_interval()) return calcite_interval_text(value);
    const std::string text = value_text(value);
    if (types_ == Types::Hidden && type_.is(TypeKind::Decimal)) return without_zeros(text);
    return types_ == Types::Hidden || shows_type(type_) ? text : text + ":" + type_text(type_);
  }
  std::string operator()(const Call& call) const {
    const auto name = function_name(*call.function);
    const bool is_operator = is_symbol(name) && (types_ == Types::Shown || name != "||");
    if (is_operator && call.arguments.size() == 2) {
      return fmt::format("({} {} {})", print(*call.arguments[0]), name, print(*call.arguments[1]));
    }
    if (name.starts_with("IS ") && call.arguments.size() == 1) {
      return fmt::format("{} {}", print(*call.arguments[0]), name);
    }
    return fmt::format("{}({})", name, join(call.arguments, ", "));
  }
  std::string operator()(const Logical& logical) const {
    const auto separator = logical.kind == Logical::Kind::And ? " AND " : " OR ";
    return fmt::format("({})", join(logical.operands, separator));
  }
  std::string operator()(const Case& node) const {
    std::string out = "CASE(";
    for (const auto& branch : node.branches) {
      out += print(*branch.condition) + ", " + print(*branch.result) + ", ";
    }
    return out + print(*node.otherwise) + ")";
  }
  std::string operator()(const Coalesce& node) const {
    return fmt::format("COALESCE({})", join(node.operands, ", "));
  }
  std::string operator()(const Cast& cast) const {
    return fmt::format("{}({} AS {})", cast.try_cast ? "TRY_CAST" : "CAST", print(*cast.operand),
                       type_text(type_));
  }
  std::string operator()(const FieldAccess& access) const {
    const auto& fields = access.operand->type.children();
    return fmt::format("{}.{}", print(*access.operand),
                       fields[static_cast<std::size_t>(access.field)].name);
  }

 private:
  std::string print(const Expression& expression) const {
    return std::visit(Printer(expression.type, names_, types_), expression.node);
  }
  std::string join(const std::vector<ExpressionPtr>& operands, std::string_view separator) const {
    std::string out;
    for (const auto& operand : operands) {
      if (!out.empty()) out += separator;
      out += print(*operand);
    }
    return out;
  }
  std::string type_text(const DataType& type) const {
    return types_ == Types::Hidden ? calcite_type_text(type) : type.with_nullable(true).to_sql();
  }

  const DataType& type_;
  Names names_;
  Types types_;
};

}  // namespace

std::string to_string(const Expression& expression, std::span<const std::string> input) {
  return std::visit(Printer(expression.type, input, Types::Shown), expression.node);
}

std::string to_infix_text(const Expression& expression, std::span<const std::string> input) {
  return std::visit(Printer(expression.type, input, Types::Hidden), expression.node);
}

}  // namespace streamsql
