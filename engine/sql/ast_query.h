// The queries of the AST: SELECT, VALUES, set operations, and what stands in FROM.
#pragma once

#include "engine/sql/ast_expression.h"

namespace streamsql::ast {

struct TableReference;
using TableReferencePtr = std::shared_ptr<const TableReference>;

// /*+ NAME('k' = 'v', …) */ or /*+ NAME(a, b) */: a plain argument has a value and no key.
struct HintArgument {
  std::optional<StringValue> key = {};
  StringValue value;
};
struct Hint {
  Identifier name;
  std::vector<HintArgument> arguments;
  SourceSpan span = {};
};

// ---- FROM

// A table or view. SELECT … FROM t /*+ OPTIONS(…) */ FOR SYSTEM_TIME AS OF x TABLESAMPLE …
struct NamedTable {
  QualifiedName name;
  std::vector<Hint> hints;
  ExpressionPtr system_time;  // may be null
};
struct DerivedTable {
  QueryPtr query;
  bool lateral = false;
};
// TABLE(f(x)), LATERAL TABLE(f(x)), LATERAL f(x), f(TABLE t, …): `call` holds a FunctionCall.
struct TableFunction {
  ExpressionPtr call;
  bool lateral = false;
};
struct Unnest {
  std::vector<ExpressionPtr> collections;
  bool with_ordinality = false;
};

enum class JoinKind : std::uint8_t { Comma, Cross, Inner, Left, Right, Full };
struct Join {
  TableReferencePtr left, right;
  JoinKind kind = JoinKind::Inner;
  bool natural = false;
  ExpressionPtr on;  // may be null
  std::vector<Identifier> using_columns;
  SourceSpan kind_span = {};  // the words between the two sides
};

// TABLESAMPLE BERNOULLI(p) | SYSTEM(p) [REPEATABLE (seed)]
struct TableSample {
  TableReferencePtr input;
  bool bernoulli = true;
  ExpressionPtr percentage;
  ExpressionPtr seed;  // may be null
};

// ---- MATCH_RECOGNIZE

struct Pattern;
using PatternPtr = std::shared_ptr<const Pattern>;
struct PatternQuantifier {
  std::uint32_t minimum = 1;
  std::optional<std::uint32_t> maximum = 1;  // absent: unbounded
  bool reluctant = false;
};
enum class PatternKind : std::uint8_t { Variable, Sequence, Alternation, Permute, Exclusion };
struct Pattern {
  PatternKind kind = PatternKind::Variable;
  Identifier variable;               // of Variable
  std::vector<PatternPtr> children;  // of the others
  std::optional<PatternQuantifier> quantifier = {};
  SourceSpan span = {};
};
struct NamedExpression {
  Identifier name;
  ExpressionPtr expression;
};
struct PatternSubset {
  Identifier name;
  std::vector<Identifier> variables;
};
enum class AfterMatch : std::uint8_t { Unspecified, PastLastRow, ToNextRow, ToFirst, ToLast };
struct MatchRecognize {
  TableReferencePtr input;
  std::vector<ExpressionPtr> partition_by;
  std::vector<OrderItem> order_by;
  std::vector<NamedExpression> measures;
  bool all_rows = false;
  AfterMatch after = AfterMatch::Unspecified;
  Identifier after_variable;  // of ToFirst and ToLast
  bool strict_start = false, strict_end = false;
  PatternPtr pattern;
  ExpressionPtr within;  // may be null
  std::vector<PatternSubset> subsets;
  std::vector<NamedExpression> definitions;
};

struct TableAlias {
  Identifier name;
  std::vector<Identifier> columns;
};
struct TableReference {
  std::variant<NamedTable, DerivedTable, TableFunction, Unnest, Join, TableSample, MatchRecognize>
      node;
  std::optional<TableAlias> alias = {};
  SourceSpan span = {};

  template <class Node>
  const Node* as() const {
    return std::get_if<Node>(&node);
  }
};

// ---- SELECT

// `expression` is a Star for *, t.* and row.*.
struct SelectItem {
  ExpressionPtr expression;
  std::optional<Identifier> alias = {};
  SourceSpan span = {};
};

// GROUP BY a, ROLLUP (b, (c, d)), GROUPING SETS ((a), ()): Expressions may be empty: ().
enum class GroupingKind : std::uint8_t { Expressions, Rollup, Cube, GroupingSets };
struct GroupingElement {
  GroupingKind kind = GroupingKind::Expressions;
  std::vector<ExpressionPtr> expressions;  // of Expressions; one for a plain GROUP BY a
  std::vector<GroupingElement> elements;   // of the others
  SourceSpan span = {};
};
struct NamedWindow {
  Identifier name;
  WindowSpecification window;
};
struct Select {
  std::vector<Hint> hints;
  SetQuantifier quantifier = SetQuantifier::None;
  std::vector<SelectItem> items;
  TableReferencePtr from;  // may be null
  ExpressionPtr where;     // may be null
  SetQuantifier group_quantifier = SetQuantifier::None;
  std::vector<GroupingElement> group_by;
  ExpressionPtr having;  // may be null
  std::vector<NamedWindow> windows;
  ExpressionPtr qualify;  // may be null
};

enum class SetOperator : std::uint8_t { Union, Intersect, Except };
struct SetOperation {
  SetOperator op = SetOperator::Union;
  bool all = false;
  QueryPtr left, right;
  SourceSpan op_span = {};
};

// VALUES (1, 'a'), (2, 'b'): each row is a RowConstructor or, for VALUES 1, 2, any expression.
struct Values {
  std::vector<ExpressionPtr> rows;
};
// TABLE t
struct ExplicitTable {
  QualifiedName name;
};

struct CommonTable {
  Identifier name;
  std::vector<Identifier> columns;
  QueryPtr query;
  SourceSpan span = {};
};

// [WITH …] body [ORDER BY …] [OFFSET …] [LIMIT …]. FETCH FIRST n ROWS ONLY is LIMIT n. Parentheses
// leave no trace, except that what stood in them stays one Query under a SetOperation.
struct Query {
  bool recursive = false;
  std::vector<CommonTable> with;
  std::variant<Select, SetOperation, Values, ExplicitTable> body;
  std::vector<OrderItem> order_by;
  ExpressionPtr offset, limit;  // may be null; LIMIT ALL leaves null
  SourceSpan span = {};

  template <class Body>
  const Body* as() const {
    return std::get_if<Body>(&body);
  }
};

}  // namespace streamsql::ast
