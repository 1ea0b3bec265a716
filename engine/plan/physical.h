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

// Sources of one group do not read on while they are further ahead than the slowest of them.
struct WatermarkAlignment {
  std::string group;  // scan.watermark.alignment.group
  std::chrono::milliseconds max_drift;
  std::chrono::milliseconds update_interval{1000};
};

// How a rowtime column makes watermarks. Evaluated per row; NULL or a value that does not grow
// emits nothing.
struct WatermarkSpec {
  int column;                // rowtime, in the node's output
  ExpressionPtr expression;  // over the node's output
  WatermarkEmit emit = WatermarkEmit::Periodic;
  std::chrono::milliseconds interval{200};    // pipeline.auto-watermark-interval
  std::chrono::milliseconds idle_timeout{0};  // 0: never idle
  std::optional<WatermarkAlignment> alignment{};
};

// Rows from a connector: the pushed-down physical columns, then metadata columns.
struct TableSourceScan {
  std::string table;                          // full name
  std::shared_ptr<const TableSource> source;  // after push_down
  std::optional<WatermarkSpec> watermark;     // only when source->watermark_per_split()
  // All columns of the node's output, over the source's rows: computed before the watermark is
  // made. Empty: the output is the source's rows as they are.
  std::vector<ExpressionPtr> columns;
  // Of the table, as columns of the output; empty unless all of it is there.
  std::vector<int> primary_key{};
  // What the source was asked for, in EXPLAIN's words: "filter=[>(age, 18)], project=[name]".
  std::string pushed{};
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
// The rows that come first, in one subtask. An input with updates is kept whole, so that a row
// that leaves makes room for the next.
struct Limit {
  NodePtr input;
  std::int64_t offset = 0, fetch = 0;
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

// ---- with state. The rows of a key all come to one subtask: a hash Exchange on the key columns
// (or a single one) stands below where needed. "Retracts" means that the input's changelog has
// updates or deletes; an operator emits -U exactly when its own node's changelog has update_before.

// table.exec.mini-batch.*: rows are gathered, and each group changes once for all of them.
struct MiniBatch {
  std::chrono::milliseconds latency{0};
  std::size_t size = 0;  // rows
};
// One row per group that has rows. Output: keys, then the results of the calls. First value +I;
// then -U, +U when the value changes (also when it does not, if there is a ttl); -D when the
// group's last row is retracted.
struct GroupAggregate {
  NodePtr input;
  std::vector<int> keys;  // empty: one group, on one subtask
  std::vector<AggregateCall> calls;
  std::chrono::milliseconds ttl{0};  // 0: for ever
  std::optional<MiniBatch> mini_batch = {};
};
// Each row once per projection, in their order. Kinds pass.
using Expand = ExpandOver<NodePtr>;
// Each row once per window it belongs to, at once: the input's columns, then window_start and
// window_end TIMESTAMP(3), window_time in the type of the time column. Kinds pass. A row whose time
// is NULL is dropped and counted. No state (Session, which has some, is refused by the planner).
using WindowTableFunction = WindowTableFunctionOver<NodePtr>;
// One +I per key and window when the watermark (Proctime: the clock) passes its end; the window's
// state is gone then, and a later row counts only in windows that have not fired. Output: keys, the
// results of the calls, the properties. Takes retractions; a group without rows left gives none.
using WindowAggregate = WindowAggregateOver<NodePtr>;
// The first or last row of each key. Output: the input's columns. The input never retracts.
//   proctime, keep first: +I of the first row to come; node's changelog is insert-only
//   proctime, keep last:  +I, then -U, +U with each row
//   rowtime, keep first:  +I, then -U, +U when a row with a smaller time comes
//   rowtime, keep last:   +I, then -U, +U when a row with a time not smaller comes
struct Deduplicate {
  NodePtr input;
  std::vector<int> keys;
  int time_column;  // a time attribute: the type says which
  bool keep_last;
  std::chrono::milliseconds ttl{0};
};
// Upserts become a full changelog: the last row of each key is kept. +I or +U of a new key is +I,
// of a known key -U, +U (nothing if the row is the same and there is no ttl); -D of an unknown key
// vanishes, else goes out with the kept row.
struct ChangelogNormalize {
  NodePtr input;
  std::vector<int> keys;  // the primary key
  std::chrono::milliseconds ttl{0};
};
// -U rows vanish: nobody behind needs them.
struct DropUpdateBefore {
  NodePtr input;
};
// Output: the input's columns, then those of each element of the collection.
struct Correlate {
  NodePtr input;
  ExpressionPtr collection;  // over the input: ARRAY, MAP or MULTISET
  bool left_outer = false;
  bool with_ordinality = false;
  ExpressionPtr condition = nullptr;  // over the output; elements that fail it do not count
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
  std::variant<TableSourceScan, Values, Calc, WatermarkAssigner, Union, Limit, LookupJoin,
               Correlate, GroupAggregate, Expand, WindowTableFunction, WindowAggregate, Deduplicate,
               ChangelogNormalize, DropUpdateBefore, Exchange, Sink, Collect>
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
// "Calc(select=[a, b], where=[(a > 1)])": one line, Flink's words, no secrets. `as_optimized` as in
// ExplainOptions.
std::string describe(const Node& node, bool as_optimized = false);
// The inputs in order.
std::vector<NodePtr> inputs_of(const Node& node);
// The same node over other inputs.
NodePtr with_inputs(const NodePtr& node, std::vector<NodePtr> inputs);
// What the state of a node with a uid looks like, for the manifest of a checkpoint: equal texts can
// read each other's state. "" for nodes without keyed state.
std::string state_layout(const Node& node);

// ---- text

struct ExplainOptions {
  bool changelog_mode = false;
  // The second section of Flink's EXPLAIN: expressions as Calcite writes them, and every sink with
  // its whole tree.
  bool as_optimized = false;
};
// Flink's tree: "Sink(table=[…], fields=[…])\n+- Calc(select=[…], where=[…])…".
std::string to_text(const Plan& plan, const ExplainOptions& options);
std::string to_json(const Plan& plan);
std::string to_dot(const Plan& plan);  // Graphviz

}  // namespace streamsql::physical
