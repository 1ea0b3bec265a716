// Columns that nobody uses are dropped, down to the scans and lookups.
#include <algorithm>
#include <set>

#include "engine/planner/push_down.h"
#include "engine/planner/rules.h"

namespace streamsql {
namespace {

using logical::NodePtr;
using Columns = std::set<int>;

void add_columns(const Expression& expression, Columns& columns) {
  std::vector<int> used;
  collect_columns(expression, used);
  columns.insert(used.begin(), used.end());
}

// What a lookup join itself uses of its output columns.
void add_columns_of(const logical::LookupJoin& join, Columns& columns) {
  for (const auto& conjunct : join.conjuncts) add_columns(*conjunct, columns);
  for (const auto& key : join.keys) add_columns(*key.value, columns);
}

// The calls of an aggregation that somebody uses. One stays where there would be nothing else left:
// its rows still count.
std::vector<std::size_t> used_calls(std::size_t keys, std::size_t calls, const Columns& required) {
  std::vector<std::size_t> used;
  for (std::size_t i = 0; i < calls; ++i) {
    if (required.contains(static_cast<int>(keys + i))) used.push_back(i);
  }
  if (used.empty() && keys == 0 && calls > 0) used.push_back(0);
  return used;
}

template <typename Aggregation>  // Aggregate or WindowAggregate
void add_aggregation(const Aggregation& node, const Columns& required, Columns& input) {
  input.insert(node.keys.begin(), node.keys.end());
  for (const auto i : used_calls(node.keys.size(), node.calls.size(), required)) {
    input.insert(node.calls[i].arguments.begin(), node.calls[i].arguments.end());
    if (node.calls[i].filter) input.insert(*node.calls[i].filter);
  }
}

// What each node must give to all of its parents together.
class Requirements {
 public:
  explicit Requirements(const LogicalRoots& roots) {
    for (const auto& root : roots) require_all(*root);
    const ParentCounts parents(roots);
    for (const auto& node : parents.order()) {
      add_own(*node);
      std::visit([&](const auto& kind) { ask(kind, of(*node)); }, node->node);
    }
  }

  const Columns& of(const logical::Node& node) const {
    static const Columns kNone;
    const auto found = required_.find(&node);
    return found == required_.end() ? kNone : found->second;
  }

 private:
  Columns& columns(const NodePtr& node) { return required_[node.get()]; }

  void require_all(const logical::Node& node) {
    for (std::size_t i = 0; i < node.schema->fields.size(); ++i) {
      required_[&node].insert(static_cast<int>(i));
    }
  }

  void ask(const logical::Scan&, const Columns&) {}

  // What a node gives whether its parents use it or not.
  void add_own(const logical::Node& node) {
    const auto* scan = std::get_if<logical::Scan>(&node.node);
    const auto* watermark = std::get_if<logical::Watermark>(&node.node);
    const auto* table = scan ? scan->table.get() : watermark ? watermark->table.get() : nullptr;
    if (!table || !updates_by_key(*table)) return;
    const auto& key = scan ? table->stored->primary_key : table->visible->primary_key;
    required_[&node].insert(key.begin(), key.end());
  }
  void ask(const logical::Values&, const Columns&) {}
  void ask(const logical::Project& project, const Columns& required) {
    auto& input = columns(project.input);
    for (const int column : required) {
      add_columns(*project.expressions[static_cast<std::size_t>(column)], input);
    }
  }
  void ask(const logical::Filter& filter, const Columns& required) {
    auto& input = columns(filter.input);
    input.insert(required.begin(), required.end());
    add_columns(*filter.predicate, input);
  }
  void ask(const logical::Union& node, const Columns& required) {
    for (const auto& input : node.inputs) {
      columns(input).insert(required.begin(), required.end());
    }
  }
  void ask(const logical::LookupJoin& join, const Columns& required) {
    auto wanted = required;
    add_columns_of(join, wanted);
    const auto width = static_cast<int>(join.left->schema->fields.size());
    columns(join.left).insert(wanted.begin(), wanted.lower_bound(width));
  }
  void ask(const logical::Watermark& watermark, const Columns& required) {
    auto& input = columns(watermark.input);
    input.insert(required.begin(), required.end());
    input.insert(watermark.column);
    add_columns(*watermark.expression, input);
  }
  void ask(const logical::Aggregate& node, const Columns& required) {
    add_aggregation(node, required, columns(node.input));
  }
  void ask(const logical::WindowAggregate& node, const Columns& required) {
    auto& input = columns(node.input);
    add_aggregation(node, required, input);
    for (const auto& column :
         {node.source.time_column, node.source.start_column, node.source.end_column}) {
      if (column) input.insert(*column);
    }
  }
  void ask(const logical::Expand& node, const Columns& required) {
    auto& input = columns(node.input);
    for (const auto& projection : node.projections) {
      for (const int column : required) {
        add_columns(*projection[static_cast<std::size_t>(column)], input);
      }
    }
  }
  void ask(const logical::WindowTableFunction& node, const Columns& required) {
    auto& input = columns(node.input);
    const auto width = static_cast<int>(node.input->schema->fields.size());
    input.insert(required.begin(), required.lower_bound(width));
    input.insert(node.time_column);
  }
  void ask(const logical::RowNumber& node, const Columns&) { require_all(*node.input); }
  void ask(const logical::Deduplicate& node, const Columns& required) {
    auto& input = columns(node.input);
    input.insert(required.begin(), required.end());
    input.insert(node.keys.begin(), node.keys.end());
    input.insert(node.time_column);
  }
  void ask(const logical::Correlate& correlate, const Columns& required) {
    auto wanted = required;
    if (correlate.condition) add_columns(*correlate.condition, wanted);
    auto& input = columns(correlate.input);
    const auto width = static_cast<int>(correlate.input->schema->fields.size());
    input.insert(wanted.begin(), wanted.lower_bound(width));
    add_columns(*correlate.collection, input);
  }
  void ask(const logical::Limit& limit, const Columns& required) {
    columns(limit.input).insert(required.begin(), required.end());
  }
  void ask(const logical::Sink& sink, const Columns&) { require_all(*sink.input); }

