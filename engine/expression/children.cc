#include "engine/expression/children.h"

namespace streamsql {
namespace {

using Children = std::vector<ExpressionPtr>;
using Node = decltype(Expression::node);

Children list(const ColumnRef&) { return {}; }
Children list(const Literal&) { return {}; }
Children list(const Call& node) { return node.arguments; }
Children list(const Logical& node) { return node.operands; }
Children list(const Coalesce& node) { return node.operands; }
Children list(const Cast& node) { return {node.operand}; }
Children list(const FieldAccess& node) { return {node.operand}; }
Children list(const Case& node) {
  Children out;
  for (const auto& branch : node.branches) {
    out.push_back(branch.condition);
    out.push_back(branch.result);
  }
  out.push_back(node.otherwise);
  return out;
}

Node rebuild(const ColumnRef& node, Children) { return node; }
Node rebuild(const Literal& node, Children) { return node; }
Node rebuild(const Call& node, Children children) {
  return Call{node.function, std::move(children), node.prepared};
}
Node rebuild(const Logical& node, Children children) {
  return Logical{node.kind, std::move(children)};
}
Node rebuild(const Coalesce&, Children children) { return Coalesce{std::move(children)}; }
Node rebuild(const Cast& node, Children children) {
  return Cast{std::move(children.front()), node.try_cast};
}
Node rebuild(const FieldAccess& node, Children children) {
  return FieldAccess{std::move(children.front()), node.field};
}
Node rebuild(const Case&, Children children) {
  Case out;
  for (std::size_t i = 0; i + 1 < children.size(); i += 2) {
    out.branches.push_back({std::move(children[i]), std::move(children[i + 1])});
  }
  out.otherwise = std::move(children.back());
  return out;
}

}  // namespace

std::vector<ExpressionPtr> children_of(const Expression& expression) {
  return std::visit([](const auto& node) { return list(node); }, expression.node);
}

ExpressionPtr with_children(const Expression& expression, std::vector<ExpressionPtr> children) {
  Node node = std::visit([&](const auto& old) { return rebuild(old, std::move(children)); },
                         expression.node);
  return std::make_shared<const Expression>(
      Expression{expression.type, expression.span, std::move(node)});
}

}  // namespace streamsql
