#include "engine/plan/logical.h"

#include <fmt/format.h>
#include <set>

#include "engine/expression/calcite_text.h"
#include "engine/expression/children.h"

namespace streamsql::logical {
namespace {

std::vector<NodePtr> inputs(const Scan&) { return {}; }
std::vector<NodePtr> inputs(const Values&) { return {}; }
std::vector<NodePtr> inputs(const Union& node) { return node.inputs; }
std::vector<NodePtr> inputs(const LookupJoin& node) { return {node.left}; }
template <typename OneInput>
std::vector<NodePtr> inputs(const OneInput& node) {
  return {node.input};
}

void set_inputs(Scan&, std::vector<NodePtr>) {}
void set_inputs(Values&, std::vector<NodePtr>) {}
void set_inputs(Union& node, std::vector<NodePtr> inputs) { node.inputs = std::move(inputs); }
void set_inputs(LookupJoin& node, std::vector<NodePtr> inputs) { node.left = inputs.front(); }
template <typename OneInput>
void set_inputs(OneInput& node, std::vector<NodePtr> inputs) {
  node.input = inputs.front();
}

// "$0", "$1", …: how Calcite's logical trees name columns.
constexpr std::span<const std::string> kNoNames{};

std::string list(const std::vector<ExpressionPtr>& expressions, const Schema& schema) {
  std::string out;
  for (std::size_t i = 0; i < expressions.size(); ++i) {
    out += fmt::format("{}{}=[{}]", i == 0 ? "" : ", ", schema.fields[i].name,
                       to_calcite_text(*expressions[i], kNoNames));
  }
  return out;
}

std::string conjunction(const std::vector<ExpressionPtr>& conjuncts,
                        std::span<const std::string> names = kNoNames) {
  std::string out;
  for (const auto& conjunct : conjuncts) {
    if (!out.empty()) out += ", ";
    out += to_calcite_text(*conjunct, names);
  }
  return conjuncts.size() > 1 ? "AND(" + out + ")" : out;
}

std::string columns_text(const std::vector<int>& columns) {
  return fmt::format("{}", fmt::join(columns, ", "));
}

std::string calls_text(const std::vector<AggregateCall>& calls, const Schema& schema,
                       std::size_t first) {
  std::string out;
  for (std::size_t i = 0; i < calls.size(); ++i) {
    auto call = to_string(calls[i], {});
    if (calls[i].arguments.empty()) call.replace(call.find('*'), 1, "");
    out += fmt::format(", {}=[{}]", schema.fields[first + i].name, call);
  }
  return out;
}

std::string quoted_path(const std::string& name) {
  std::string out;
  for (const char c : name) out += c == '.' ? std::string(", ") : std::string(1, c);
  return out;
}

std::string names(const Schema& schema) {
  return fmt::format("{}", fmt::join(schema.names(), ", "));
}

// Nothing but a change of names.
bool only_renames(const Node& node) {
  const auto* project = std::get_if<Project>(&node.node);
  if (!project || project->expressions.size() != project->input->schema->fields.size())
    return false;
  for (std::size_t i = 0; i < project->expressions.size(); ++i) {
    const auto* column = std::get_if<ColumnRef>(&project->expressions[i]->node);
    if (!column || column->index != static_cast<int>(i)) return false;
  }
  return true;
}

// What a tree shows under a sink: the query itself, unless its values are cast to the sink's types.
const NodePtr& shown_input(const Sink& sink) {
  return only_renames(*sink.input) ? std::get<Project>(sink.input->node).input : sink.input;
}

// The input's columns as they are.
bool only_repeats(const Node& node) {
  return only_renames(node) &&
         std::get<Project>(node.node).input->schema->names() == node.schema->names();
}

// Calcite writes down no projection that only repeats columns for or of a GROUP BY; that of a
// DISTINCT it does.
bool is_above_groups(const Node& node) {
  if (!only_repeats(node)) return false;
  const auto& input = std::get<Project>(node.node).input;
  const auto* filter = std::get_if<Filter>(&input->node);
  return std::holds_alternative<Aggregate>((filter ? filter->input : input)->node);
}

// ---- lookup joins: as Calcite sees them, a query per row of the left input

int lookups_in(const NodePtr& node) {
  int count = std::holds_alternative<LookupJoin>(node->node) ? 1 : 0;
  for (const auto& input : inputs_of(*node)) count += lookups_in(input);
  return count;
}

void add_columns(const Expression& expression, int end, std::set<int>& out) {
  const auto* column = std::get_if<ColumnRef>(&expression.node);
  if (column && column->index < end) out.insert(column->index);
  for (const auto& child : children_of(expression)) add_columns(*child, end, out);
}

std::vector<int> required_columns(const LookupJoin& join) {
  const auto& left = *join.left->schema;
  std::set<int> columns;
  for (const auto& conjunct : join.conjuncts) {
    add_columns(*conjunct, static_cast<int>(left.fields.size()), columns);
  }
  if (const auto time = left.find(join.time)) columns.insert(*time);
  return {columns.begin(), columns.end()};
}

// Columns of the left are those of the correlation, columns of the table are counted from 0.
std::vector<std::string> correlated_names(const LookupJoin& join, const std::string& correlation) {
  std::vector<std::string> names;
  for (const auto& name : join.left->schema->names()) names.push_back(correlation + "." + name);
  for (std::size_t i = 0; i < join.columns.size(); ++i) names.push_back(fmt::format("${}", i));
  return names;
}

void append_lookup(const LookupJoin& join, const std::string& indent, std::string& out) {
  const auto correlation = fmt::format("$cor{}", lookups_in(join.left));
  // Keys are taken out by a rule; as bound, all of the condition is in the conjuncts.
  out += fmt::format("{}+- LogicalFilter(condition=[{}])\n", indent,
                     conjunction(join.conjuncts, correlated_names(join, correlation)));
  out += fmt::format("{}   +- LogicalSnapshot(period=[{}.{}])\n", indent, correlation, join.time);
  out += fmt::format("{}      +- LogicalTableScan(table=[[{}]])\n", indent,
                     quoted_path(join.table->descriptor.name));
}

struct Describe {
  const Node& self;

