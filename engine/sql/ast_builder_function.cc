// Function calls.
#include <fmt/format.h>

#include "engine/base/ascii.h"
#include "engine/sql/ast_builder.h"
#include "engine/sql/token_stream.h"

namespace streamsql {

using namespace ast;

namespace {

bool is_word(std::string_view text, std::string_view word) {
  return equals_ignoring_case(text, word);
}

}  // namespace

ExpressionPtr AstBuilder::call(QualifiedName name, Tree::CallContext* tree) const {
  const SourceSpan place{name.span.begin, span(tree).end};
  auto node = function(std::move(name), tree->arguments());
  add_tail(node, tree->callTail());
  if (node.name.parts.size() == 1 && is_word(node.name.parts[0].text, "DESCRIPTOR")) {
    return descriptor(node, place);
  }
  return make(std::move(node), place);
}

ExpressionPtr AstBuilder::descriptor(const FunctionCall& call, SourceSpan span) const {
  Descriptor out;
  for (const auto& argument : call.arguments) {
    const auto* column = argument.value->as<ColumnRef>();
    if (!column || column->parts.size() != 1 || argument.name) {
      throw Error(ErrorCode::SyntaxError, "DESCRIPTOR takes names of columns")
          .at(argument.value->span);
    }
    out.columns.push_back(column->parts[0]);
  }
  if (out.columns.empty()) {
    throw Error(ErrorCode::SyntaxError, "DESCRIPTOR takes at least one column").at(span);
  }
  return make(std::move(out), span);
}

FunctionCall AstBuilder::function(QualifiedName name, Tree::ArgumentsContext* tree) const {
  FunctionCall out;
  out.name = std::move(name);
  if (tree->STAR()) out.arguments.push_back({{}, make(Star{}, span(tree->STAR()))});
  for (auto* each : tree->argument()) out.arguments.push_back(argument(each));
  out.quantifier = quantifier(tree->setQuantifier());
  out.order_by = order_by(tree->orderBy());
  out.nulls = null_treatment(tree->nullTreatment());
  return out;
}

Argument AstBuilder::argument(Tree::ArgumentContext* tree) const {
  Argument out;
  if (tree->identifier()) out.name = identifier(tree->identifier());
  out.value = argument_value(tree->argumentValue());
  return out;
}

ExpressionPtr AstBuilder::argument_value(Tree::ArgumentValueContext* tree) const {
  const auto place = span(tree);
  if (tree->DEFAULT()) return make(DefaultArgument{}, place);
  if (!tree->TABLE() && !tree->partitionBy()) return expression(tree->expression());
  TableArgument out;
  if (tree->qualifiedName()) out.table = name(tree->qualifiedName());
  if (tree->query()) out.table = query(tree->query());
  if (tree->expression()) {
    const auto inner = expression(tree->expression());
    const auto* subquery = inner->as<Subquery>();
    if (!subquery || subquery->kind != SubqueryKind::Scalar) {
      throw Error(ErrorCode::SyntaxError, "PARTITION BY stands behind a table argument only")
          .at(span(tree->partitionBy()))
          .hint("write TABLE t PARTITION BY …");
    }
    out.table = subquery->query;
  }
  out.partition_by = partition_by(tree->partitionBy());
  out.order_by = order_by(tree->orderBy());
  return make(std::move(out), place);
}

AstBuilder::Parts AstBuilder::partition_by(Tree::PartitionByContext* tree) const {
  return tree ? expressions(tree->expression()) : Parts{};
}

void AstBuilder::add_tail(FunctionCall& call, Tree::CallTailContext* tail) const {
  if (!tail) return;
  if (tail->nullTreatment()) call.nulls = null_treatment(tail->nullTreatment());
  if (tail->withinGroup()) call.within_group = order_by(tail->withinGroup()->orderBy());
  if (tail->filter()) call.filter = expression(tail->filter()->expression());
  if (!tail->over()) return;
  if (tail->over()->identifier()) {
    call.over = identifier(tail->over()->identifier());
  } else {
    call.over = window(tail->over()->windowSpecification());
  }
}

NullTreatment AstBuilder::null_treatment(Tree::NullTreatmentContext* tree) const {
  if (!tree) return NullTreatment::None;
  return tree->IGNORE() ? NullTreatment::Ignore : NullTreatment::Respect;
}

WindowSpecification AstBuilder::window(Tree::WindowSpecificationContext* tree) const {
  WindowSpecification out;
  if (tree->identifier()) out.base = identifier(tree->identifier());
  out.partition_by = expressions(tree->expression());
  out.order_by = order_by(tree->orderBy());
  if (tree->windowFrame()) out.frame = frame(tree->windowFrame());
  out.span = span(tree);
  return out;
}

WindowFrame AstBuilder::frame(Tree::WindowFrameContext* tree) const {
  WindowFrame out;
  out.rows = tree->ROWS() != nullptr;
  out.lower = bound(tree->frameBound(0));
  if (tree->BETWEEN()) out.upper = bound(tree->frameBound(1));
  out.span = span(tree);
  return out;
}

FrameBound AstBuilder::bound(Tree::FrameBoundContext* tree) const {
  FrameBound out;
  out.span = span(tree);
  const bool preceding = tree->PRECEDING() != nullptr;
  if (tree->CURRENT()) return out;
  if (tree->UNBOUNDED()) {
    out.kind = preceding ? FrameBoundKind::UnboundedPreceding : FrameBoundKind::UnboundedFollowing;
    return out;
  }
  out.kind = preceding ? FrameBoundKind::Preceding : FrameBoundKind::Following;
  out.offset = additive(tree->additive());
  return out;
}

// The name is the first word of the form.
FunctionCall AstBuilder::special(const Rule* tree, Parts arguments) const {
  FunctionCall out;
  const auto place = span_of(*tree->start);
  out.name = {{word(place)}, place};
  for (auto& value : arguments) out.arguments.push_back({{}, std::move(value)});
  return out;
}

ExpressionPtr AstBuilder::special_call(Tree::PrimaryContext* tree) const {
  const auto place = span(tree);
  if (tree->contextFunction()) return context_function(tree->contextFunction());
  if (tree->jsonCall()) return json(tree->jsonCall());
  if (tree->trimCall()) return trim(tree->trimCall());
  if (auto* form = tree->extractCall()) {
    return make(special(form, {time_unit(form->timeUnit()), expression(form->expression())}),
                place);
  }
  if (auto* form = tree->roundingCall()) {
    Parts parts{expression(form->expression())};
    if (form->timeUnit()) parts.push_back(time_unit(form->timeUnit()));
    return make(special(form, std::move(parts)), place);
  }
  if (auto* form = tree->timestampCall()) {
    return make(special(form, {time_unit(form->timeUnit()), expression(form->expression(0)),
                               expression(form->expression(1))}),
                place);
  }
  if (auto* form = tree->substringCall()) {
    return make(special(form, expressions(form->expression())), place);
  }
  if (auto* form = tree->overlayCall()) {
    return make(special(form, expressions(form->expression())), place);
  }
  auto* form = tree->positionCall();
  Parts parts{additive(form->additive())};
  for (auto* each : form->expression()) parts.push_back(expression(each));
  return make(special(form, std::move(parts)), place);
}

ExpressionPtr AstBuilder::trim(Tree::TrimCallContext* tree) const {
  const auto parts = expressions(tree->expression());
  const bool from = tree->FROM() != nullptr;
  const auto place = span(tree);
  if (!from && (tree->trimSide() || parts.size() != 1)) {
    throw Error(ErrorCode::SyntaxError, "TRIM needs FROM and the string to trim")
        .at(place)
        .hint("write TRIM([BOTH | LEADING | TRAILING] [characters] FROM string)");
  }
  if (!from) return make(special(tree, parts), place);
  if (!tree->trimSide() && parts.size() != 2) {
    throw Error(ErrorCode::SyntaxError, "TRIM needs a side or characters before FROM")
        .at(span(tree->FROM()));
  }
  TrimSymbol side;
  if (tree->trimSide() && tree->trimSide()->LEADING()) side.side = TrimSide::Leading;
  if (tree->trimSide() && tree->trimSide()->TRAILING()) side.side = TrimSide::Trailing;
  const auto side_span = tree->trimSide() ? span(tree->trimSide()) : span_of(*tree->start);
  Parts arguments{make(side, side_span)};
  arguments.insert(arguments.end(), parts.begin(), parts.end());
  return make(special(tree, std::move(arguments)), place);
}

ExpressionPtr AstBuilder::context_function(Tree::ContextFunctionContext* tree) const {
  Parts arguments;
  if (tree->integer()) {
    const auto place = span(tree->integer());
    arguments.push_back(make(NumericLiteral{std::string(text(place)), false}, place));
  }
  auto out = special(tree, std::move(arguments));
  out.parentheses = tree->LPAREN() != nullptr;
  return make(std::move(out), span(tree));
}

ExpressionPtr AstBuilder::json(Tree::JsonCallContext* tree) const {
  Parts arguments;
  for (auto* pair : tree->jsonPair()) {
    arguments.push_back(expression(pair->expression(0)));
    arguments.push_back(expression(pair->expression(1)));
  }
  for (auto* each : tree->expression()) arguments.push_back(expression(each));
  auto out = special(tree, std::move(arguments));
  JsonClauses clauses;
  if (tree->dataType()) clauses.returning = type(tree->dataType());
  if (auto* wrapper = tree->jsonWrapper()) {
    clauses.wrapper = JsonWrapper::Unconditional;
    if (wrapper->WITHOUT()) clauses.wrapper = JsonWrapper::Without;
    if (wrapper->CONDITIONAL()) clauses.wrapper = JsonWrapper::Conditional;
  }
  for (auto* behavior : tree->jsonBehavior()) {
    const bool on_empty = has(behavior, Tree::EMPTY) && behavior->children.back() != nullptr &&
                          behavior->stop->getType() == Tree::EMPTY;
    auto& slot = on_empty ? clauses.on_empty : clauses.on_error;
    if (slot) throw Error(ErrorCode::SyntaxError, "This clause is given twice").at(span(behavior));
    slot = json_behavior(behavior);
  }
  if (auto* nulls = tree->jsonNullClause()) clauses.null_on_null = nulls->ABSENT() == nullptr;
  out.json = std::move(clauses);
  out.order_by = order_by(tree->orderBy());
  add_tail(out, tree->callTail());
  return make(std::move(out), span(tree));
}

JsonBehavior AstBuilder::json_behavior(Tree::JsonBehaviorContext* tree) const {
  switch (tree->start->getType()) {
    case Tree::TRUE_:
      return {JsonBehaviorKind::True, nullptr};
    case Tree::FALSE_:
      return {JsonBehaviorKind::False, nullptr};
    case Tree::UNKNOWN:
      return {JsonBehaviorKind::Unknown, nullptr};
    case Tree::ERROR:
      return {JsonBehaviorKind::Error, nullptr};
    case Tree::DEFAULT:
      return {JsonBehaviorKind::Default, expression(tree->expression())};
    case Tree::EMPTY:
      return {tree->OBJECT() ? JsonBehaviorKind::EmptyObject : JsonBehaviorKind::EmptyArray,
              nullptr};
    default:
      return {JsonBehaviorKind::Null, nullptr};
  }
}

}  // namespace streamsql
