// Logical plan: what a query means, as data; made by the binder, rewritten by rules.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "engine/connector/connector.h"
#include "engine/expression/expression.h"

namespace streamsql::logical {

struct Node;
using NodePtr = std::shared_ptr<const Node>;

// A declared table as the query sees it: all its columns in declared order.
struct DeclaredTable {
  TableDescriptor descriptor;         // metadata: every declared metadata column
  const ConnectorFactory* connector;  // owned by the registry
  // Per visible column: an expression over (physical columns, then metadata columns).
  std::vector<ExpressionPtr> columns;
  struct WatermarkDeclaration {
    int column;                // visible column that is the rowtime attribute
    ExpressionPtr expression;  // over the visible columns
  };
  std::optional<WatermarkDeclaration> watermark;
};
using DeclaredTablePtr = std::shared_ptr<const DeclaredTable>;

struct Scan {
  DeclaredTablePtr table;
};
struct Values {
  std::vector<std::vector<ExpressionPtr>> rows;  // over no input
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

enum class JoinKind : std::uint8_t { Inner, Left, Right, Full, Semi, Anti };

// FOR SYSTEM_TIME AS OF a proctime attribute on a lookup table. Output: left columns, then all
// visible columns of the table.
struct LookupJoin {
  NodePtr left;
  DeclaredTablePtr table;
  JoinKind kind;            // Inner or Left
  ExpressionPtr condition;  // over (left columns, table columns)
  SourceSpan span;          // of the join
};
// Joins and aggregations of state come with their operators; until then the binder refuses them.

// Where the rows go. Inputs are positional; `columns` are the sink's consumed columns, already
// cast: physical columns, then writable metadata.
struct Sink {
  NodePtr input;
  DeclaredTablePtr table;
  bool overwrite = false;
  std::vector<std::pair<std::string, std::string>> static_partition;
};

struct Node {
  SchemaPtr schema;  // of the output; names as the user sees them
  std::variant<Scan, Values, Project, Filter, Union, LookupJoin, Sink> node;
};

}  // namespace streamsql::logical