  std::map<const logical::Node*, Columns> required_;
};

// A rewritten node, and per column of the old one its place in the new one (-1: dropped).
struct Pruned {
  NodePtr node;
  std::vector<int> places;
};

class Pruner {
 public:
  explicit Pruner(const LogicalRoots& roots) : requirements_(roots) {}

  const Pruned& visit(const NodePtr& node) {
    const auto done = done_.find(node.get());
    if (done != done_.end()) return done->second;
    auto pruned = std::visit([&](const auto& kind) { return prune(kind, node); }, node->node);
    return done_[node.get()] = std::move(pruned);
  }

 private:
  static std::vector<int> identity(std::size_t width) {
    std::vector<int> places(width);
    for (std::size_t i = 0; i < width; ++i) places[i] = static_cast<int>(i);
    return places;
  }

  // References by the old index that find the column at its new place. A dropped column has none:
  // whatever needs it has asked for it.
  static std::vector<ExpressionPtr> references(const Pruned& input, const Schema& old_schema) {
    std::vector<ExpressionPtr> out(input.places.size());
    for (std::size_t i = 0; i < out.size(); ++i) {
      if (input.places[i] < 0) continue;
      out[i] = make_column_ref(input.places[i], old_schema.fields[i].type);
    }
    return out;
  }

  static SchemaPtr keep(const Schema& schema, const std::vector<int>& columns) {
    std::vector<Field> fields;
    for (const int column : columns) {
      fields.push_back(schema.fields[static_cast<std::size_t>(column)]);
    }
    return make_schema(std::move(fields));
  }

  static std::vector<int> places_of(const std::vector<int>& columns, std::size_t width) {
    std::vector<int> places(width, -1);
    for (std::size_t i = 0; i < columns.size(); ++i) {
      places[static_cast<std::size_t>(columns[i])] = static_cast<int>(i);
    }
    return places;
  }

  std::vector<int> required(const NodePtr& node) const {
    const auto& columns = requirements_.of(*node);
    return {columns.begin(), columns.end()};
  }

  Pruned prune(const logical::Scan& scan, const NodePtr& node) {
    const auto columns = required(node);
    std::vector<int> kept;
    for (const int column : columns) {
      kept.push_back(scan.columns[static_cast<std::size_t>(column)]);
    }
    return {logical::make_node(keep(*node->schema, columns), logical::Scan{scan.table, kept}),
            places_of(columns, node->schema->fields.size())};
  }

  Pruned prune(const logical::Values&, const NodePtr& node) {
    return {node, identity(node->schema->fields.size())};
  }

  Pruned prune(const logical::Project& project, const NodePtr& node) {
    const auto& input = visit(project.input);
    const auto replacements = references(input, *project.input->schema);
    const auto columns = required(node);
    std::vector<ExpressionPtr> kept;
    for (const int column : columns) {
      kept.push_back(
          substitute(project.expressions[static_cast<std::size_t>(column)], replacements));
    }
    return {logical::make_node(keep(*node->schema, columns),
                               logical::Project{input.node, std::move(kept)}),
            places_of(columns, node->schema->fields.size())};
  }

