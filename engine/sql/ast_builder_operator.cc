// Operators, level by level of precedence.
#include <fmt/format.h>

#include "engine/sql/ast_builder.h"
#include "engine/sql/token_stream.h"

namespace streamsql {

using namespace ast;

namespace {

constexpr std::size_t kBalancedFrom = 32;

ExpressionPtr binary(BinaryOperator op, ExpressionPtr left, ExpressionPtr right,
                     SourceSpan op_span = {}) {
  const SourceSpan span{left->span.begin, right->span.end};
  return std::make_shared<const Expression>(
      Expression{Binary{op, std::move(left), std::move(right), op_span}, span});
}

// AND and OR are associative: a long chain becomes a balanced tree, a short one leans left.
ExpressionPtr joined(BinaryOperator op, const std::vector<ExpressionPtr>& operands,
                     std::size_t begin, std::size_t end) {
  if (end - begin == 1) return operands[begin];
  const auto middle = end - begin > kBalancedFrom ? begin + (end - begin) / 2 : end - 1;
  return binary(op, joined(op, operands, begin, middle), joined(op, operands, middle, end));
}

BinaryOperator comparison_operator(std::size_t token) {
  switch (token) {
    case Tree::EQ:
      return BinaryOperator::Equal;
    case Tree::NE:
      return BinaryOperator::NotEqual;
    case Tree::LT:
      return BinaryOperator::Less;
    case Tree::LE:
      return BinaryOperator::LessOrEqual;
    case Tree::GT:
      return BinaryOperator::Greater;
    default:
      return BinaryOperator::GreaterOrEqual;
  }
}

BinaryOperator period_operator(Tree::PeriodOperatorContext* tree) {
  const bool immediately = tree->IMMEDIATELY() != nullptr;
  if (tree->OVERLAPS()) return BinaryOperator::Overlaps;
  if (tree->CONTAINS()) return BinaryOperator::Contains;
  if (tree->EQUALS()) return BinaryOperator::PeriodEquals;
  if (tree->PRECEDES()) {
    return immediately ? BinaryOperator::ImmediatelyPrecedes : BinaryOperator::Precedes;
  }
  return immediately ? BinaryOperator::ImmediatelySucceeds : BinaryOperator::Succeeds;
}

BinaryOperator multiset_operator(Tree::AdditiveSuffixContext* tree) {
  const bool all = tree->ALL() != nullptr;
  if (tree->UNION()) {
    return all ? BinaryOperator::MultisetUnionAll : BinaryOperator::MultisetUnion;
  }
  if (tree->INTERSECT()) {
    return all ? BinaryOperator::MultisetIntersectAll : BinaryOperator::MultisetIntersect;
  }
  return all ? BinaryOperator::MultisetExceptAll : BinaryOperator::MultisetExcept;
}

BinaryOperator product_operator(std::size_t token) {
  switch (token) {
    case Tree::STAR:
      return BinaryOperator::Multiply;
    case Tree::SLASH:
      return BinaryOperator::Divide;
    case Tree::PERCENT_SIGN:
      return BinaryOperator::Modulo;
    default:
      return BinaryOperator::Concat;
  }
}

}  // namespace

ExpressionPtr AstBuilder::expression(Tree::ExpressionContext* tree) const {
  Parts parts;
  for (auto* part : tree->conjunction()) parts.push_back(conjunction(part));
  return joined(BinaryOperator::Or, parts, 0, parts.size());
}

ExpressionPtr AstBuilder::conjunction(Tree::ConjunctionContext* tree) const {
  Parts parts;
  for (auto* part : tree->negation()) parts.push_back(negation(part));
  return joined(BinaryOperator::And, parts, 0, parts.size());
}

ExpressionPtr AstBuilder::negation(Tree::NegationContext* tree) const {
  auto out = is_predicate(tree->isPredicate());
  const auto nots = tree->NOT();
  check_chain(nots.size(), span(tree));
  for (auto i = nots.rbegin(); i != nots.rend(); ++i) {
    const SourceSpan place{span(*i).begin, out->span.end};
    out = make(Unary{UnaryOperator::Not, std::move(out)}, place);
  }
  return out;
}

ExpressionPtr AstBuilder::is_predicate(Tree::IsPredicateContext* tree) const {
  auto out = comparison(tree->comparison());
  const auto suffixes = tree->isSuffix();
  check_chain(suffixes.size(), span(tree));
  for (auto* suffix : suffixes) out = is(std::move(out), suffix);
  return out;
}

ExpressionPtr AstBuilder::is(ExpressionPtr left, Tree::IsSuffixContext* tree) const {
  const bool negated = tree->NOT() != nullptr;
  if (tree->DISTINCT()) {
    return binary(negated ? BinaryOperator::IsNotDistinctFrom : BinaryOperator::IsDistinctFrom,
                  std::move(left), range_predicate(tree->rangePredicate()));
  }
  auto test = IsTest::Null;
  if (tree->TRUE_()) test = IsTest::True;
  if (tree->FALSE_()) test = IsTest::False;
  if (tree->UNKNOWN()) test = IsTest::Unknown;
  if (tree->EMPTY()) test = IsTest::Empty;
  if (tree->SET()) test = IsTest::ASet;
  if (tree->JSON()) test = IsTest::JsonValue;
  if (tree->OBJECT()) test = IsTest::JsonObject;
  if (tree->ARRAY()) test = IsTest::JsonArray;
  if (tree->SCALAR()) test = IsTest::JsonScalar;
  const SourceSpan place{left->span.begin, span(tree).end};
  return make(Is{std::move(left), test, negated}, place);
}

ExpressionPtr AstBuilder::comparison(Tree::ComparisonContext* tree) const {
  auto out = range_predicate(tree->rangePredicate());
  const auto suffixes = tree->comparisonSuffix();
  check_chain(suffixes.size(), span(tree));
  for (auto* suffix : suffixes) out = compare(std::move(out), suffix);
  return out;
}

ExpressionPtr AstBuilder::compare(ExpressionPtr left, Tree::ComparisonSuffixContext* tree) const {
  if (tree->periodOperator()) {
    return binary(period_operator(tree->periodOperator()), std::move(left),
                  range_predicate(tree->rangePredicate()), span(tree->periodOperator()));
  }
  const auto op = comparison_operator(tree->comparisonOperator()->start->getType());
  if (tree->rangePredicate()) {
    return binary(op, std::move(left), range_predicate(tree->rangePredicate()),
                  span(tree->comparisonOperator()));
  }
  const SourceSpan place{left->span.begin, span(tree).end};
  QuantifiedComparison node{op, tree->ALL() != nullptr, std::move(left), {}, {}};
  auto* right = tree->queryOrList();
  if (right->query()) node.query = query(right->query());
  node.list = expressions(right->expression());
  return make(std::move(node), place);
}

ExpressionPtr AstBuilder::range_predicate(Tree::RangePredicateContext* tree) const {
  auto out = additive(tree->additive());
  const auto suffixes = tree->rangeSuffix();
  check_chain(suffixes.size(), span(tree));
  for (auto* suffix : suffixes) out = range(std::move(out), suffix);
  return out;
}

ExpressionPtr AstBuilder::range(ExpressionPtr left, Tree::RangeSuffixContext* tree) const {
  const bool negated = tree->NOT() != nullptr;
  if (tree->IN()) return in(std::move(left), tree);
  if (tree->LIKE() || tree->SIMILAR()) return like(std::move(left), tree);
  if (tree->MEMBER()) {
    return binary(negated ? BinaryOperator::NotMemberOf : BinaryOperator::MemberOf, std::move(left),
                  additive(tree->additive(0)));
  }
  if (tree->SUBMULTISET()) {
    return binary(negated ? BinaryOperator::NotSubmultisetOf : BinaryOperator::SubmultisetOf,
                  std::move(left), additive(tree->additive(0)));
  }
  const SourceSpan place{left->span.begin, span(tree).end};
  return make(Between{std::move(left), additive(tree->additive(0)), additive(tree->additive(1)),
                      tree->SYMMETRIC() != nullptr, negated},
              place);
}

ExpressionPtr AstBuilder::like(ExpressionPtr left, Tree::RangeSuffixContext* tree) const {
  const SourceSpan place{left->span.begin, span(tree).end};
  return make(Like{std::move(left), additive(tree->additive(0)),
                   tree->ESCAPE() ? additive(tree->additive(1)) : nullptr,
                   tree->LIKE() ? LikeKind::Like : LikeKind::SimilarTo, tree->NOT() != nullptr},
              place);
}

ExpressionPtr AstBuilder::in(ExpressionPtr left, Tree::RangeSuffixContext* tree) const {
  const bool negated = tree->NOT() != nullptr;
  const SourceSpan place{left->span.begin, span(tree).end};
  auto* right = tree->queryOrList();
  if (right->query()) return make(InQuery{std::move(left), query(right->query()), negated}, place);
  return make(InList{std::move(left), expressions(right->expression()), negated}, place);
}

ExpressionPtr AstBuilder::additive(Tree::AdditiveContext* tree) const {
  auto out = multiplicative(tree->multiplicative());
  const auto suffixes = tree->additiveSuffix();
  check_chain(suffixes.size(), span(tree));
  for (auto* suffix : suffixes) out = add(std::move(out), suffix);
  return out;
}

ExpressionPtr AstBuilder::add(ExpressionPtr left, Tree::AdditiveSuffixContext* tree) const {
  auto op = BinaryOperator::Add;
  if (tree->DASH()) op = BinaryOperator::Subtract;
  if (tree->MULTISET()) op = multiset_operator(tree);
  return binary(op, std::move(left), multiplicative(tree->multiplicative()), span_of(*tree->start));
}

ExpressionPtr AstBuilder::multiplicative(Tree::MultiplicativeContext* tree) const {
  const auto operands = tree->signedOperand();
  check_chain(operands.size(), span(tree));
  auto out = signed_operand(operands[0]);
  for (std::size_t i = 1; i < operands.size(); ++i) {
    // Children alternate: operand, operator, operand, …
    auto* op = dynamic_cast<Terminal*>(tree->children[2 * i - 1]);
    out = binary(product_operator(op->getSymbol()->getType()), std::move(out),
                 signed_operand(operands[i]), span(op));
  }
  return out;
}

ExpressionPtr AstBuilder::signed_operand(Tree::SignedOperandContext* tree) const {
  auto out = postfix(tree->postfix());
  check_chain(tree->children.size(), span(tree));
  for (auto i = tree->children.size() - 1; i-- > 0;) {
    const auto* sign = dynamic_cast<Terminal*>(tree->children[i])->getSymbol();
    const bool minus = sign->getType() == Tree::DASH;
    const SourceSpan place{span_of(*sign).begin, out->span.end};
    out = make(Unary{minus ? UnaryOperator::Minus : UnaryOperator::Plus, std::move(out)}, place);
  }
  return out;
}

}  // namespace streamsql
