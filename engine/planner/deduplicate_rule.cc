#include "engine/planner/deduplicate_rule.h"

#include <algorithm>
#include <numeric>

#include "engine/planner/expression_binder.h"
#include "engine/planner/push_down.h"
#include "engine/planner/window_columns.h"

namespace streamsql {
namespace {

bool has_window_keys(const logical::RowNumber& node) {
  const auto window = window_columns_of(*node.input);
  if (!window) return false;
  const auto has = [&](const std::set<int>& columns) {
    return std::any_of(node.keys.begin(), node.keys.end(),
                       [&](int key) { return columns.contains(key); });
  };
  return has(window->starts) && has(window->ends);
}

}  // namespace

bool is_numbered(const logical::Node& node) {
  if (std::holds_alternative<logical::RowNumber>(node.node)) return true;
  if (const auto* project = std::get_if<logical::Project>(&node.node)) {
    return is_numbered(*project->input);
  }
  const auto* filter = std::get_if<logical::Filter>(&node.node);
  return filter && is_numbered(*filter->input);
}

bool selects_first_row(const Expression& predicate, const Schema& schema) {
  using Op = PushedPredicate::Op;
  std::vector<int> columns(schema.fields.size());
  std::iota(columns.begin(), columns.end(), 0);
  const auto pushed = as_pushed_predicate(predicate, {0, columns, schema}, {});
  if (!pushed || !pushed->value || pushed->value->is_null(0)) return false;
  if (pushed->column != static_cast<int>(schema.fields.size()) - 1) return false;
  const auto value = pushed->value->values<std::int64_t>()[0];
  return pushed->op == Op::Less
             ? value == 2
             : value == 1 && (pushed->op == Op::Equal || pushed->op == Op::LessEqual);
}

logical::NodePtr as_deduplicate(const logical::RowNumber& node) {
  if (node.order.size() != 1) return nullptr;
  const auto& [column, descending] = node.order.front();
  const auto& type = node.input->schema->fields[static_cast<std::size_t>(column)].type;
  if (type.time_attribute() == TimeAttribute::None) return nullptr;
  if (has_window_keys(node)) refuse("Deduplication of windows", node.span);
  return logical::make_node(node.input->schema,
                            logical::Deduplicate{node.input, node.keys, column, descending});
}

ExpressionPtr first_row_number() {
  ColumnBuilder builder(DataType::bigint().not_null());
  builder.append<std::int64_t>(1);
  return make_literal(builder.finish_constant(1));
}

}  // namespace streamsql
