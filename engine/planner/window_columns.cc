#include "engine/planner/window_columns.h"

#include <algorithm>

#include "engine/planner/expression_factory.h"
namespace streamsql {
namespace {

using logical::NodePtr;
using Found = std::optional<WindowColumns>;

struct WindowFinder {
  const logical::Node& self;

  Found operator()(const logical::WindowTableFunction& node) const {
    const int width = static_cast<int>(node.input->schema->fields.size());
    return WindowColumns{node.window, {width}, {width + 1}, {width + 2}};
  }
  Found operator()(const logical::WindowAggregate& node) const {
    WindowColumns out{node.window, {}, {}, {}};
    int column = static_cast<int>(node.keys.size() + node.calls.size());
    for (const auto property : node.properties) {
      if (property == WindowProperty::Start) {
        out.starts.insert(column);
      } else {
        (property == WindowProperty::End ? out.ends : out.times).insert(column);
      }
      ++column;
    }
    return out;
  }
  Found operator()(const logical::Project& node) const {
    auto below = window_columns_of(*node.input);
    if (!below) return below;
    WindowColumns out{below->window, {}, {}, {}};
    for (std::size_t i = 0; i < node.expressions.size(); ++i) {
      const auto* column = std::get_if<ColumnRef>(&node.expressions[i]->node);
      if (!column) continue;
      const int place = static_cast<int>(i);
      if (below->starts.contains(column->index)) out.starts.insert(place);
      if (below->ends.contains(column->index)) out.ends.insert(place);
      if (below->times.contains(column->index)) out.times.insert(place);
    }
    return out;
  }
  Found operator()(const logical::Filter& node) const { return window_columns_of(*node.input); }
  Found operator()(const logical::LookupJoin& node) const { return window_columns_of(*node.left); }
  Found operator()(const logical::Expand& node) const {
    // What every projection keeps where it is.
    auto below = window_columns_of(*node.input);
    if (!below) return below;
    for (auto* columns : {&below->starts, &below->ends, &below->times}) {
      std::erase_if(*columns, [&](int column) { return !kept(node, column); });
    }
    return below;
  }
  Found operator()(const logical::Union& node) const {
    auto out = window_columns_of(*node.inputs.front());
    for (const auto& input : node.inputs) {
      const auto other = window_columns_of(*input);
      if (!out || !other || !(other->window == out->window)) return std::nullopt;
      for (const auto& [mine, theirs] :
           {std::pair(&out->starts, &other->starts), std::pair(&out->ends, &other->ends),
            std::pair(&out->times, &other->times)}) {
        std::erase_if(*mine, [&](int column) { return !theirs->contains(column); });
      }
    }
    return out;
  }
  Found operator()(const auto&) const { return std::nullopt; }

  static bool kept(const logical::Expand& node, int column) {
    return std::all_of(
        node.projections.begin(), node.projections.end(), [&](const auto& projection) {
          const auto index = static_cast<std::size_t>(column);
          const auto* reference = index < projection.size()
                                      ? std::get_if<ColumnRef>(&projection[index]->node)
                                      : nullptr;
          return reference && reference->index == column;
        });
  }
};

// ---- merging

// The nodes between an aggregation and its windowing table function, from above.
struct Path {
  std::vector<NodePtr> nodes;
  NodePtr function;
};

std::optional<Path> find_function(NodePtr node) {
  Path path;
  while (true) {
    if (std::holds_alternative<logical::WindowTableFunction>(node->node)) {
      path.function = std::move(node);
      return path;
    }
    const bool passes = std::holds_alternative<logical::Project>(node->node) ||
                        std::holds_alternative<logical::Filter>(node->node) ||
                        std::holds_alternative<logical::Expand>(node->node);
    if (!passes) return std::nullopt;
    path.nodes.push_back(node);
    node = logical::inputs_of(*node).front();
  }
}

// Rebuilds the path without the window: its columns become the time column, which is carried
// through at the place of the window's start.
class Merger {
 public:
  explicit Merger(const logical::WindowAggregate& aggregate) : aggregate_(aggregate) {}

  // Null when something looks at the window.
  NodePtr run(const SchemaPtr& schema) {
    const auto path = find_function(aggregate_.input);
    if (!path || uses_window(*path)) return nullptr;
    const auto& function = std::get<logical::WindowTableFunction>(path->function->node);
    auto node = time_for_window(function);
    for (auto above = path->nodes.rbegin(); above != path->nodes.rend(); ++above) {
      node = retyped(*above, std::move(node));
    }
    auto merged = aggregate_;
    merged.input = std::move(node);
    merged.source = WindowSource{*aggregate_.source.start_column, {}, {}};
    return logical::make_node(schema, std::move(merged));
  }

