#include "engine/planner/expression_binder.h"

#include <algorithm>
#include <fmt/format.h>

#include "engine/function/cast.h"
#include "engine/planner/coercion.h"
#include "engine/planner/literal_binder.h"

namespace streamsql {
namespace {

bool is_comparison(ast::BinaryOperator op) {
  return op >= ast::BinaryOperator::Equal && op <= ast::BinaryOperator::IsNotDistinctFrom;
}

// The name under which the registry has an operator; "" when it has none.
std::string_view operator_name(ast::BinaryOperator op) {
  using enum ast::BinaryOperator;
  switch (op) {
    case Equal: return "=";
    case NotEqual: return "<>";
    case Less: return "<";
    case LessOrEqual: return "<=";
    case Greater: return ">";
    case GreaterOrEqual: return ">=";
    case IsDistinctFrom: return "IS DISTINCT FROM";
    case IsNotDistinctFrom: return "IS NOT DISTINCT FROM";
    case Add: return "+";
    case Subtract: return "-";
    case Multiply: return "*";
    case Divide: return "/";
    case Modulo: return "%";
    case Concat: return "||";
    default: return "";
  }
}

std::string_view refused_name(ast::BinaryOperator op) {
  using enum ast::BinaryOperator;
  switch (op) {
    case Contains:
    case Precedes:
    case ImmediatelyPrecedes:
    case Succeeds:
    case ImmediatelySucceeds:
    case PeriodEquals: return "A comparison of periods";
    default: return "An operator on MULTISET";
  }
}

std::string test_name(const ast::Is& is) {
  const std::string_view negation = is.negated ? "IS NOT " : "IS ";
  switch (is.test) {
    case ast::IsTest::Null: return fmt::format("{}NULL", negation);
    case ast::IsTest::True: return fmt::format("{}TRUE", negation);
    case ast::IsTest::False: return fmt::format("{}FALSE", negation);
    case ast::IsTest::Unknown: return fmt::format("{}UNKNOWN", negation);
    case ast::IsTest::JsonValue: return fmt::format("{}JSON VALUE", negation);
    case ast::IsTest::JsonObject: return fmt::format("{}JSON OBJECT", negation);
    case ast::IsTest::JsonArray: return fmt::format("{}JSON ARRAY", negation);
    case ast::IsTest::JsonScalar: return fmt::format("{}JSON SCALAR", negation);
    case ast::IsTest::ASet: return fmt::format("{}A SET", negation);
    case ast::IsTest::Empty: return fmt::format("{}EMPTY", negation);
  }
  return "";
}

// One visit per kind of AST node.
class NodeBinder {
 public:
  NodeBinder(const ExpressionBinder& binder, SourceSpan span) : binder_(binder), span_(span) {}

  ExpressionPtr operator()(const ast::NullLiteral&) const { return make_null(DataType(), span_); }
  ExpressionPtr operator()(const ast::BooleanLiteral& node) const {
    return bind_literal(node, span_);
  }
  ExpressionPtr operator()(const ast::NumericLiteral& node) const {
    return bind_literal(node, false, span_);
  }
  ExpressionPtr operator()(const ast::StringLiteral& node) const {
    return make_string(node.value, span_);
  }
  ExpressionPtr operator()(const ast::BinaryLiteral& node) const {
    return bind_literal(node, span_);
  }
  ExpressionPtr operator()(const ast::TemporalLiteral& node) const {
    return bind_literal(node, span_);
  }
  ExpressionPtr operator()(const ast::IntervalLiteral& node) const {
    return bind_literal(node, span_);
  }
  ExpressionPtr operator()(const ast::ColumnRef& node) const {
    return binder_.scope().resolve(node, span_);
  }
  ExpressionPtr operator()(const ast::Star&) const {
    throw Error(ErrorCode::InvalidArgument, "'*' stands for columns and is no value").at(span_);
  }

  ExpressionPtr operator()(const ast::Unary& node) const {
    if (node.op == ast::UnaryOperator::Minus) {
      if (const auto* literal = node.operand->as<ast::NumericLiteral>()) {
        return bind_literal(*literal, true, span_);
      }
    }
    auto operand = binder_.bind(node.operand);
    if (node.op == ast::UnaryOperator::Plus) return operand;
    const auto name = node.op == ast::UnaryOperator::Not ? "NOT" : "-";
    return binder_.call(name, {std::move(operand)}, span_);
  }