  Pruned prune(const logical::Filter& filter, const NodePtr& node) {
    const auto& input = visit(filter.input);
    auto predicate = substitute(filter.predicate, references(input, *node->schema));
    return {
        logical::make_node(input.node->schema, logical::Filter{input.node, std::move(predicate)}),
        input.places};
  }

  // The input with exactly these columns, in this order.
  NodePtr exactly(const NodePtr& old_input, const std::vector<int>& columns) {
    const auto& input = visit(old_input);
    std::vector<ExpressionPtr> kept;
    bool same = columns.size() == input.node->schema->fields.size();
    for (std::size_t i = 0; i < columns.size(); ++i) {
      const auto column = static_cast<std::size_t>(columns[i]);
      kept.push_back(make_column_ref(input.places[column], old_input->schema->fields[column].type));
      same = same && input.places[column] == static_cast<int>(i);
    }
    if (same) return input.node;
    return logical::make_node(keep(*old_input->schema, columns),
                              logical::Project{input.node, std::move(kept)});
  }

  Pruned prune(const logical::Union& node, const NodePtr& self) {
    const auto columns = required(self);
    std::vector<NodePtr> inputs;
    for (const auto& input : node.inputs) inputs.push_back(exactly(input, columns));
    return {logical::make_node(keep(*self->schema, columns), logical::Union{std::move(inputs)}),
            places_of(columns, self->schema->fields.size())};
  }

  Pruned prune(const logical::LookupJoin& join, const NodePtr& node) {
    auto wanted = requirements_.of(*node);
    add_columns_of(join, wanted);
    const std::vector<int> columns(wanted.begin(), wanted.end());
    const auto width = static_cast<int>(join.left->schema->fields.size());
    const auto middle = std::lower_bound(columns.begin(), columns.end(), width);

    auto changed = join;
    changed.left = exactly(join.left, {columns.begin(), middle});
    changed.columns.clear();
    for (auto column = middle; column != columns.end(); ++column) {
      changed.columns.push_back(join.columns[static_cast<std::size_t>(*column - width)]);
    }
    Pruned out{nullptr, places_of(columns, node->schema->fields.size())};
    const auto replacements = references(out, *node->schema);
    for (auto& conjunct : changed.conjuncts) conjunct = substitute(conjunct, replacements);
    for (auto& key : changed.keys) key.value = substitute(key.value, replacements);
    out.node = logical::make_node(keep(*node->schema, columns), std::move(changed));
    return out;
  }

  Pruned prune(const logical::Watermark& watermark, const NodePtr& node) {
    const auto& input = visit(watermark.input);
    auto changed = watermark;
    changed.input = input.node;
    changed.column = input.places[static_cast<std::size_t>(watermark.column)];
    changed.expression =
        substitute(watermark.expression, references(input, *watermark.input->schema));
    auto schema = *input.node->schema;
    auto& rowtime = schema.fields[static_cast<std::size_t>(changed.column)].type;
    rowtime = node->schema->fields[static_cast<std::size_t>(watermark.column)].type;
    return {
        logical::make_node(std::make_shared<const Schema>(std::move(schema)), std::move(changed)),
        input.places};
  }

  static int place(const Pruned& input, int column) {
    return input.places[static_cast<std::size_t>(column)];
  }
  static void move(const Pruned& input, std::vector<int>& columns) {
    for (int& column : columns) column = place(input, column);
  }
  static void move(const Pruned& input, std::optional<int>& column) {
    if (column) column = place(input, *column);
  }

  // Keys and calls over the pruned input; the output columns that stay are added to `kept`.
  template <typename Aggregation>
  void prune_calls(Aggregation& node, const Pruned& input, const Columns& wanted,
                   std::vector<int>& kept) {
    const auto keys = node.keys.size();
    for (std::size_t i = 0; i < keys; ++i) kept.push_back(static_cast<int>(i));
    std::vector<AggregateCall> calls;
    for (const auto i : used_calls(keys, node.calls.size(), wanted)) {
      calls.push_back(std::move(node.calls[i]));
      move(input, calls.back().arguments);
      move(input, calls.back().filter);
      kept.push_back(static_cast<int>(keys + i));
    }
    node.calls = std::move(calls);
    node.input = input.node;
    move(input, node.keys);
  }

  Pruned prune(const logical::Aggregate& aggregate, const NodePtr& node) {
    auto changed = aggregate;
    std::vector<int> kept;
    prune_calls(changed, visit(aggregate.input), requirements_.of(*node), kept);
    return {logical::make_node(keep(*node->schema, kept), std::move(changed)),
            places_of(kept, node->schema->fields.size())};
  }

