// FROM: tables, joins, table functions, MATCH_RECOGNIZE.
#include "engine/sql/ast_builder.h"
#include "engine/sql/token_stream.h"

namespace streamsql {

using namespace ast;

namespace {

TableReferencePtr shared(TableReference table) {
  return std::make_shared<const TableReference>(std::move(table));
}

JoinKind join_kind(Tree::JoinContext* tree) {
  if (tree->CROSS()) return JoinKind::Cross;
  auto* type = tree->joinType();
  if (!type || type->INNER()) return JoinKind::Inner;
  if (type->LEFT()) return JoinKind::Left;
  return type->RIGHT() ? JoinKind::Right : JoinKind::Full;
}

PatternPtr shared(Pattern pattern) { return std::make_shared<const Pattern>(std::move(pattern)); }

}  // namespace

TableReferencePtr AstBuilder::from(Tree::FromContext* tree) const {
  const auto tables = tree->tableReference();
  check_chain(tables.size(), span(tree));
  auto out = table_reference(tables[0]);
  for (std::size_t i = 1; i < tables.size(); ++i) {
    Join node;
    node.kind = JoinKind::Comma;
    node.kind_span = span(tree->COMMA(i - 1));
    node.left = std::move(out);
    node.right = table_reference(tables[i]);
    const SourceSpan place{node.left->span.begin, node.right->span.end};
    out = shared(TableReference{std::move(node), {}, place});
  }
  return out;
}

TableReferencePtr AstBuilder::table_reference(Tree::TableReferenceContext* tree) const {
  auto out = table_factor(tree->tableFactor());
  check_chain(tree->join().size(), span(tree));
  for (auto* each : tree->join()) out = join(std::move(out), each);
  return out;
}

TableReferencePtr AstBuilder::join(TableReferencePtr left, Tree::JoinContext* tree) const {
  Join node;
  node.kind = join_kind(tree);
  node.natural = tree->NATURAL() != nullptr;
  node.kind_span = {span(tree).begin, span(tree->JOIN()).end};
  node.right = table_factor(tree->tableFactor());
  if (tree->expression()) node.on = expression(tree->expression());
  node.using_columns = identifiers(tree->identifierList());
  const bool has_condition = node.natural || node.on || !node.using_columns.empty();
  if (node.kind != JoinKind::Cross && !has_condition) {
    throw Error(ErrorCode::SyntaxError, "A join needs ON or USING")
        .at(node.kind_span)
        .hint("CROSS JOIN joins all pairs");
  }
  const SourceSpan place{left->span.begin, span(tree).end};
  node.left = std::move(left);
  return shared(TableReference{std::move(node), {}, place});
}

TableReferencePtr AstBuilder::table_factor(Tree::TableFactorContext* tree) const {
  auto out = table_primary(tree->tablePrimary());
  if (tree->matchRecognize()) {
    const SourceSpan place{out.span.begin, span(tree->matchRecognize()).end};
    auto node = match(shared(std::move(out)), tree->matchRecognize());
    out = TableReference{std::move(node), {}, place};
  }
  if (tree->tableAlias()) {
    if (out.alias || out.as<Join>()) {
      throw Error(ErrorCode::SyntaxError, "An alias names one table, not a join")
          .at(span(tree->tableAlias()));
    }
    out.alias = alias(tree->tableAlias());
    out.span.end = span(tree->tableAlias()).end;
  }
  if (auto* sample = tree->tableSample()) {
    const SourceSpan place{out.span.begin, span(sample).end};
    TableSample node;
    node.input = shared(std::move(out));
    node.bernoulli = sample->BERNOULLI() != nullptr;
    node.percentage = expression(sample->expression(0));
    if (sample->REPEATABLE()) node.seed = expression(sample->expression(1));
    out = TableReference{std::move(node), {}, place};
  }
  return shared(std::move(out));
}

TableReference AstBuilder::table_primary(Tree::TablePrimaryContext* tree) const {
  const auto place = span(tree);
  const bool lateral = tree->LATERAL() != nullptr;
  if (tree->qualifiedName()) return named_table(tree);
  if (tree->UNNEST()) {
    return {Unnest{expressions(tree->expression()), tree->ORDINALITY() != nullptr}, {}, place};
  }
  if (tree->tableFunction()) {
    auto node = table_function(tree->tableFunction());
    node.lateral = lateral;
    return {std::move(node), {}, place};
  }
  if (tree->query()) return {DerivedTable{query(tree->query()), lateral}, {}, place};
  return *table_reference(tree->tableReference());
}

TableReference AstBuilder::named_table(Tree::TablePrimaryContext* tree) const {
  const auto place = span(tree);
  auto name = this->name(tree->qualifiedName());
  if (tree->arguments()) {
    return {
        TableFunction{make(function(std::move(name), tree->arguments()), place), false}, {}, place};
  }
  NamedTable node;
  node.name = std::move(name);
  node.hints = hints(tree->hints());
  if (tree->systemTime()) node.system_time = additive(tree->systemTime()->additive());
  return {std::move(node), {}, place};
}

TableFunction AstBuilder::table_function(Tree::TableFunctionContext* tree) const {
  return {make(function(name(tree->qualifiedName()), tree->arguments()), span(tree)), false};
}

TableAlias AstBuilder::alias(Tree::TableAliasContext* tree) const {
  const auto* word = static_cast<const Rule*>(tree->identifier());
  if (!word) word = tree->bareAlias();
  return {this->word(span(word)), identifiers(tree->identifierList())};
}

MatchRecognize AstBuilder::match(TableReferencePtr input, Tree::MatchRecognizeContext* t) const {
  MatchRecognize out;
  out.input = std::move(input);
  auto others = expressions(t->expression());
  if (t->WITHIN()) {
    out.within = std::move(others.back());
    others.pop_back();
  }
  out.partition_by = std::move(others);
  out.order_by = order_by(t->orderBy());
  for (auto* each : t->measure()) {
    out.measures.push_back({identifier(each->identifier()), expression(each->expression())});
  }
  out.all_rows = has(t, Tree::ALL);
  if (t->afterMatch()) add_after_match(out, t->afterMatch());
  out.strict_start = t->CARET() != nullptr;
  out.pattern = pattern(t->pattern());
  for (auto* each : t->patternSubset()) {
    out.subsets.push_back({identifier(each->identifier()), identifiers(each->identifierList())});
  }
  for (auto* each : t->patternDefinition()) {
    out.definitions.push_back({identifier(each->identifier()), expression(each->expression())});
  }
  return out;
}

void AstBuilder::add_after_match(MatchRecognize& node, Tree::AfterMatchContext* tree) const {
  if (tree->identifier()) node.after_variable = identifier(tree->identifier());
  if (tree->PAST()) {
    node.after = AfterMatch::PastLastRow;
  } else if (tree->NEXT()) {
    node.after = AfterMatch::ToNextRow;
  } else {
    node.after = tree->FIRST() ? AfterMatch::ToFirst : AfterMatch::ToLast;
  }
}

PatternPtr AstBuilder::pattern(Tree::PatternContext* tree) const {
  const auto parts = tree->patternSequence();
  if (parts.size() == 1) return pattern_sequence(parts[0]);
  Pattern out;
  out.kind = PatternKind::Alternation;
  out.span = span(tree);
  for (auto* each : parts) out.children.push_back(pattern_sequence(each));
  return shared(std::move(out));
}

PatternPtr AstBuilder::pattern_sequence(Tree::PatternSequenceContext* tree) const {
  const auto parts = tree->patternFactor();
  if (parts.size() == 1) return pattern_factor(parts[0]);
  Pattern out;
  out.kind = PatternKind::Sequence;
  out.span = span(tree);
  for (auto* each : parts) out.children.push_back(pattern_factor(each));
  return shared(std::move(out));
}

PatternPtr AstBuilder::pattern_factor(Tree::PatternFactorContext* tree) const {
  auto out = pattern_primary(tree->patternPrimary());
  if (tree->patternQuantifier()) {
    if (out.quantifier) {  // (A+)*: a level of its own
      Pattern outer;
      outer.kind = PatternKind::Sequence;
      outer.children.push_back(shared(std::move(out)));
      out = std::move(outer);
    }
    out.quantifier = pattern_quantifier(tree->patternQuantifier());
  }
  out.span = span(tree);
  return shared(std::move(out));
}

Pattern AstBuilder::pattern_primary(Tree::PatternPrimaryContext* tree) const {
  Pattern out;
  out.span = span(tree);
  const auto inner = tree->pattern();
  if (tree->identifier()) {
    out.variable = identifier(tree->identifier());
    return out;
  }
  if (!tree->PERMUTE() && !tree->LBRACE()) return *pattern(inner[0]);
  out.kind = tree->PERMUTE() ? PatternKind::Permute : PatternKind::Exclusion;
  for (auto* each : inner) out.children.push_back(pattern(each));
  return out;
}

PatternQuantifier AstBuilder::pattern_quantifier(Tree::PatternQuantifierContext* tree) const {
  PatternQuantifier out{
      1, 1, tree->QUESTION().size() == (tree->start->getType() == Tree::QUESTION ? 2U : 1U)};
  const auto at = [&](std::size_t i) {
    return static_cast<std::uint32_t>(integer(tree->integer(i)));
  };
  switch (tree->start->getType()) {
    case Tree::STAR:
      out.minimum = 0;
      out.maximum.reset();
      return out;
    case Tree::PLUS:
      out.maximum.reset();
      return out;
    case Tree::QUESTION:
      out.minimum = 0;
      return out;
    default:
      break;
  }
  // {n}, {n,}, {n,m}, {,m}
  const bool comma_first = has(tree, Tree::COMMA) && tree->children[1]->children.empty();
  const auto count = tree->integer().size();
  out.minimum = comma_first ? 0 : at(0);
  out.maximum = out.minimum;
  if (has(tree, Tree::COMMA)) out.maximum.reset();
  if (comma_first) out.maximum = at(0);
  if (count == 2) out.maximum = at(1);
  return out;
}

}  // namespace streamsql