  std::string operator()(const Scan& scan) const {
    return fmt::format("LogicalTableScan(table=[[{}]])", quoted_path(scan.table->descriptor.name));
  }
  std::string operator()(const Values& values) const {
    if (values.known) return fmt::format("LogicalValues(rows=[{}])", values.known->row_count());
    std::string tuples;
    for (const auto& row : values.rows) {
      std::string cells;
      for (const auto& cell : row) {
        cells += (cells.empty() ? "" : ", ") + to_calcite_text(*cell, kNoNames);
      }
      tuples += fmt::format("{}{{ {} }}", tuples.empty() ? "" : ", ", cells.empty() ? "0" : cells);
    }
    return fmt::format("LogicalValues(tuples=[[{}]])", tuples);
  }
  std::string operator()(const Project& project) const {
    return fmt::format("LogicalProject({})", list(project.expressions, *self.schema));
  }
  std::string operator()(const Filter& filter) const {
    std::vector<ExpressionPtr> parts{filter.predicate};
    return fmt::format("LogicalFilter(condition=[{}])", conjunction(parts));
  }
  std::string operator()(const Union&) const { return "LogicalUnion(all=[true])"; }
  // Its right side is written by append_lookup().
  std::string operator()(const LookupJoin& join) const {
    return fmt::format(
        "LogicalCorrelate(correlation=[$cor{}], joinType=[{}], requiredColumns=[{{{}}}])",
        lookups_in(join.left), join.kind == JoinKind::Left ? "left" : "inner",
        columns_text(required_columns(join)));
  }
  std::string operator()(const Correlate& correlate) const {
    return fmt::format("LogicalCorrelate(joinType=[{}], unnest=[{}])",
                       correlate.kind == JoinKind::Left ? "left" : "inner",
                       to_calcite_text(*correlate.collection, kNoNames));
  }
  std::string operator()(const Watermark& watermark) const {
    const auto& name = self.schema->fields[static_cast<std::size_t>(watermark.column)].name;
    return fmt::format("LogicalWatermarkAssigner(rowtime=[{}], watermark=[{}])", name,
                       to_calcite_text(*watermark.expression, kNoNames));
  }
  std::string operator()(const Limit& limit) const {
    const auto offset = limit.offset > 0 ? fmt::format("offset=[{}], ", limit.offset) : "";
    return fmt::format("LogicalSort({}fetch=[{}])", offset, limit.fetch);
  }
  std::string operator()(const Aggregate& node) const {
    return fmt::format("LogicalAggregate(group=[{{{}}}]{})", columns_text(node.keys),
                       calls_text(node.calls, *self.schema, node.keys.size()));
  }
  std::string operator()(const Expand& node) const {
    std::string projections;
    for (const auto& projection : node.projections) {
      projections +=
          fmt::format("{}{{{}}}", projections.empty() ? "" : ", ", list(projection, *self.schema));
    }
    return fmt::format("LogicalExpand(projects=[{}])", projections);
  }
  std::string operator()(const WindowTableFunction& node) const {
    return fmt::format("LogicalTableFunctionScan(invocation=[{}])",
                       to_string(node.window, fmt::format("DESCRIPTOR(${})", node.time_column)));
  }
  std::string operator()(const WindowAggregate& node) const {
    return fmt::format("LogicalWindowAggregate(group=[{{{}}}], window=[{}]{})",
                       columns_text(node.keys), to_string(node.window, source_text(node.source)),
                       calls_text(node.calls, *self.schema, node.keys.size()));
  }
  static std::string source_text(const WindowSource& source) {
    if (source.time_column) return fmt::format("DESCRIPTOR(${})", *source.time_column);
    return fmt::format("start=[${}], end=[${}]", *source.start_column, *source.end_column);
  }
  std::string operator()(const RowNumber& node) const {
    std::string order;
    for (const auto& [column, descending] : node.order) {
      order +=
          fmt::format("{}${} {}", order.empty() ? "" : ", ", column, descending ? "DESC" : "ASC");
    }
    return fmt::format("LogicalRowNumber(partition=[{{{}}}], order=[{}])", columns_text(node.keys),
                       order);
  }
  std::string operator()(const Deduplicate& node) const {
    return fmt::format("LogicalDeduplicate(keep=[{}], key=[{{{}}}], order=[${}])",
                       node.keep_last ? "LastRow" : "FirstRow", columns_text(node.keys),
                       node.time_column);
  }
  std::string operator()(const Sink& sink) const {
    return fmt::format("LogicalSink(table=[{}], fields=[{}])", sink.table->descriptor.name,
                       names(*shown_input(sink)->schema));
  }
};

// `first` stands before the node itself, `rest` before the lines of its inputs.
void append_tree(const Node& node, const std::string& first, const std::string& rest,
                 std::string& out) {
  if (is_above_groups(node)) return append_tree(*inputs_of(node).front(), first, rest, out);
  out += first + std::visit(Describe{node}, node.node) + "\n";
  auto children = inputs_of(node);
  if (const auto* sink = std::get_if<Sink>(&node.node)) children = {shown_input(*sink)};
  const auto* groups = std::get_if<Aggregate>(&node.node);
  if (groups && !groups->calls.empty() && only_repeats(*children.front())) {
    children = inputs_of(*children.front());
  }
  const auto* lookup = std::get_if<LookupJoin>(&node.node);
  for (std::size_t i = 0; i < children.size(); ++i) {
    const bool last = i + 1 == children.size() && !lookup;
    append_tree(*children[i], rest + (last ? "+- " : ":- "), rest + (last ? "   " : ":  "), out);
  }
  if (lookup) append_lookup(*lookup, rest, out);
}

}  // namespace

NodePtr make_node(SchemaPtr schema, decltype(Node::node) node) {
  return std::make_shared<const Node>(Node{std::move(schema), std::move(node)});
}

std::vector<NodePtr> inputs_of(const Node& node) {
  return std::visit([](const auto& kind) { return inputs(kind); }, node.node);
}

NodePtr with_inputs(const NodePtr& node, std::vector<NodePtr> inputs) {
  auto copy = *node;
  std::visit([&](auto& kind) { set_inputs(kind, std::move(inputs)); }, copy.node);
  return std::make_shared<const Node>(std::move(copy));
}

std::string to_text(const std::vector<NodePtr>& roots) {
  std::string out;
  for (const auto& root : roots) {
    if (!out.empty()) out += "\n";
    append_tree(*root, "", "", out);
  }
  return out;
}

}  // namespace streamsql::logical