  ExpressionPtr operator()(const ast::Binary& node) const {
    using enum ast::BinaryOperator;
    if (node.op == And || node.op == Or) return bind_logical(node);
    if (node.op == Overlaps) return bind_overlaps(node);
    const auto name = operator_name(node.op);
    if (name.empty()) refuse(refused_name(node.op), node.op_span);
    auto left = binder_.bind(node.left), right = binder_.bind(node.right);
    if (is_comparison(node.op)) {
      return binder_.compare(name, std::move(left), std::move(right), span_);
    }
    return binder_.call(name, {std::move(left), std::move(right)}, span_);
  }

  ExpressionPtr operator()(const ast::Is& node) const {
    return binder_.call(test_name(node), {binder_.bind(node.operand)}, span_);
  }

  ExpressionPtr operator()(const ast::Between& node) const {
    const auto operand = binder_.bind(node.operand);
    const auto low = binder_.bind(node.low), high = binder_.bind(node.high);
    const auto inside = [&](const ExpressionPtr& from, const ExpressionPtr& to) {
      return make_and(
          {binder_.compare(">=", operand, from, span_), binder_.compare("<=", operand, to, span_)},
          span_);
    };
    const auto outside = [&](const ExpressionPtr& from, const ExpressionPtr& to) {
      return make_or(
          {binder_.compare("<", operand, from, span_), binder_.compare(">", operand, to, span_)},
          span_);
    };
    if (!node.symmetric) return node.negated ? outside(low, high) : inside(low, high);
    if (node.negated) return make_and({outside(low, high), outside(high, low)}, span_);
    return make_or({inside(low, high), inside(high, low)}, span_);
  }

  ExpressionPtr operator()(const ast::Like& node) const {
    std::vector<ExpressionPtr> arguments{binder_.bind(node.operand), binder_.bind(node.pattern)};
    if (node.escape) arguments.push_back(binder_.bind(node.escape));
    const auto name = node.kind == ast::LikeKind::Like ? "LIKE" : "SIMILAR TO";
    return negate_if(node.negated, binder_.call(name, std::move(arguments), span_));
  }

  ExpressionPtr operator()(const ast::InList& node) const {
    return negate_if(node.negated, bind_in(bind_with(node.operand, node.list)));
  }
  ExpressionPtr operator()(const ast::InQuery& node) const {
    refuse(node.negated ? "NOT IN (query)" : "IN (query)", span_);
  }

  ExpressionPtr operator()(const ast::QuantifiedComparison& node) const {
    using enum ast::BinaryOperator;
    if (node.query) refuse(node.all ? "ALL (query)" : "ANY (query)", span_);
    auto values = bind_with(node.left, node.list);
    if (node.op == Equal && !node.all) return bind_in(std::move(values));
    if (node.op == NotEqual && node.all) return negate_if(true, bind_in(std::move(values)));
    if (node.op == Equal || node.op == NotEqual) coerce_list(values);
    auto parts = compare_first(operator_name(node.op), values);
    return node.all ? make_and(std::move(parts), span_) : make_or(std::move(parts), span_);
  }

  ExpressionPtr operator()(const ast::Subquery& node) const {
    switch (node.kind) {
      case ast::SubqueryKind::Exists: refuse("EXISTS (query)", span_);
      case ast::SubqueryKind::Unique: refuse("UNIQUE (query)", span_);
      case ast::SubqueryKind::Scalar: refuse("A scalar subquery", span_);
      default: refuse("A collection from a query", span_);
    }
  }

  ExpressionPtr operator()(const ast::Case& node) const {
    const auto operand = node.operand ? binder_.bind(node.operand) : nullptr;
    std::vector<Case::Branch> branches;
    for (const auto& when : node.whens) {
      std::vector<ExpressionPtr> conditions;
      for (const auto& condition : when.conditions) {
        conditions.push_back(
            operand ? binder_.compare("=", operand, binder_.bind(condition), condition->span)
                    : binder_.bind_condition(*condition, "WHEN"));
      }
      const auto span = when.conditions.front()->span;
      branches.push_back({make_or(std::move(conditions), span), binder_.bind(when.result)});
    }
    auto otherwise = node.otherwise ? binder_.bind(node.otherwise) : make_null(DataType(), span_);
    return make_case(std::move(branches), std::move(otherwise), span_);
  }

  ExpressionPtr operator()(const ast::Cast& node) const {
    auto operand = binder_.bind(node.operand);
    const auto& type = node.type.type;
    if (operand->type.is(TypeKind::Null)) return make_null(type, span_);
    if (!is_castable(operand->type, type)) {
      throw Error(ErrorCode::TypeMismatch,
                  fmt::format("Cast function cannot convert value of type {} to type {}",
                              operand->type.with_nullable(true).to_sql(),
                              type.with_nullable(true).to_sql()))
          .at(span_);
    }
    const bool nullable = node.try_cast || operand->type.nullable();
    return std::make_shared<const Expression>(
        Expression{type.with_nullable(nullable), span_, Cast{std::move(operand), node.try_cast}});
  }

