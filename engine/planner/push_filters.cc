// Filters move towards the scans; Projects and Filters that meet become one.
#include <algorithm>

#include "engine/planner/deduplicate_rule.h"

namespace streamsql {
namespace {

using logical::NodePtr;
using Predicates = std::vector<ExpressionPtr>;

NodePtr filter_above(NodePtr node, Predicates predicates) {
  std::erase_if(predicates, [](const auto& predicate) { return is_true(*predicate); });
  if (predicates.empty()) return node;
  const auto span = predicates.front()->span;
  const auto schema = node->schema;
  return logical::make_node(
      schema, logical::Filter{std::move(node), make_and(std::move(predicates), span)});
}

bool all_deterministic(const std::vector<ExpressionPtr>& expressions) {
  return std::all_of(expressions.begin(), expressions.end(),
                     [](const auto& expression) { return is_deterministic(*expression); });
}

// The predicate over the input of a node whose output column i is the input's `columns[i]`; null
// where it uses a column that comes from nowhere (-1), or none at all.
ExpressionPtr over_input(const ExpressionPtr& predicate, const std::vector<int>& columns,
                         const Schema& schema) {
  std::vector<int> used;
  collect_columns(*predicate, used);
  if (used.empty() || !is_deterministic(*predicate)) return nullptr;
  std::vector<ExpressionPtr> replacements(schema.fields.size());
  for (const int column : used) {
    const auto index = static_cast<std::size_t>(column);
    if (index >= columns.size() || columns[index] < 0) return nullptr;
    replacements[index] = make_column_ref(columns[index], schema.fields[index].type);
  }
  return substitute(predicate, replacements);
}

// The columns that a predicate uses are all below `width`.
bool uses_only_left(const Expression& predicate, std::size_t width) {
  std::vector<int> columns;
  collect_columns(predicate, columns);
  return columns.empty() || static_cast<std::size_t>(columns.back()) < width;
}

class FilterPusher {
 public:
  explicit FilterPusher(const LogicalRoots& roots) : parents_(roots) {}

  // The node, with rows dropped that fail any of the predicates over its output.
  NodePtr push(const NodePtr& node, Predicates predicates) {
    if (!parents_.is_shared(node) || is_numbered(*node)) {
      return std::visit([&](const auto& kind) { return into(kind, node, std::move(predicates)); },
                        node->node);
    }
    auto& done = shared_[node.get()];
    if (!done) {
      auto below = std::visit([&](const auto& kind) { return into(kind, node, {}); }, node->node);
      done = shared_[node.get()] = std::move(below);
      barriers_[done.get()] = true;
    }
    return filter_above(done, std::move(predicates));
  }

 private:
  NodePtr into(const logical::Filter& filter, const NodePtr&, Predicates predicates) {
    Predicates all;
    split_conjuncts(filter.predicate, all);
    all.insert(all.end(), predicates.begin(), predicates.end());
    return push(filter.input, std::move(all));
  }

  NodePtr into(const logical::Project& project, const NodePtr& node, Predicates predicates) {
    Predicates below, above;
    for (auto& predicate : predicates) {
      auto moved = substitute(predicate, project.expressions);
      (is_deterministic(*moved) ? below : above)
          .push_back(is_deterministic(*moved) ? std::move(moved) : std::move(predicate));
    }
    auto input = push(project.input, std::move(below));
    return filter_above(merge(project, node->schema, std::move(input)), std::move(above));
  }

  // Project over Project is one Project, unless that would evaluate RAND() twice.
  NodePtr merge(const logical::Project& project, const SchemaPtr& schema, NodePtr input) const {
    const auto* inner = std::get_if<logical::Project>(&input->node);
    if (!inner || barriers_.contains(input.get()) || !all_deterministic(inner->expressions)) {
      return logical::make_node(schema, logical::Project{std::move(input), project.expressions});
    }
    std::vector<ExpressionPtr> merged;
    for (const auto& expression : project.expressions) {
      merged.push_back(substitute(expression, inner->expressions));
    }
    return logical::make_node(schema, logical::Project{inner->input, std::move(merged)});
  }

  NodePtr into(const logical::Union& node, const NodePtr& self, Predicates predicates) {
    std::vector<NodePtr> inputs;
    for (const auto& input : node.inputs) inputs.push_back(push(input, predicates));
    return logical::with_inputs(self, std::move(inputs));
  }

  NodePtr into(const logical::LookupJoin& join, const NodePtr& node, Predicates predicates) {
    const auto width = join.left->schema->fields.size();
    Predicates left, above;
    auto changed = join;
    for (auto& predicate : predicates) {
      if (!is_deterministic(*predicate)) {
        above.push_back(std::move(predicate));
      } else if (uses_only_left(*predicate, width)) {
        left.push_back(std::move(predicate));
      } else if (join.kind == logical::JoinKind::Inner) {
        changed.conjuncts.push_back(std::move(predicate));
      } else {
        above.push_back(std::move(predicate));
      }
    }
    if (join.kind == logical::JoinKind::Inner) move_left_conjuncts(changed, left, width);
    changed.left = push(join.left, std::move(left));
    return filter_above(logical::make_node(node->schema, std::move(changed)), std::move(above));
  }

