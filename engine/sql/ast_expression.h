// The expressions of the AST: what the parser saw, names not resolved and types not derived.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "engine/base/source_text.h"
#include "engine/type/data_type.h"

namespace streamsql::ast {

// Nodes are immutable and shared once built, so copying a piece of AST copies a pointer.
struct Expression;
using ExpressionPtr = std::shared_ptr<const Expression>;
struct Query;
using QueryPtr = std::shared_ptr<const Query>;

// A name without its quotes; the span covers the quotes.
struct Identifier {
  std::string text;
  SourceSpan span = {};
};

// One to three parts: [[catalog.]database.]object.
struct QualifiedName {
  std::vector<Identifier> parts;
  SourceSpan span = {};
};

// A string as written where the grammar demands a literal (option keys, comments, file names);
// `value` is decoded, the span covers the quotes.
struct StringValue {
  std::string value;
  SourceSpan span = {};
};

// A type as written. INTERVAL types appear only in CAST.
struct TypeName {
  DataType type;
  SourceSpan span = {};
};

enum class TimeUnit : std::uint8_t {
  Year,
  Quarter,
  Month,
  Week,
  Day,
  Hour,
  Minute,
  Second,
  Millisecond,
  Microsecond,
  Nanosecond,
  Epoch,
  Decade,
  Century,
  Millennium,
  DayOfWeek,
  DayOfYear,
  IsoDayOfWeek,
  IsoYear
};

// DAY, DAY(3) TO SECOND(6), YEAR TO MONTH. Plural words mean the same as singular ones.
struct IntervalQualifier {
  TimeUnit start = TimeUnit::Second;
  std::optional<TimeUnit> end = {};
  std::optional<int> start_precision = {};
  std::optional<int> fraction_precision = {};
  SourceSpan span = {};
};

// ---- literals

struct NullLiteral {};
struct BooleanLiteral {
  std::optional<bool> value;  // absent: UNKNOWN
};
// Unsigned digits as written; a sign is a Unary around it. 1.1 is exact, 1e0 is approximate.
struct NumericLiteral {
  std::string text;
  bool approximate = false;
};
struct StringLiteral {
  std::string value;  // UTF-8, quotes and escapes undone
};
struct BinaryLiteral {
  std::string bytes;
};
// DATE '…', TIME '…', TIMESTAMP '…'; the text is not validated here.
struct TemporalLiteral {
  TypeKind kind = TypeKind::Date;
  std::string text;
};
// INTERVAL [-]'10 00:00:00' DAY TO SECOND; the text is not validated here.
struct IntervalLiteral {
  bool negative = false;
  std::string text;
  IntervalQualifier qualifier;
};

// ---- names

// a, t.a, db.t.a, t.row_column.field: the binder decides where the column ends.
struct ColumnRef {
  std::vector<Identifier> parts;
};
// `*` when `of` is null, otherwise of.*; in select lists and in COUNT(*) only.
struct Star {
  ExpressionPtr of;
};

// ---- operators

enum class UnaryOperator : std::uint8_t { Not, Plus, Minus };
struct Unary {
  UnaryOperator op;
  ExpressionPtr operand;
};

enum class BinaryOperator : std::uint8_t {
  Or,
  And,
  Equal,
  NotEqual,
  Less,
  LessOrEqual,
  Greater,
  GreaterOrEqual,
  IsDistinctFrom,
  IsNotDistinctFrom,
  Add,
  Subtract,
  Multiply,
  Divide,
  Modulo,
  Concat,
  Overlaps,  // both operands are RowConstructors of two
  Contains,
  Precedes,
  ImmediatelyPrecedes,
  Succeeds,
  ImmediatelySucceeds,
  PeriodEquals,
  MemberOf,
  NotMemberOf,
  SubmultisetOf,
  NotSubmultisetOf,
  MultisetUnion,
  MultisetUnionAll,
  MultisetIntersect,
  MultisetIntersectAll,
  MultisetExcept,
  MultisetExceptAll
};
struct Binary {
  BinaryOperator op;
  ExpressionPtr left, right;
  SourceSpan op_span = {};
};

// operand IS [NOT] …
enum class IsTest : std::uint8_t {
  Null,
  True,
  False,
  Unknown,
  JsonValue,  // IS JSON and IS JSON VALUE
  JsonObject,
  JsonArray,
  JsonScalar,
  ASet,
  Empty
};
struct Is {
  ExpressionPtr operand;
  IsTest test = IsTest::Null;
  bool negated = false;
};

struct Between {
  ExpressionPtr operand, low, high;
  bool symmetric = false;
  bool negated = false;
};

enum class LikeKind : std::uint8_t { Like, SimilarTo };
struct Like {
  ExpressionPtr operand, pattern;
  ExpressionPtr escape;  // may be null
  LikeKind kind = LikeKind::Like;
  bool negated = false;
};

struct InList {
  ExpressionPtr operand;
  std::vector<ExpressionPtr> list;
  bool negated = false;
};
struct InQuery {
  ExpressionPtr operand;
  QueryPtr query;
  bool negated = false;
};

// left = ANY (query), left > ALL (1, 2): either `query` or `list`. SOME means ANY.
struct QuantifiedComparison {
  BinaryOperator op = BinaryOperator::Equal;
  bool all = false;
  ExpressionPtr left;
  QueryPtr query;
  std::vector<ExpressionPtr> list;
};

enum class SubqueryKind : std::uint8_t { Scalar, Exists, Unique, Array, Map, Multiset };
struct Subquery {
  SubqueryKind kind = SubqueryKind::Scalar;
  QueryPtr query;
};

struct WhenClause {
  std::vector<ExpressionPtr> conditions;  // several only in CASE x WHEN 1, 2 THEN
  ExpressionPtr result;
};
struct Case {
  ExpressionPtr operand;  // null in CASE WHEN condition
  std::vector<WhenClause> whens;
  ExpressionPtr otherwise;  // may be null
};

struct Cast {
  ExpressionPtr operand;
  TypeName type;
  bool try_cast = false;
};

// (a - b) SECOND: a difference of points in time, in that unit.
struct DatetimeDifference {
  ExpressionPtr left, right;
  IntervalQualifier qualifier;
};
// INTERVAL (expression) DAY, INTERVAL column DAY, INTERVAL 3 DAY.
struct IntervalExpression {
  bool negative = false;
  ExpressionPtr operand;
  IntervalQualifier qualifier;
};

// ---- constructors and access

struct RowConstructor {
  std::vector<ExpressionPtr> fields;
  bool keyword = true;  // ROW(a, b), not (a, b)
};
struct ArrayConstructor {
  std::vector<ExpressionPtr> elements;
};
struct MapConstructor {
  std::vector<ExpressionPtr> entries;  // key, value, key, value, …
};
struct MultisetConstructor {
  std::vector<ExpressionPtr> elements;
};
struct ItemAccess {
  ExpressionPtr container, index;
};
// A field of something that is not a plain name: f(x).a, list[1].a, (row_column).a
struct FieldAccess {
  ExpressionPtr row;
  Identifier field;
};

// ---- function calls

struct OrderItem {
  ExpressionPtr expression;
  bool descending = false;
  std::optional<bool> nulls_first = {};
  SourceSpan span = {};
};

enum class FrameBoundKind : std::uint8_t {
  UnboundedPreceding,
  Preceding,
  CurrentRow,
  Following,
  UnboundedFollowing
};
struct FrameBound {
  FrameBoundKind kind = FrameBoundKind::CurrentRow;
  ExpressionPtr offset;  // of Preceding and Following
  SourceSpan span = {};
};
struct WindowFrame {
  bool rows = false;  // ROWS, otherwise RANGE
  FrameBound lower;
  std::optional<FrameBound> upper = {};  // absent without BETWEEN
  SourceSpan span = {};
};
struct WindowSpecification {
  std::optional<Identifier> base = {};
  std::vector<ExpressionPtr> partition_by;
  std::vector<OrderItem> order_by;
  std::optional<WindowFrame> frame = {};
  SourceSpan span = {};
};
// OVER w or OVER (…).
using Over = std::variant<Identifier, WindowSpecification>;

struct Argument {
  std::optional<Identifier> name = {};  // name => value
  ExpressionPtr value;
};

enum class JsonBehaviorKind : std::uint8_t {
  Null,
  Error,
  Default,
  EmptyArray,
  EmptyObject,
  True,
  False,
  Unknown
};
struct JsonBehavior {
  JsonBehaviorKind kind = JsonBehaviorKind::Null;
  ExpressionPtr value;  // of Default
};
enum class JsonWrapper : std::uint8_t { Without, Conditional, Unconditional };
// What stands between the arguments of a JSON_* call and its closing parenthesis.
struct JsonClauses {
  std::optional<TypeName> returning = {};
  std::optional<JsonWrapper> wrapper = {};
  std::optional<JsonBehavior> on_empty = {}, on_error = {};
  std::optional<bool> null_on_null = {};  // NULL ON NULL: true, ABSENT ON NULL: false
};

enum class SetQuantifier : std::uint8_t { None, All, Distinct };
enum class NullTreatment : std::uint8_t { None, Respect, Ignore };
// RUNNING and FINAL in the MEASURES of MATCH_RECOGNIZE.
enum class MatchMode : std::uint8_t { None, Running, Final };

// Every call. Forms with words between the arguments become calls with the arguments in this order:
//   EXTRACT(unit FROM x)                 EXTRACT(TimeUnitSymbol, x)
//   FLOOR(x TO unit), CEIL(x TO unit)    FLOOR(x, TimeUnitSymbol)
//   TIMESTAMPADD(unit, n, t), …DIFF      TIMESTAMPADD(TimeUnitSymbol, n, t)
//   TRIM([BOTH|LEADING|TRAILING] [c] FROM s)   TRIM(TrimSymbol, c or absent, s); TRIM(s) has one
//   SUBSTRING(s FROM i [FOR n])          SUBSTRING(s, i[, n])
//   OVERLAY(s PLACING r FROM i [FOR n])  OVERLAY(s, r, i[, n])
//   POSITION(a IN b [FROM i])            POSITION(a, b[, i])
//   JSON_OBJECT([KEY] k VALUE v, …)      JSON_OBJECT(k, v, …), likewise JSON_OBJECTAGG
// `name` keeps the letters as written; function names compare without case.
struct FunctionCall {
  QualifiedName name;
  std::vector<Argument> arguments;
  SetQuantifier quantifier = SetQuantifier::None;
  bool parentheses = true;          // false: CURRENT_DATE and the like
  std::vector<OrderItem> order_by;  // f(x ORDER BY y)
  std::vector<OrderItem> within_group;
  ExpressionPtr filter;  // FILTER (WHERE …), may be null
  NullTreatment nulls = NullTreatment::None;
  std::optional<Over> over = {};
  std::optional<JsonClauses> json = {};
  MatchMode match_mode = MatchMode::None;
};

// ---- what may stand as an argument only

struct TimeUnitSymbol {
  TimeUnit unit = TimeUnit::Second;
};
enum class TrimSide : std::uint8_t { Both, Leading, Trailing };
struct TrimSymbol {
  TrimSide side = TrimSide::Both;
};
// DESCRIPTOR(a, b)
struct Descriptor {
  std::vector<Identifier> columns;
};
// TABLE t, or (query), with PARTITION BY and ORDER BY.
struct TableArgument {
  std::variant<QualifiedName, QueryPtr> table;
  std::vector<ExpressionPtr> partition_by;
  std::vector<OrderItem> order_by;
};
struct DefaultArgument {};

using ExpressionNode =
    std::variant<NullLiteral, BooleanLiteral, NumericLiteral, StringLiteral, BinaryLiteral,
                 TemporalLiteral, IntervalLiteral, ColumnRef, Star, Unary, Binary, Is, Between,
                 Like, InList, InQuery, QuantifiedComparison, Subquery, Case, Cast,
                 DatetimeDifference, IntervalExpression, RowConstructor, ArrayConstructor,
                 MapConstructor, MultisetConstructor, ItemAccess, FieldAccess, FunctionCall,
                 TimeUnitSymbol, TrimSymbol, Descriptor, TableArgument, DefaultArgument>;

struct Expression {
  ExpressionNode node;
  SourceSpan span = {};

  template <class Node>
  const Node* as() const {
    return std::get_if<Node>(&node);
  }
};

}  // namespace streamsql::ast
