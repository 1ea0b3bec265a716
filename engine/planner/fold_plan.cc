// Constant folding in the expressions of a plan.
#include "engine/planner/rules.h"

namespace streamsql {
namespace {

using logical::NodePtr;

void fold(std::vector<ExpressionPtr>& expressions, const EvaluationContext& context) {
  for (auto& expression : expressions) expression = fold_constants(expression, context);
}

NodePtr fold_node(const NodePtr& node, const EvaluationContext& context) {
  auto copy = *node;
  if (auto* project = std::get_if<logical::Project>(&copy.node)) {
    fold(project->expressions, context);
  } else if (auto* filter = std::get_if<logical::Filter>(&copy.node)) {
    filter->predicate = fold_constants(filter->predicate, context);
  } else if (auto* join = std::get_if<logical::LookupJoin>(&copy.node)) {
    fold(join->conjuncts, context);
    for (auto& key : join->keys) key.value = fold_constants(key.value, context);
  } else if (auto* correlate = std::get_if<logical::Correlate>(&copy.node)) {
    correlate->collection = fold_constants(correlate->collection, context);
    if (correlate->condition) {
      correlate->condition = fold_constants(correlate->condition, context);
    }
  } else if (auto* values = std::get_if<logical::Values>(&copy.node)) {
    for (auto& row : values->rows) fold(row, context);
  } else if (auto* expand = std::get_if<logical::Expand>(&copy.node)) {
    for (auto& projection : expand->projections) fold(projection, context);
  } else {
    return node;
  }
  return std::make_shared<const logical::Node>(std::move(copy));
}

}  // namespace

LogicalRoots fold_constants(const LogicalRoots& roots, const EvaluationContext& context) {
  return rewrite_bottom_up(roots, [&](const NodePtr& node) { return fold_node(node, context); });
}

}  // namespace streamsql