  ExpressionPtr operator()(const ast::DatetimeDifference& node) const {
    auto left = binder_.bind(node.left), right = binder_.bind(node.right);
    const auto length = unit_length(node.qualifier.start);
    if (!length) refuse("This unit of a difference", node.qualifier.span);
    const auto kind = left->type.kind(), other = right->type.kind();
    if (kind != other && kind != TypeKind::Null && other != TypeKind::Null) {
      throw Error(ErrorCode::TypeMismatch, "Parameters must be of the same type")
          .at(span_)
          .hint(fmt::format("these are {} and {}; cast one to the type of the other",
                            left->type.with_nullable(true).to_sql(),
                            right->type.with_nullable(true).to_sql()));
    }
    auto unit = make_interval(*length, node.qualifier.span);
    return binder_.call("-", {std::move(left), std::move(right), std::move(unit)}, span_);
  }

  ExpressionPtr operator()(const ast::IntervalExpression& node) const {
    auto length = unit_length(node.qualifier.start);
    if (!length || node.qualifier.end) refuse("This unit of INTERVAL", node.qualifier.span);
    if (node.negative) length->amount = -length->amount;
    return binder_.call("*", {binder_.bind(node.operand), make_interval(*length, span_)}, span_);
  }

  ExpressionPtr operator()(const ast::RowConstructor& node) const {
    return binder_.call("ROW", binder_.bind_all(node.fields), span_);
  }
  ExpressionPtr operator()(const ast::ArrayConstructor& node) const {
    auto elements = binder_.bind_all(node.elements);
    if (!coerce_to_common_type(elements)) mixed_types("ARRAY");
    return binder_.call("ARRAY", std::move(elements), span_);
  }
  ExpressionPtr operator()(const ast::MapConstructor& node) const {
    std::vector<ExpressionPtr> keys, values, entries;
    for (std::size_t i = 0; i < node.entries.size(); ++i) {
      (i % 2 == 0 ? keys : values).push_back(binder_.bind(node.entries[i]));
    }
    if (keys.size() != values.size()) {
      throw Error(ErrorCode::InvalidArgument, "Map requires an even number of arguments").at(span_);
    }
    if (!coerce_to_common_type(keys) || !coerce_to_common_type(values)) mixed_types("MAP");
    for (std::size_t i = 0; i < keys.size(); ++i) {
      entries.push_back(keys[i]);
      entries.push_back(values[i]);
    }
    return binder_.call("MAP", std::move(entries), span_);
  }
  ExpressionPtr operator()(const ast::MultisetConstructor&) const { refuse("MULTISET", span_); }

  ExpressionPtr operator()(const ast::ItemAccess& node) const {
    auto container = binder_.bind(node.container), index = binder_.bind(node.index);
    if (container->type.is(TypeKind::Map)) {
      index = make_cast(index, container->type.key());
    }
    return binder_.call("ITEM", {std::move(container), std::move(index)}, span_);
  }
  ExpressionPtr operator()(const ast::FieldAccess& node) const {
    return bind_field(binder_.bind(node.row), node.field);
  }
  ExpressionPtr operator()(const ast::FunctionCall& node) const {
    return bind_call(binder_, node, span_);
  }

  template <typename Symbol>
  ExpressionPtr operator()(const Symbol&) const {
    throw Error(ErrorCode::InvalidArgument, "This can stand only as an argument of some functions")
        .at(span_);
  }

 private:
  ExpressionPtr negate_if(bool negated, ExpressionPtr expression) const {
    return negated ? binder_.call("NOT", {std::move(expression)}, span_) : expression;
  }

  // A value and the list that it is compared with.
  std::vector<ExpressionPtr> bind_with(const ast::ExpressionPtr& operand,
                                       const std::vector<ast::ExpressionPtr>& list) const {
    std::vector<ExpressionPtr> values{binder_.bind(operand)};
    for (const auto& element : list) values.push_back(binder_.bind(element));
    return values;
  }

  std::vector<ExpressionPtr> compare_first(std::string_view op,
                                           const std::vector<ExpressionPtr>& values) const {
    std::vector<ExpressionPtr> comparisons;
    for (std::size_t i = 1; i < values.size(); ++i) {
      comparisons.push_back(binder_.compare(op, values[0], values[i], span_));
    }
    return comparisons;
  }