  // ON conditions of an inner join that look at the left side only filter it.
  static void move_left_conjuncts(logical::LookupJoin& join, Predicates& left, std::size_t width) {
    Predicates rest;
    for (auto& conjunct : join.conjuncts) {
      const bool moves = is_deterministic(*conjunct) && uses_only_left(*conjunct, width);
      (moves ? left : rest).push_back(std::move(conjunct));
    }
    join.conjuncts = std::move(rest);
  }

  // A filter must not change which rows make watermarks, so it stays above.
  NodePtr into(const logical::Watermark& watermark, const NodePtr& node, Predicates predicates) {
    auto input = push(watermark.input, {});
    return filter_above(logical::with_inputs(node, {std::move(input)}), std::move(predicates));
  }

  // Groups are dropped as a whole: what tells about keys only can be asked of the rows.
  NodePtr into(const logical::Aggregate& aggregate, const NodePtr& node, Predicates predicates) {
    return past(node, aggregate.input, aggregate.keys, std::move(predicates));
  }
  NodePtr into(const logical::WindowAggregate& aggregate, const NodePtr& node,
               Predicates predicates) {
    return past(node, aggregate.input, aggregate.keys, std::move(predicates));
  }
  NodePtr into(const logical::Deduplicate& node, const NodePtr& self, Predicates predicates) {
    std::vector<int> columns(self->schema->fields.size(), -1);
    for (const int key : node.keys) columns[static_cast<std::size_t>(key)] = key;
    return past(self, node.input, columns, std::move(predicates));
  }
  // = 1 makes it a Deduplicate; conditions on the keys move below either.
  NodePtr into(const logical::RowNumber& node, const NodePtr& self, Predicates predicates) {
    const auto first = std::find_if(predicates.begin(), predicates.end(), [&](const auto& each) {
      return selects_first_row(*each, *self->schema);
    });
    const auto dedup = first == predicates.end() ? nullptr : as_deduplicate(node);
    if (!dedup) {
      auto input = push(node.input, {});
      return filter_above(logical::with_inputs(self, {std::move(input)}), std::move(predicates));
    }
    predicates.erase(first);
    auto columns = column_references(*node.input->schema);
    columns.push_back(first_row_number());
    for (auto& predicate : predicates) predicate = substitute(predicate, columns);
    auto rows = into(std::get<logical::Deduplicate>(dedup->node), dedup, std::move(predicates));
    return logical::make_node(self->schema, logical::Project{std::move(rows), std::move(columns)});
  }
  NodePtr into(const logical::WindowTableFunction& node, const NodePtr& self,
               Predicates predicates) {
    std::vector<int> columns;
    for (std::size_t i = 0; i < node.input->schema->fields.size(); ++i) {
      columns.push_back(static_cast<int>(i));
    }
    columns[static_cast<std::size_t>(node.time_column)] = -1;
    return past(self, node.input, columns, std::move(predicates));
  }
  NodePtr into(const logical::Expand& expand, const NodePtr& node, Predicates predicates) {
    auto input = push(expand.input, {});
    return filter_above(logical::with_inputs(node, {std::move(input)}), std::move(predicates));
  }

  // `columns`: where the columns of the output come from, as in over_input.
  NodePtr past(const NodePtr& node, const NodePtr& input, const std::vector<int>& columns,
               Predicates predicates) {
    Predicates below, above;
    for (auto& predicate : predicates) {
      auto moved = over_input(predicate, columns, *node->schema);
      if (moved) {
        below.push_back(std::move(moved));
      } else {
        above.push_back(std::move(predicate));
      }
    }
    auto changed = logical::with_inputs(node, {push(input, std::move(below))});
    return filter_above(std::move(changed), std::move(above));
  }

  // Conditions on the row alone drop it before it is multiplied.
  NodePtr into(const logical::Correlate& correlate, const NodePtr& node, Predicates predicates) {
    const auto width = correlate.input->schema->fields.size();
    Predicates below, above;
    for (auto& predicate : predicates) {
      const bool moves = is_deterministic(*predicate) && uses_only_left(*predicate, width);
      (moves ? below : above).push_back(std::move(predicate));
    }
    auto input = push(correlate.input, std::move(below));
    return filter_above(logical::with_inputs(node, {std::move(input)}), std::move(above));
  }

  // Nor must it change which rows are the first.
  NodePtr into(const logical::Limit& limit, const NodePtr& node, Predicates predicates) {
    auto input = push(limit.input, {});
    return filter_above(logical::with_inputs(node, {std::move(input)}), std::move(predicates));
  }

  NodePtr into(const logical::Sink& sink, const NodePtr& node, Predicates) {
    return logical::with_inputs(node, {push(sink.input, {})});
  }
  NodePtr into(const logical::Scan&, const NodePtr& node, Predicates predicates) {
    return filter_above(node, std::move(predicates));
  }
  NodePtr into(const logical::Values&, const NodePtr& node, Predicates predicates) {
    return filter_above(node, std::move(predicates));
  }

  ParentCounts parents_;
  std::map<const logical::Node*, NodePtr> shared_;
  std::map<const logical::Node*, bool> barriers_;
};

}  // namespace

LogicalRoots push_filters(const LogicalRoots& roots) {
  FilterPusher pusher(roots);
  LogicalRoots out;
  for (const auto& root : roots) out.push_back(pusher.push(root, {}));
  return out;
}

}  // namespace streamsql
