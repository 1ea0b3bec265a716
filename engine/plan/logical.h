// Logical plan: what a query means, as data; made by the binder, rewritten by rules.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "engine/connector/connector.h"
#include "engine/expression/expression.h"
#include "engine/plan/shared_nodes.h"

namespace streamsql::logical {

struct Node;
using NodePtr = std::shared_ptr<const Node>;

// A declared table with every name and type resolved.
struct DeclaredTable {
  TableDescriptor descriptor;          // metadata: every declared metadata column
  const ConnectorFactory* connector;   // owned by the registry
  SchemaPtr stored;                    // physical columns, then metadata columns in the
                                       // connector's own types
  SchemaPtr visible;                   // all columns in declared order, as a query sees them
  std::vector<ExpressionPtr> columns;  // per visible column: an expression over `stored`
  std::vector<bool> stored_columns;    // per visible column: physical or metadata
  std::vector<std::string> texts;      // per visible column: the SQL of a computed one, or ""
  struct WatermarkDeclaration {
    int column;                // visible column that is the rowtime attribute
    ExpressionPtr expression;  // over the visible columns
  };
  std::optional<WatermarkDeclaration> watermark;
  SourceTextPtr text;  // of its CREATE TABLE: what the places of the options point into
};
using DeclaredTablePtr = std::shared_ptr<const DeclaredTable>;

// The stored columns of a table. Computed columns are a Project and the watermark a Watermark
// above.
struct Scan {
  DeclaredTablePtr table;
  std::vector<int> columns;  // into `stored`, ascending; the schema has exactly these
};
// Rows pass; the rowtime column makes watermarks.
struct Watermark {
  NodePtr input;
  int column;
  ExpressionPtr expression;  // over the input
  DeclaredTablePtr table;    // whose declaration it is: its options say how to emit
};
struct Values {
  std::vector<std::vector<ExpressionPtr>> rows;  // over no input
  std::optional<Batch> known = {};               // instead of `rows`: their values
};
struct Project {
  NodePtr input;
  std::vector<ExpressionPtr> expressions;  // over the input
};
struct Filter {
  NodePtr input;
  ExpressionPtr predicate;
};
struct Union {  // ALL
  std::vector<NodePtr> inputs;
};
// LIMIT without ORDER BY: the rows that come first, `offset` of them left out.
struct Limit {
  NodePtr input;
  std::int64_t offset = 0, fetch = 0;
};

enum class JoinKind : std::uint8_t { Inner, Left, Right, Full, Semi, Anti };

// What a LOOKUP hint says.
struct LookupHint {
  std::optional<bool> async, allow_unordered, shuffle;
  std::optional<int> capacity;
  std::optional<std::chrono::milliseconds> timeout;
  struct Retry {
    std::chrono::milliseconds delay;
    int attempts;
  };
  std::optional<Retry> retry_on_miss;
};

// column = value: what a lookup join asks the table by.
struct LookupKey {
  int column;           // physical column of the table
  ExpressionPtr value;  // over the left columns, of the column's type
};

// FOR SYSTEM_TIME AS OF a proctime attribute on a lookup table. Output: left columns, then
// `columns` of the table.
struct LookupJoin {
  NodePtr left;
  DeclaredTablePtr table;
  JoinKind kind;                         // Inner or Left
  std::vector<LookupKey> keys;           // taken out of the conjuncts by a rule
  std::vector<ExpressionPtr> conjuncts;  // over (left columns, columns)
  std::vector<int> columns;              // physical columns of the table
  LookupHint hint;
  SourceSpan span;     // of the join
  std::string time{};  // of the left input, behind FOR SYSTEM_TIME AS OF; as it was bound
};
// Regular joins come with their operator; until then the binder refuses them.

// What the STATE_TTL hint says; else table.exec.state.ttl counts.
using StateTtl = std::optional<std::chrono::milliseconds>;

// GROUP BY. Output: the keys, then the results of the calls. Without keys there is one group, which
// exists from its first row on. Without calls it is DISTINCT.
struct Aggregate {
  NodePtr input;
  std::vector<int> keys;  // columns of the input, each once
  std::vector<AggregateCall> calls;
  StateTtl ttl = {};
};
// Each row once per projection, in their order: GROUPING SETS.
using Expand = ExpandOver<NodePtr>;
// TUMBLE(TABLE t, …) and the like. Output: the input's columns (the time column and all other
// rowtimes as plain timestamps), then window_start, window_end and window_time.
using WindowTableFunction = WindowTableFunctionOver<NodePtr>;
// GROUP BY over windows. Output: the keys, the results of the calls, the properties.
using WindowAggregate = WindowAggregateOver<NodePtr>;
// ROW_NUMBER() OVER (PARTITION BY keys ORDER BY …). Output: the input's columns and the number,
// BIGINT NOT NULL. A rule makes a Deduplicate of it, or it is refused.
struct RowNumber {
  struct Order {
    int column;
    bool descending;
    friend bool operator==(const Order&, const Order&) = default;
  };
  NodePtr input;
  std::vector<int> keys;
  std::vector<Order> order;
  SourceSpan span;  // of the call
};
// The first or last row of each key by time: ROW_NUMBER() … = 1. Output: the input's columns.
struct Deduplicate {
  NodePtr input;
  std::vector<int> keys;
  int time_column;  // a time attribute
  bool keep_last;
  StateTtl ttl = {};
};
// UNNEST: every row, once per element of its collection. Output: the input's columns, then those of
// the element.
struct Correlate {
  NodePtr input;
  ExpressionPtr collection;  // over the input: ARRAY, MAP or MULTISET
  JoinKind kind;             // Inner, or Left: a row without elements stays, with NULLs
  bool with_ordinality = false;
  ExpressionPtr condition = nullptr;  // of a Left, over the output; may be null
};

// Where the rows go. Inputs are positional; `columns` are the sink's consumed columns, already
// cast: physical columns, then writable metadata.
struct Sink {
  NodePtr input;
  DeclaredTablePtr table;  // its descriptor's metadata: the written columns only
  bool overwrite = false;
  std::vector<std::pair<std::string, std::string>> static_partition;
};

struct Node {
  SchemaPtr schema;  // of the output; names as the user sees them
  std::variant<Scan, Values, Project, Filter, Union, LookupJoin, Correlate, Watermark, Limit,
               Aggregate, Expand, WindowTableFunction, WindowAggregate, RowNumber, Deduplicate,
               Sink>
      node;
};

NodePtr make_node(SchemaPtr schema, decltype(Node::node) node);
std::vector<NodePtr> inputs_of(const Node& node);
// The same node over other inputs.
NodePtr with_inputs(const NodePtr& node, std::vector<NodePtr> inputs);

// Calcite's tree: "LogicalProject(a=[$0])\n+- LogicalTableScan(table=[[c, d, t]])". A root per
// tree.
std::string to_text(const std::vector<NodePtr>& roots);

}  // namespace streamsql::logical