  // Whether the first value is among the others.
  ExpressionPtr bind_in(std::vector<ExpressionPtr> values) const {
    coerce_list(values);
    if (binder_.functions().contains("IN") &&
        std::all_of(values.begin() + 1, values.end(),
                    [](const auto& v) { return is_constant(*v); })) {
      return binder_.call("IN", std::move(values), span_);
    }
    return make_or(compare_first("=", values), span_);
  }

  // a AND b AND c is one node with three operands: chains may be long.
  ExpressionPtr bind_logical(const ast::Binary& node) const {
    std::vector<const ast::Expression*> chain;
    const ast::Binary* link = &node;
    while (true) {
      chain.push_back(link->right.get());
      const auto* next = link->left->as<ast::Binary>();
      if (!next || next->op != node.op) break;
      link = next;
    }
    chain.push_back(link->left.get());
    std::reverse(chain.begin(), chain.end());
    std::vector<ExpressionPtr> operands;
    for (const auto* part : chain) operands.push_back(bind_boolean(*part, node.op));
    return node.op == ast::BinaryOperator::And ? make_and(std::move(operands), span_)
                                               : make_or(std::move(operands), span_);
  }

  // (a, b) OVERLAPS (c, d): each side is a begin with an end or a length.
  ExpressionPtr bind_overlaps(const ast::Binary& node) const {
    std::vector<ExpressionPtr> ends;
    for (const auto& side : {node.left, node.right}) {
      const auto* period = side->as<ast::RowConstructor>();
      if (!period || period->fields.size() != 2) {
        throw Error(ErrorCode::InvalidArgument, "OVERLAPS needs a pair on each side")
            .at(side->span)
            .hint("(begin, end) OVERLAPS (begin, end); an INTERVAL may stand for an end");
      }
      for (const auto& end : period->fields) ends.push_back(binder_.bind(end));
    }
    return binder_.call("OVERLAPS", std::move(ends), span_);
  }

  ExpressionPtr bind_boolean(const ast::Expression& part, ast::BinaryOperator op) const {
    auto operand = binder_.bind(part);
    if (operand->type.is(TypeKind::Null)) return make_null(DataType::boolean(), operand->span);
    if (operand->type.is(TypeKind::Boolean)) return operand;
    throw Error(ErrorCode::TypeMismatch, fmt::format("Cannot apply '{}' to an argument of type {}",
                                                     op == ast::BinaryOperator::And ? "AND" : "OR",
                                                     operand->type.with_nullable(true).to_sql()))
        .at(operand->span)
        .hint("both sides must be BOOLEAN");
  }

  [[noreturn]] void mixed_types(std::string_view what) const {
    throw Error(ErrorCode::TypeMismatch, fmt::format("{} parameters must be of same type", what))
        .at(span_);
  }

  const ExpressionBinder& binder_;
  SourceSpan span_;
};

// A value computed from a time attribute is an ordinary timestamp.
ExpressionPtr without_time_attribute(ExpressionPtr expression) {
  if (expression->type.time_attribute() == TimeAttribute::None ||
      std::holds_alternative<ColumnRef>(expression->node)) {
    return expression;
  }
  if (const auto* call = std::get_if<Call>(&expression->node); call && call->arguments.empty()) {
    return expression;  // PROCTIME() itself
  }
  auto plain = *expression;
  plain.type = plain.type.with_time_attribute(TimeAttribute::None);
  return std::make_shared<const Expression>(std::move(plain));
}

}  // namespace

void refuse(std::string_view construct, SourceSpan span) {
  throw Error(ErrorCode::UnsupportedSyntax, fmt::format("{} is not supported yet", construct))
      .at(span);
}

ExpressionPtr ExpressionBinder::bind(const ast::Expression& expression) const {
  return without_time_attribute(std::visit(NodeBinder(*this, expression.span), expression.node));
}

std::vector<ExpressionPtr> ExpressionBinder::bind_all(
    const std::vector<ast::ExpressionPtr>& expressions) const {
  std::vector<ExpressionPtr> out;
  for (const auto& expression : expressions) out.push_back(bind(*expression));
  return out;
}

ExpressionPtr ExpressionBinder::bind_condition(const ast::Expression& expression,
                                               std::string_view clause) const {
  return require_condition(bind(expression), clause);
}

ExpressionPtr ExpressionBinder::compare(std::string_view op, ExpressionPtr left,
                                        ExpressionPtr right, SourceSpan span) const {
  coerce_comparison(op, left, right, context_.evaluation);
  return call(op, {std::move(left), std::move(right)}, span);
}

ExpressionPtr ExpressionBinder::call(std::string_view name, std::vector<ExpressionPtr> arguments,
                                     SourceSpan span) const {
  return call_function(context_, name, std::move(arguments), span);
}

}  // namespace streamsql
