#include <fmt/format.h>

#include "engine/sql/unparse_writer.h"

namespace streamsql {

using namespace ast;

namespace {

struct Operator {
  std::string_view text;
  Binding binding;
};

// In the order of BinaryOperator.
constexpr Operator kOperators[] = {
    {"OR", Binding::Or},
    {"AND", Binding::And},
    {"=", Binding::Comparison},
    {"<>", Binding::Comparison},
    {"<", Binding::Comparison},
    {"<=", Binding::Comparison},
    {">", Binding::Comparison},
    {">=", Binding::Comparison},
    {"IS DISTINCT FROM", Binding::Is},
    {"IS NOT DISTINCT FROM", Binding::Is},
    {"+", Binding::Sum},
    {"-", Binding::Sum},
    {"*", Binding::Product},
    {"/", Binding::Product},
    {"%", Binding::Product},
    {"||", Binding::Product},
    {"OVERLAPS", Binding::Comparison},
    {"CONTAINS", Binding::Comparison},
    {"PRECEDES", Binding::Comparison},
    {"IMMEDIATELY PRECEDES", Binding::Comparison},
    {"SUCCEEDS", Binding::Comparison},
    {"IMMEDIATELY SUCCEEDS", Binding::Comparison},
    {"EQUALS", Binding::Comparison},
    {"MEMBER OF", Binding::Range},
    {"NOT MEMBER OF", Binding::Range},
    {"SUBMULTISET OF", Binding::Range},
    {"NOT SUBMULTISET OF", Binding::Range},
    {"MULTISET UNION", Binding::Sum},
    {"MULTISET UNION ALL", Binding::Sum},
    {"MULTISET INTERSECT", Binding::Sum},
    {"MULTISET INTERSECT ALL", Binding::Sum},
    {"MULTISET EXCEPT", Binding::Sum},
    {"MULTISET EXCEPT ALL", Binding::Sum},
};

Operator operator_of(BinaryOperator op) { return kOperators[static_cast<std::size_t>(op)]; }

Binding next(Binding binding) { return static_cast<Binding>(static_cast<int>(binding) + 1); }

Binding binding_of(const Expression& expression) {
  if (const auto* unary = expression.as<Unary>()) {
    return unary->op == UnaryOperator::Not ? Binding::Not : Binding::Sign;
  }
  if (const auto* binary = expression.as<Binary>()) return operator_of(binary->op).binding;
  if (expression.as<Is>()) return Binding::Is;
  if (expression.as<QuantifiedComparison>()) return Binding::Comparison;
  const bool range = expression.as<Between>() || expression.as<Like>() || expression.as<InList>() ||
                     expression.as<InQuery>();
  return range ? Binding::Range : Binding::Primary;
}

bool is_associative(BinaryOperator op) {
  return op == BinaryOperator::And || op == BinaryOperator::Or;
}

std::string hexadecimal(std::string_view bytes) {
  std::string out;
  for (const char c : bytes) out += fmt::format("{:02X}", static_cast<unsigned char>(c));
  return out;
}

std::string_view test_words(IsTest test) {
  switch (test) {
    case IsTest::Null: return "NULL";
    case IsTest::True: return "TRUE";
    case IsTest::False: return "FALSE";
    case IsTest::Unknown: return "UNKNOWN";
    case IsTest::JsonValue: return "JSON VALUE";
    case IsTest::JsonObject: return "JSON OBJECT";
    case IsTest::JsonArray: return "JSON ARRAY";
    case IsTest::JsonScalar: return "JSON SCALAR";
    case IsTest::ASet: return "A SET";
    case IsTest::Empty: return "EMPTY";
  }
  return "";
}

std::string_view subquery_words(SubqueryKind kind) {
  switch (kind) {
    case SubqueryKind::Scalar: return "";
    case SubqueryKind::Exists: return "EXISTS ";
    case SubqueryKind::Unique: return "UNIQUE ";
    case SubqueryKind::Array: return "ARRAY";
    case SubqueryKind::Map: return "MAP";
    case SubqueryKind::Multiset: return "MULTISET";
  }
  return "";
}

std::string doubled(std::string_view text, char quote) {
  std::string out(1, quote);
  for (const char c : text) out.append(c == quote ? 2 : 1, c);
  return out + quote;
}

}  // namespace

std::string back_quoted(std::string_view name) { return doubled(name, '`'); }
std::string quoted(std::string_view text) { return doubled(text, '\''); }

std::string unparse(const Expression& expression) {
  UnparseWriter writer;
  writer.write(expression);
  return writer.take();
}

std::string unparse(const QualifiedName& name) {
  UnparseWriter writer;
  writer.write(name);
  return writer.take();
}

std::string unparse(const IntervalQualifier& qualifier) {
  UnparseWriter writer;
  writer.write(qualifier);
  return writer.take();
}

void UnparseWriter::write(const Expression& expression, Binding at_least) {
  const bool wrap = binding_of(expression) < at_least;
  if (wrap) add("(");
  std::visit([this](const auto& node) { put(node); }, expression.node);
  if (wrap) add(")");
}

void UnparseWriter::write(const QualifiedName& name) {
  add_list(name.parts, ".", [this](const Identifier& part) { add_name(part); });
}

void UnparseWriter::write(const IntervalQualifier& qualifier) {
  add(to_string(qualifier.start));
  if (!qualifier.end && qualifier.fraction_precision) {
    add(fmt::format("({}, {})", qualifier.start_precision.value_or(2),
                    *qualifier.fraction_precision));
    return;
  }
  if (qualifier.start_precision) add(fmt::format("({})", *qualifier.start_precision));
  if (!qualifier.end) return;
  add(" TO " + to_string(*qualifier.end));
  if (qualifier.fraction_precision) add(fmt::format("({})", *qualifier.fraction_precision));
}

void UnparseWriter::put(const NullLiteral&) { add("NULL"); }

void UnparseWriter::put(const BooleanLiteral& node) {
  add(!node.value ? "UNKNOWN" : *node.value ? "TRUE" : "FALSE");
}

void UnparseWriter::put(const NumericLiteral& node) { add(node.text); }
void UnparseWriter::put(const StringLiteral& node) { add(quoted(node.value)); }
void UnparseWriter::put(const BinaryLiteral& node) { add("X'" + hexadecimal(node.bytes) + "'"); }

void UnparseWriter::put(const TemporalLiteral& node) {
  add(node.kind == TypeKind::Date ? "DATE " : node.kind == TypeKind::Time ? "TIME " : "TIMESTAMP ");
  add(quoted(node.text));
}

void UnparseWriter::put(const IntervalLiteral& node) {
  add(node.negative ? "INTERVAL -" : "INTERVAL ");
  add(quoted(node.text) + " ");
  write(node.qualifier);
}

void UnparseWriter::put(const ColumnRef& node) {
  add_list(node.parts, ".", [this](const Identifier& part) { add_name(part); });
}

void UnparseWriter::put(const Star& node) {
  if (node.of) {
    write(*node.of, Binding::Primary);
    add(".");
  }
  add("*");
}

void UnparseWriter::put(const Unary& node) {
  if (node.op == UnaryOperator::Not) {
    add("NOT ");
    write(*node.operand, Binding::Not);
    return;
  }
  add(node.op == UnaryOperator::Minus ? "-" : "+");
  // "--" would begin a comment.
  write(*node.operand, Binding::Primary);
}

void UnparseWriter::put(const Binary& node) {
  const auto [text, binding] = operator_of(node.op);
  write(*node.left, binding);
  add(" ");
  add(text);
  add(" ");
  // Operators lean to the left; the right side of IS DISTINCT FROM is a level below in the grammar.
  const auto right =
      node.op == BinaryOperator::IsDistinctFrom || node.op == BinaryOperator::IsNotDistinctFrom
          ? Binding::Range
          : next(binding);
  write(*node.right, is_associative(node.op) ? binding : right);
}

void UnparseWriter::put(const Is& node) {
  write(*node.operand, Binding::Is);
  add(node.negated ? " IS NOT " : " IS ");
  add(test_words(node.test));
}

void UnparseWriter::put(const Between& node) {
  write(*node.operand, Binding::Range);
  add(node.negated ? " NOT BETWEEN " : " BETWEEN ");
  add(node.symmetric ? "SYMMETRIC " : "");
  write(*node.low, Binding::Sum);
  add(" AND ");
  write(*node.high, Binding::Sum);
}

void UnparseWriter::put(const Like& node) {
  write(*node.operand, Binding::Range);
  add(node.negated ? " NOT" : "");
  add(node.kind == LikeKind::Like ? " LIKE " : " SIMILAR TO ");
  write(*node.pattern, Binding::Sum);
  if (!node.escape) return;
  add(" ESCAPE ");
  write(*node.escape, Binding::Sum);
}

void UnparseWriter::put(const InList& node) {
  write(*node.operand, Binding::Range);
  add(node.negated ? " NOT IN (" : " IN (");
  add_expressions(node.list);
  add(")");
}

void UnparseWriter::put(const InQuery& node) {
  write(*node.operand, Binding::Range);
  add(node.negated ? " NOT IN " : " IN ");
  add_subquery(*node.query);
}

void UnparseWriter::put(const QuantifiedComparison& node) {
  write(*node.left, Binding::Comparison);
  add(fmt::format(" {} {} ", operator_of(node.op).text, node.all ? "ALL" : "ANY"));
  if (node.query) return add_subquery(*node.query);
  add("(");
  add_expressions(node.list);
  add(")");
}

void UnparseWriter::put(const Subquery& node) {
  add(subquery_words(node.kind));
  add_subquery(*node.query);
}

void UnparseWriter::put(const Case& node) {
  add("CASE");
  add_clause(" ", node.operand);
  for (const auto& when : node.whens) {
    add(" WHEN ");
    add_expressions(when.conditions);
    add_clause(" THEN ", when.result);
  }
  add_clause(" ELSE ", node.otherwise);
  add(" END");
}

void UnparseWriter::put(const Cast& node) {
  add(node.try_cast ? "TRY_CAST(" : "CAST(");
  write(*node.operand);
  add(" AS " + node.type.type.to_sql() + ")");
}

void UnparseWriter::put(const DatetimeDifference& node) {
  add("(");
  write(*node.left, Binding::Sum);
  add(" - ");
  write(*node.right, Binding::Product);
  add(") ");
  write(node.qualifier);
}

void UnparseWriter::put(const IntervalExpression& node) {
  add(node.negative ? "INTERVAL -(" : "INTERVAL (");
  write(*node.operand);
  add(") ");
  write(node.qualifier);
}

void UnparseWriter::put(const RowConstructor& node) {
  add(node.keyword ? "ROW(" : "(");
  add_expressions(node.fields);
  add(")");
}

void UnparseWriter::put(const ArrayConstructor& node) {
  add("ARRAY[");
  add_expressions(node.elements);
  add("]");
}

void UnparseWriter::put(const MapConstructor& node) {
  add("MAP[");
  add_expressions(node.entries);
  add("]");
}

void UnparseWriter::put(const MultisetConstructor& node) {
  add("MULTISET[");
  add_expressions(node.elements);
  add("]");
}

void UnparseWriter::put(const ItemAccess& node) {
  write(*node.container, Binding::Primary);
  add("[");
  write(*node.index);
  add("]");
}

void UnparseWriter::put(const FieldAccess& node) {
  write(*node.row, Binding::Primary);
  add(".");
  add_name(node.field);
}

void UnparseWriter::add_names(const std::vector<Identifier>& names) {
  add("(");
  add_list(names, ", ", [this](const Identifier& name) { add_name(name); });
  add(")");
}

void UnparseWriter::add_subquery(const Query& query) {
  add("(");
  write(query);
  add(")");
}

void UnparseWriter::add_expressions(const std::vector<ExpressionPtr>& list) {
  add_list(list, ", ", [this](const ExpressionPtr& each) { write(*each); });
}

void UnparseWriter::add_clause(std::string_view words, const ExpressionPtr& expression) {
  if (!expression) return;
  add(words);
  write(*expression);
}

}  // namespace streamsql