  Pruned prune(const logical::WindowAggregate& aggregate, const NodePtr& node) {
    const auto& input = visit(aggregate.input);
    const auto& wanted = requirements_.of(*node);
    auto changed = aggregate;
    std::vector<int> kept;
    prune_calls(changed, input, wanted, kept);
    move(input, changed.source.time_column);
    move(input, changed.source.start_column);
    move(input, changed.source.end_column);
    changed.properties.clear();
    const auto first = aggregate.keys.size() + aggregate.calls.size();
    for (std::size_t i = 0; i < aggregate.properties.size(); ++i) {
      if (!wanted.contains(static_cast<int>(first + i))) continue;
      changed.properties.push_back(aggregate.properties[i]);
      kept.push_back(static_cast<int>(first + i));
    }
    return {logical::make_node(keep(*node->schema, kept), std::move(changed)),
            places_of(kept, node->schema->fields.size())};
  }

  Pruned prune(const logical::Expand& expand, const NodePtr& node) {
    const auto& input = visit(expand.input);
    const auto replacements = references(input, *expand.input->schema);
    const auto columns = required(node);
    logical::Expand changed{input.node, {}};
    for (const auto& projection : expand.projections) {
      auto& kept = changed.projections.emplace_back();
      for (const int column : columns) {
        kept.push_back(substitute(projection[static_cast<std::size_t>(column)], replacements));
      }
    }
    return {logical::make_node(keep(*node->schema, columns), std::move(changed)),
            places_of(columns, node->schema->fields.size())};
  }

  Pruned prune(const logical::WindowTableFunction& function, const NodePtr& node) {
    const auto& input = visit(function.input);
    auto changed = function;
    changed.input = input.node;
    changed.time_column = place(input, function.time_column);
    auto kept = required_columns_of(input);
    const auto width = static_cast<int>(function.input->schema->fields.size());
    for (int i = 0; i < 3; ++i) kept.push_back(width + i);
    return {logical::make_node(keep(*node->schema, kept), std::move(changed)),
            places_of(kept, node->schema->fields.size())};
  }

  // Refused by the physical planner.
  Pruned prune(const logical::RowNumber&, const NodePtr& node) {
    return {node, identity(node->schema->fields.size())};
  }

  Pruned prune(const logical::Deduplicate& dedup, const NodePtr& node) {
    const auto& input = visit(dedup.input);
    auto changed = dedup;
    changed.input = input.node;
    changed.time_column = place(input, dedup.time_column);
    move(input, changed.keys);
    return {logical::make_node(keep(*node->schema, required_columns_of(input)), std::move(changed)),
            input.places};
  }

  // The old columns behind the columns of a rewritten node, in its order.
  static std::vector<int> required_columns_of(const Pruned& input) {
    std::vector<int> columns(input.node->schema->fields.size());
    for (std::size_t i = 0; i < input.places.size(); ++i) {
      if (input.places[i] < 0) continue;
      columns[static_cast<std::size_t>(input.places[i])] = static_cast<int>(i);
    }
    return columns;
  }

  // The columns of the elements stay all.
  Pruned prune(const logical::Correlate& correlate, const NodePtr& node) {
    const auto& input = visit(correlate.input);
    const auto width = correlate.input->schema->fields.size();
    auto changed = correlate;
    changed.input = input.node;
    changed.collection =
        substitute(correlate.collection, references(input, *correlate.input->schema));
    auto fields = input.node->schema->fields;
    auto places = input.places;
    for (std::size_t i = width; i < node->schema->fields.size(); ++i) {
      places.push_back(static_cast<int>(fields.size()));
      fields.push_back(node->schema->fields[i]);
    }
    Pruned out{nullptr, std::move(places)};
    if (changed.condition) {
      changed.condition = substitute(changed.condition, references(out, *node->schema));
    }
    out.node = logical::make_node(make_schema(std::move(fields)), std::move(changed));
    return out;
  }

  Pruned prune(const logical::Limit& limit, const NodePtr&) {
    const auto& input = visit(limit.input);
    return {logical::make_node(input.node->schema,
                               logical::Limit{input.node, limit.offset, limit.fetch}),
            input.places};
  }

  Pruned prune(const logical::Sink& sink, const NodePtr& node) {
    const auto all = identity(sink.input->schema->fields.size());
    return {logical::with_inputs(node, {exactly(sink.input, all)}), all};
  }

  Requirements requirements_;
  std::map<const logical::Node*, Pruned> done_;
};

}  // namespace

LogicalRoots prune_columns(const LogicalRoots& roots) {
  Pruner pruner(roots);
  LogicalRoots out;
  for (const auto& root : roots) out.push_back(pruner.visit(root).node);
  return out;
}

}  // namespace streamsql
