// Queries without their FROM.
#include "engine/sql/ast_builder.h"
#include "engine/sql/token_stream.h"

namespace streamsql {

using namespace ast;

QueryPtr AstBuilder::query(Tree::QueryContext* tree) const {
  auto out = query_body(tree->queryBody());
  const bool wraps = tree->with() || tree->orderBy() || tree->rowLimit();
  const bool taken = !out.with.empty() || !out.order_by.empty() || out.offset || out.limit;
  if (wraps && taken) {
    // (SELECT … LIMIT 3) ORDER BY …: the inner clauses are a query of their own.
    Select all;
    all.items.push_back({make(Star{}, out.span), {}, out.span});
    TableReference derived;
    derived.span = out.span;
    derived.node = DerivedTable{std::make_shared<const Query>(std::move(out)), false};
    all.from = std::make_shared<const TableReference>(std::move(derived));
    out = Query{};
    out.body = std::move(all);
  }
  if (auto* with = tree->with()) {
    out.recursive = with->RECURSIVE() != nullptr;
    for (auto* each : with->commonTable()) {
      out.with.push_back({identifier(each->identifier()), identifiers(each->identifierList()),
                          query(each->query()), span(each)});
    }
  }
  if (tree->orderBy()) out.order_by = order_by(tree->orderBy());
  if (tree->rowLimit()) add_limit(out, tree->rowLimit());
  out.span = span(tree);
  return std::make_shared<const Query>(std::move(out));
}

namespace {

struct Operand {
  Query query;
  bool all = false;
  SetOperator op = SetOperator::Union;
  SourceSpan op_span = {};
};

Query joined(std::vector<Operand> operands) {
  const auto& last = operands.back().query;
  check_chain(operands.size(), {operands[0].query.span.begin, last.span.end});
  Query out = std::move(operands[0].query);
  for (std::size_t i = 1; i < operands.size(); ++i) {
    auto& next = operands[i];
    Query both;
    both.span = {out.span.begin, next.query.span.end};
    both.body = SetOperation{next.op, next.all, std::make_shared<const Query>(std::move(out)),
                             std::make_shared<const Query>(std::move(next.query)), next.op_span};
    out = std::move(both);
  }
  return out;
}

}  // namespace

Query AstBuilder::query_body(Tree::QueryBodyContext* tree) const {
  std::vector<Operand> operands;
  Operand next;
  for (auto* child : tree->children) {
    if (auto* token = dynamic_cast<Terminal*>(child)) {
      const auto type = token->getSymbol()->getType();
      if (type == Tree::ALL) next.all = true;
      if (type != Tree::UNION && type != Tree::EXCEPT) continue;
      next.op = type == Tree::UNION ? SetOperator::Union : SetOperator::Except;
      next.op_span = span(token);
    } else {
      next.query = query_term(dynamic_cast<Tree::QueryTermContext*>(child));
      operands.push_back(std::move(next));
      next = {};
    }
  }
  return joined(std::move(operands));
}

Query AstBuilder::query_term(Tree::QueryTermContext* tree) const {
  std::vector<Operand> operands;
  Operand next;
  next.op = SetOperator::Intersect;
  for (auto* child : tree->children) {
    if (auto* token = dynamic_cast<Terminal*>(child)) {
      const auto type = token->getSymbol()->getType();
      if (type == Tree::ALL) next.all = true;
      if (type == Tree::INTERSECT) next.op_span = span(token);
    } else {
      next.query = query_primary(dynamic_cast<Tree::QueryPrimaryContext*>(child));
      operands.push_back(std::move(next));
      next = {};
      next.op = SetOperator::Intersect;
    }
  }
  return joined(std::move(operands));
}

Query AstBuilder::query_primary(Tree::QueryPrimaryContext* tree) const {
  if (tree->query()) return *query(tree->query());
  Query out;
  out.span = span(tree);
  if (tree->select()) {
    out.body = select(tree->select());
  } else if (tree->values()) {
    out.body = Values{expressions(tree->values()->expression())};
  } else {
    out.body = ExplicitTable{name(tree->qualifiedName())};
  }
  return out;
}

Select AstBuilder::select(Tree::SelectContext* tree) const {
  Select out;
  out.hints = hints(tree->hints());
  out.quantifier = quantifier(tree->setQuantifier());
  for (auto* item : tree->selectItem()) out.items.push_back(select_item(item));
  if (tree->from()) out.from = from(tree->from());
  for (std::size_t i = 0; i + 1 < tree->children.size(); ++i) {
    auto* token = dynamic_cast<Terminal*>(tree->children[i]);
    auto* next = dynamic_cast<Tree::ExpressionContext*>(tree->children[i + 1]);
    if (!token || !next) continue;
    const auto type = token->getSymbol()->getType();
    if (type == Tree::WHERE) out.where = expression(next);
    if (type == Tree::HAVING) out.having = expression(next);
    if (type == Tree::QUALIFY) out.qualify = expression(next);
  }
  if (auto* group = tree->groupBy()) {
    out.group_quantifier = quantifier(group->setQuantifier());
    for (auto* each : group->groupingElement()) out.group_by.push_back(grouping(each));
  }
  for (auto* each : tree->namedWindow()) {
    out.windows.push_back({identifier(each->identifier()), window(each->windowSpecification())});
  }
  return out;
}

SelectItem AstBuilder::select_item(Tree::SelectItemContext* tree) const {
  SelectItem out;
  out.span = span(tree);
  out.expression = tree->STAR() ? make(Star{}, out.span) : expression(tree->expression());
  if (tree->identifier()) out.alias = identifier(tree->identifier());
  if (tree->bareAlias()) out.alias = word(span(tree->bareAlias()));
  if (out.alias && out.expression->as<Star>()) {
    throw Error(ErrorCode::SyntaxError, "'*' cannot have an alias").at(out.alias->span);
  }
  return out;
}

SetQuantifier AstBuilder::quantifier(Tree::SetQuantifierContext* tree) const {
  if (!tree) return SetQuantifier::None;
  return tree->ALL() ? SetQuantifier::All : SetQuantifier::Distinct;
}

std::vector<Hint> AstBuilder::hints(Tree::HintsContext* tree) const {
  std::vector<Hint> out;
  if (!tree) return out;
  for (auto* each : tree->hint()) {
    Hint hint{identifier(each->identifier()), {}, span(each)};
    for (auto* argument : each->hintArgument()) hint.arguments.push_back(hint_argument(argument));
    out.push_back(std::move(hint));
  }
  return out;
}

HintArgument AstBuilder::hint_argument(Tree::HintArgumentContext* tree) const {
  const auto strings = tree->stringLiteral();
  const auto place = span(tree);
  if (!tree->EQ()) {
    if (!strings.empty()) return {{}, string(strings[0])};
    return {{}, {word(place).text, place}};
  }
  auto value = string(strings.back());
  if (strings.size() == 2) return {string(strings[0]), std::move(value)};
  const SourceSpan key{place.begin, span(tree->identifier().back()).end};
  return {StringValue{word(key).text, key}, std::move(value)};
}

GroupingElement AstBuilder::grouping(Tree::GroupingElementContext* tree) const {
  GroupingElement out;
  out.span = span(tree);
  for (auto* each : tree->groupingElement()) out.elements.push_back(grouping(each));
  if (tree->ROLLUP()) out.kind = GroupingKind::Rollup;
  if (tree->CUBE()) out.kind = GroupingKind::Cube;
  if (tree->SETS()) out.kind = GroupingKind::GroupingSets;
  if (!tree->expression()) return out;
  const auto inner = expression(tree->expression());
  const auto* row = inner->as<RowConstructor>();
  if (row && !row->keyword) {
    out.expressions = row->fields;
  } else {
    out.expressions = {inner};
  }
  return out;
}

std::vector<OrderItem> AstBuilder::order_by(Tree::OrderByContext* tree) const {
  std::vector<OrderItem> out;
  if (!tree) return out;
  for (auto* each : tree->orderItem()) {
    OrderItem item;
    item.expression = expression(each->expression());
    item.descending = each->DESC() != nullptr;
    if (each->NULLS()) item.nulls_first = each->FIRST() != nullptr;
    item.span = span(each);
    out.push_back(std::move(item));
  }
  return out;
}

void AstBuilder::add_limit(Query& query, Tree::RowLimitContext* tree) const {
  if (tree->EXACT()) query.limit = number(tree->EXACT());
  if (tree->fetch()) query.limit = number(tree->fetch()->EXACT());
  if (tree->offset()) query.offset = number(tree->offset()->EXACT());
}

ExpressionPtr AstBuilder::number(Terminal* token) const {
  const auto place = span(token);
  return make(NumericLiteral{std::string(text(place)), false}, place);
}

}  // namespace streamsql
