// Physical plan: operators and exchanges as data, with Flink's node names.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "engine/connector/connector.h"
#include "engine/expression/expression.h"
#include "engine/plan/logical.h"

namespace streamsql::physical {

struct Node;
using NodePtr = std::shared_ptr<const Node>;

enum class WatermarkEmit : std::uint8_t { Periodic, OnEvent };

// How a rowtime column makes watermarks. Evaluated per row; NULL or a value that does not grow
// emits nothing.
struct WatermarkSpec {
  int column;                // rowtime, in the node's output
  ExpressionPtr expression;  // over the node's output
  WatermarkEmit emit = WatermarkEmit::Periodic;
  std::chrono::milliseconds interval{200};    // pipeline.auto-watermark-interval
  std::chrono::milliseconds idle_timeout{0};  // 0: never idle
};

// Rows from a connector: the pushed-down physical columns, then metadata columns.
struct TableSourceScan {
  std::string table;                          // full name
  std::shared_ptr<const TableSource> source;  // after push_down
  std::optional<WatermarkSpec> watermark;     // only when source->watermark_per_split()
  // All columns of the node's output, over the source's rows: computed before the watermark is
  // made. Empty: the output is the source's rows as they are.
  std::vector<ExpressionPtr> columns;
};
struct Values {
  Batch rows;
};
// Projection and filter in one: rows that pass every conjunct, under the expressions.
struct Calc {
  NodePtr input;
  std::vector<ExpressionPtr> conjuncts;    // over the input; rows rejected are counted by each
  std::vector<ExpressionPtr> projections;  // over the input; empty: all columns as they are
  bool projects = true;                    // false: `projections` is not used
};
struct WatermarkAssigner {
  NodePtr input;
  WatermarkSpec watermark;
};
struct Union {
  std::vector<NodePtr> inputs;
};
// Output: the input's columns, then `found` columns of the dimension row (NULL where none is).
struct LookupJoin {
  NodePtr input;
  std::string table;
  std::shared_ptr<const LookupTable> lookup;  // after push_down
  bool left_outer;
  std::vector<ExpressionPtr> keys;     // over the input, one per lookup key, exact types
  std::vector<std::string> key_names;  // of the table's columns, one per key
  SchemaPtr found;                     // columns that the lookup returns
  ExpressionPtr residual;              // over (input, found); may be null
  OnLookupFailure on_failure = OnLookupFailure::Fail;
  logical::LookupHint hint;  // wins over the table's options and the job's settings
};

enum class Distribution : std::uint8_t { Forward, Hash, Rebalance, Single };
struct Exchange {
  NodePtr input;
  Distribution distribution;
  std::vector<int> keys;  // of Hash
};

enum class NotNullEnforcer : std::uint8_t { Error, Drop };
enum class LengthEnforcer : std::uint8_t { Ignore, TrimPad, Error };
struct Sink {
  NodePtr input;
  std::string table;  // full name
  std::shared_ptr<const TableSink> sink;
  NotNullEnforcer not_null = NotNullEnforcer::Error;
  LengthEnforcer length = LengthEnforcer::Ignore;
  SchemaPtr consumed;  // the sink's columns with its declared types and NOT NULLs
};
// What a SELECT in the shell or `preview` prints: rows go to whoever runs the job.
struct Collect {
  NodePtr input;
};

// Nodes are shared: a node that several parents point to runs once and feeds all of them.
struct Node {
  int id = 0;  // unique in the plan; stable for the same SQL
  SchemaPtr schema;
  ChangelogMode changelog;
  std::optional<int> parallelism;  // where an option sets it
  std::variant<TableSourceScan, Values, Calc, WatermarkAssigner, Union, LookupJoin, Exchange, Sink,
               Collect>
      node;
  // Of sources, sinks and stateful operators: finds their state again after a restart. Made of what
  // the node does, not of where it stands, so that it survives changes elsewhere in the job.
  std::string uid{};
};

// One job: a root (Sink or Collect) per INSERT or SELECT.
struct Plan {
  std::vector<NodePtr> roots;
};

// "LookupJoin", "Calc", …: Flink's names, also the operator label of metrics.
std::string_view node_name(const Node& node);
// "Calc(select=[a, b], where=[(a > 1)])": one line, Flink's words, no secrets.
std::string describe(const Node& node);
// The inputs in order.
std::vector<NodePtr> inputs_of(const Node& node);

// ---- text

struct ExplainOptions {
  bool changelog_mode = false;
};
// Flink's tree: "Sink(table=[…], fields=[…])\n+- Calc(select=[…], where=[…])…".
std::string to_text(const Plan& plan, const ExplainOptions& options);
std::string to_json(const Plan& plan);
std::string to_dot(const Plan& plan);  // Graphviz

}  // namespace streamsql::physical
