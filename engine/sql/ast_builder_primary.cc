// What operators join: names, constructors, CASE, CAST, subqueries, access to parts of values.
#include "engine/sql/ast_builder.h"
#include "engine/sql/token_stream.h"

namespace streamsql {

using namespace ast;

AstBuilder::Parts AstBuilder::expressions(const std::vector<Tree::ExpressionContext*>& t) const {
  Parts out;
  out.reserve(t.size());
  for (auto* tree : t) out.push_back(expression(tree));
  return out;
}

ExpressionPtr AstBuilder::postfix(Tree::PostfixContext* tree) const {
  auto out = primary(tree->primary());
  check_chain(tree->accessor().size(), span(tree));
  for (auto* accessor : tree->accessor()) out = access(std::move(out), accessor);
  return out;
}

ExpressionPtr AstBuilder::access(ExpressionPtr left, Tree::AccessorContext* tree) const {
  const SourceSpan place{left->span.begin, span(tree).end};
  if (left->as<Star>()) {
    throw Error(ErrorCode::SyntaxError, "Nothing can follow '*'").at(span(tree));
  }
  if (tree->LBRACKET()) {
    return make(ItemAccess{std::move(left), expression(tree->expression())}, place);
  }
  if (tree->STAR()) return make(Star{std::move(left)}, place);
  auto field = identifier(tree->identifier());
  const auto* column = left->as<ColumnRef>();
  if (tree->call()) {
    if (!column) {
      throw Error(ErrorCode::SyntaxError, "A function is called by its name, not on a value")
          .at(span(tree));
    }
    QualifiedName function{column->parts, {place.begin, field.span.end}};
    function.parts.push_back(std::move(field));
    return call(std::move(function), tree->call());
  }
  if (!column) return make(FieldAccess{std::move(left), std::move(field)}, place);
  auto parts = column->parts;
  parts.push_back(std::move(field));
  return make(ColumnRef{std::move(parts)}, place);
}

ExpressionPtr AstBuilder::primary(Tree::PrimaryContext* tree) const {
  const auto place = span(tree);
  if (tree->literal()) return literal(tree->literal());
  if (tree->call()) {
    // [RUNNING | FINAL] name call
    const auto* word = static_cast<const Rule*>(tree->functionWord());
    if (!word) word = tree->identifier();
    auto out = call({{this->word(span(word))}, span(word)}, tree->call());
    if (!tree->RUNNING() && !tree->FINAL()) return out;
    if (const auto* function = out->as<FunctionCall>()) {
      auto node = *function;
      node.match_mode = tree->FINAL() ? MatchMode::Final : MatchMode::Running;
      return make(std::move(node), place);
    }
    throw Error(ErrorCode::SyntaxError, "RUNNING and FINAL stand before a function").at(place);
  }
  if (tree->identifier()) return make(ColumnRef{{identifier(tree->identifier())}}, place);
  if (tree->parenthesized()) return parenthesized(tree->parenthesized());
  if (tree->caseExpression()) return case_expression(tree->caseExpression());
  if (tree->dataType()) {
    return make(
        Cast{expression(tree->expression()), type(tree->dataType()), tree->TRY_CAST() != nullptr},
        place);
  }
  if (tree->rowConstructor()) {
    return make(RowConstructor{expressions(tree->rowConstructor()->expression()), true}, place);
  }
  if (tree->collection()) return collection(tree->collection());
  if (tree->query()) {
    const auto kind = tree->EXISTS() ? SubqueryKind::Exists : SubqueryKind::Unique;
    return make(Subquery{kind, query(tree->query())}, place);
  }
  return special_call(tree);
}

ExpressionPtr AstBuilder::parenthesized(Tree::ParenthesizedContext* tree) const {
  const auto place = span(tree);
  if (tree->query()) return make(Subquery{SubqueryKind::Scalar, query(tree->query())}, place);
  if (tree->intervalTail()) return difference(tree);
  auto parts = expressions(tree->expression());
  if (parts.size() > 1) return make(RowConstructor{std::move(parts), false}, place);
  return parts[0];
}

ExpressionPtr AstBuilder::difference(Tree::ParenthesizedContext* tree) const {
  const auto inner = expression(tree->expression(0));
  const auto* minus = inner->as<Binary>();
  if (tree->expression().size() != 1 || !minus || minus->op != BinaryOperator::Subtract) {
    throw Error(ErrorCode::SyntaxError, "A unit of time stands behind a difference only")
        .at(span(tree))
        .hint("write (a - b) SECOND");
  }
  // ( expression ) UNIT tail
  auto* unit = dynamic_cast<Terminal*>(tree->children[3]);
  return make(
      DatetimeDifference{minus->left, minus->right, qualifier(span(unit), tree->intervalTail())},
      span(tree));
}

ExpressionPtr AstBuilder::case_expression(Tree::CaseExpressionContext* tree) const {
  Case node;
  auto others = tree->expression();
  if (tree->ELSE()) {
    node.otherwise = expression(others.back());
    others.pop_back();
  }
  if (!others.empty()) node.operand = expression(others.front());
  for (auto* when : tree->whenClause()) {
    auto parts = expressions(when->expression());
    WhenClause clause;
    clause.result = std::move(parts.back());
    parts.pop_back();
    if (parts.size() > 1 && !node.operand) {
      throw Error(ErrorCode::SyntaxError, "Several values after WHEN need CASE with an operand")
          .at(span(when));
    }
    clause.conditions = std::move(parts);
    node.whens.push_back(std::move(clause));
  }
  return make(std::move(node), span(tree));
}

ExpressionPtr AstBuilder::collection(Tree::CollectionContext* tree) const {
  const auto place = span(tree);
  if (tree->query()) {
    auto kind = SubqueryKind::Array;
    if (tree->MAP()) kind = SubqueryKind::Map;
    if (tree->MULTISET()) kind = SubqueryKind::Multiset;
    return make(Subquery{kind, query(tree->query())}, place);
  }
  auto parts = expressions(tree->expression());
  if (tree->ARRAY()) return make(ArrayConstructor{std::move(parts)}, place);
  if (tree->MULTISET()) return make(MultisetConstructor{std::move(parts)}, place);
  if (parts.size() % 2 != 0) {
    throw Error(ErrorCode::SyntaxError, "MAP takes pairs of key and value")
        .at(place)
        .hint("the element of a column of that name is `map`[key]");
  }
  return make(MapConstructor{std::move(parts)}, place);
}

}  // namespace streamsql
