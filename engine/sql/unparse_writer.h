// The writer behind unparse(). Private to engine/sql.
#pragma once

#include <string>
#include <string_view>

#include "engine/sql/unparse.h"

namespace streamsql {

// How tightly an operator binds; Calcite's order. An operand that binds less tightly than its place
// demands is put in parentheses.
enum class Binding { Or, And, Not, Is, Comparison, Range, Sum, Product, Sign, Primary };

// Appends text; one overload per node.
class UnparseWriter {
 public:
  std::string take() { return std::move(out_); }

  void write(const ast::Query& query);
  void write(const ast::Expression& expression, Binding at_least = Binding::Or);

  void write(const ast::QualifiedName& name);
  void write(const ast::IntervalQualifier& qualifier);

 private:
  // ---- expressions (unparse_expression.cc)
  void put(const ast::NullLiteral&);
  void put(const ast::BooleanLiteral& node);
  void put(const ast::NumericLiteral& node);
  void put(const ast::StringLiteral& node);
  void put(const ast::BinaryLiteral& node);
  void put(const ast::TemporalLiteral& node);
  void put(const ast::IntervalLiteral& node);
  void put(const ast::ColumnRef& node);
  void put(const ast::Star& node);
  void put(const ast::Unary& node);
  void put(const ast::Binary& node);
  void put(const ast::Is& node);
  void put(const ast::Between& node);
  void put(const ast::Like& node);
  void put(const ast::InList& node);
  void put(const ast::InQuery& node);
  void put(const ast::QuantifiedComparison& node);
  void put(const ast::Subquery& node);
  void put(const ast::Case& node);
  void put(const ast::Cast& node);
  void put(const ast::DatetimeDifference& node);
  void put(const ast::IntervalExpression& node);
  void put(const ast::RowConstructor& node);
  void put(const ast::ArrayConstructor& node);
  void put(const ast::MapConstructor& node);
  void put(const ast::MultisetConstructor& node);
  void put(const ast::ItemAccess& node);
  void put(const ast::FieldAccess& node);

  // ---- calls (unparse_function.cc)
  void put(const ast::FunctionCall& node);
  void put(const ast::TimeUnitSymbol& node);
  void put(const ast::TrimSymbol& node);
  void put(const ast::Descriptor& node);
  void put(const ast::TableArgument& node);
  void put(const ast::DefaultArgument&);
  bool put_special(const ast::FunctionCall& node, std::string_view name);
  void put_trim(const ast::FunctionCall& node);
  void put_joined(const ast::FunctionCall& node, std::initializer_list<std::string_view> words);
  void put_json(const ast::FunctionCall& node, std::string_view name);
  void put_json_clauses(const ast::JsonClauses& clauses);
  void put(const ast::JsonBehavior& behavior, std::string_view on);
  void put_arguments(const ast::FunctionCall& node);
  void put_tail(const ast::FunctionCall& node);
  void put(const ast::Argument& node);
  void put(const ast::WindowSpecification& node);
  void put(const ast::WindowFrame& node);
  void put(const ast::FrameBound& node);
  void put(const ast::OrderItem& node);
  void put_order_by(const std::vector<ast::OrderItem>& items, std::string_view words);

  // ---- queries (unparse_query.cc)
  void put(const ast::Select& node);
  void put(const ast::SetOperation& node);
  void put(const ast::Values& node);
  void put(const ast::ExplicitTable& node);
  void put(const ast::CommonTable& node);
  void put(const ast::SelectItem& node);
  void put(const ast::GroupingElement& node);
  void put(const ast::Hint& node);
  void put(const ast::HintArgument& node);
  void put_hints(const std::vector<ast::Hint>& hints);
  void put_operand(const ast::Query& query, bool first, const ast::SetOperation& operation);
  void put(const ast::TableReference& node);
  void put(const ast::NamedTable& node);
  void put(const ast::DerivedTable& node);
  void put(const ast::TableFunction& node);
  void put(const ast::Unnest& node);
  void put(const ast::Join& node);
  void put(const ast::TableSample& node);
  void put(const ast::MatchRecognize& node);
  void put(const ast::NamedExpression& node);
  void put(const ast::PatternSubset& node);
  void put(const ast::Pattern& node);
  void put(const ast::PatternQuantifier& node);

  // ---- pieces
  void add(std::string_view text) { out_ += text; }
  void add_name(const ast::Identifier& name) { out_ += back_quoted(name.text); }
  void add_names(const std::vector<ast::Identifier>& names);  // (`a`, `b`)
  void add_subquery(const ast::Query& query);
  template <class List, class Put>
  void add_list(const List& list, std::string_view between, Put put_item) {
    bool first = true;
    for (const auto& item : list) {
      if (!first) add(between);
      first = false;
      put_item(item);
    }
  }
  void add_expressions(const std::vector<ast::ExpressionPtr>& list);
  void add_clause(std::string_view words, const ast::ExpressionPtr& expression);

  std::string out_;
};

}  // namespace streamsql