 private:
  // The columns of the function's input, then three times the time column in place of the window.
  static NodePtr time_for_window(const logical::WindowTableFunction& function) {
    auto columns = column_references(*function.input->schema);
    auto fields = function.input->schema->fields;
    const auto time = static_cast<std::size_t>(function.time_column);
    for (int i = 0; i < 3; ++i) {
      columns.push_back(columns[time]);
      fields.push_back(fields[time]);
    }
    return logical::make_node(make_schema(std::move(fields)),
                              logical::Project{function.input, std::move(columns)});
  }

  // Plain references take the type of what they now refer to.
  static NodePtr retyped(const NodePtr& node, NodePtr input) {
    const auto replacements = column_references(*input->schema);
    if (const auto* filter = std::get_if<logical::Filter>(&node->node)) {
      const auto schema = input->schema;
      auto predicate = substitute(filter->predicate, replacements);
      return logical::make_node(schema, logical::Filter{std::move(input), std::move(predicate)});
    }
    if (const auto* project = std::get_if<logical::Project>(&node->node)) {
      auto expressions = over(project->expressions, replacements);
      auto schema = schema_of(*node, {expressions}, *input->schema);
      return logical::make_node(std::move(schema),
                                logical::Project{std::move(input), std::move(expressions)});
    }
    logical::Expand changed{std::move(input), {}};
    for (const auto& projection : std::get<logical::Expand>(node->node).projections) {
      changed.projections.push_back(over(projection, replacements));
    }
    auto schema = schema_of(*node, changed.projections, *changed.input->schema);
    return logical::make_node(std::move(schema), std::move(changed));
  }

  static std::vector<ExpressionPtr> over(std::vector<ExpressionPtr> expressions,
                                         const std::vector<ExpressionPtr>& replacements) {
    for (auto& expression : expressions) expression = substitute(expression, replacements);
    return expressions;
  }

  // What was a bound of the window, and is the time column now, has the latter's name and type.
  static SchemaPtr schema_of(const logical::Node& node,
                             const std::vector<std::vector<ExpressionPtr>>& projections,
                             const Schema& input) {
    auto fields = node.schema->fields;
    for (std::size_t i = 0; i < fields.size(); ++i) {
      const bool plain =
          std::all_of(projections.begin(), projections.end(), [&](const auto& projection) {
            return std::holds_alternative<ColumnRef>(projection[i]->node);
          });
      const auto& value = *projections.front()[i];
      if (!plain || fields[i].type == value.type) continue;
      const auto column = static_cast<std::size_t>(std::get<ColumnRef>(value.node).index);
      fields[i].name = input.fields[column].name;
      fields[i].type = value.type;
    }
    return make_schema(std::move(fields));
  }

  bool uses_window(const Path& path) const {
    const auto columns = window_columns_of(*aggregate_.input);
    if (!columns) return true;
    const auto is_window = [&](const WindowColumns& of, int column) {
      return of.starts.contains(column) || of.ends.contains(column) || of.times.contains(column);
    };
    for (const auto& call : aggregate_.calls) {
      for (const int argument : call.arguments) {
        if (is_window(*columns, argument)) return true;
      }
      if (call.filter && is_window(*columns, *call.filter)) return true;
    }
    return std::any_of(path.nodes.begin(), path.nodes.end(), looks_at_window);
  }

  // A filter over the window, or an expression of it that is more than the column itself.
  static bool looks_at_window(const NodePtr& node) {
    const auto below = window_columns_of(*logical::inputs_of(*node).front());
    if (!below) return true;
    const auto looks = [&](const ExpressionPtr& expression, bool may_pass) {
      if (may_pass && std::holds_alternative<ColumnRef>(expression->node)) return false;
      std::vector<int> used;
      collect_columns(*expression, used);
      return std::any_of(used.begin(), used.end(), [&](int column) {
        return below->starts.contains(column) || below->ends.contains(column) ||
               below->times.contains(column);
      });
    };
    if (const auto* filter = std::get_if<logical::Filter>(&node->node)) {
      return looks(filter->predicate, false);
    }
    const auto any_looks = [&](const std::vector<ExpressionPtr>& expressions) {
      return std::any_of(expressions.begin(), expressions.end(),
                         [&](const auto& expression) { return looks(expression, true); });
    };
    if (const auto* project = std::get_if<logical::Project>(&node->node)) {
      return any_looks(project->expressions);
    }
    const auto& projections = std::get<logical::Expand>(node->node).projections;
    return std::any_of(projections.begin(), projections.end(), any_looks);
  }

  const logical::WindowAggregate& aggregate_;
};

}  // namespace

Found window_columns_of(const logical::Node& node) {
  return std::visit(WindowFinder{node}, node.node);
}

LogicalRoots merge_windows(const LogicalRoots& roots) {
  return rewrite_bottom_up(roots, [](const NodePtr& node) {
    const auto* aggregate = std::get_if<logical::WindowAggregate>(&node->node);
    if (!aggregate || aggregate->source.time_column) return node;
    auto merged = Merger(*aggregate).run(node->schema);
    return merged ? merged : node;
  });
}

}  // namespace streamsql
