// UNNEST: the elements of a collection as rows.
#include <fmt/format.h>

#include "engine/planner/expression_binder.h"
#include "engine/planner/query_binder.h"

namespace streamsql {
namespace {

// The columns of an element: the fields of a ROW, KEY and VALUE of a map, else one, which has the
// name of the alias: FROM UNNEST(tags) AS tag.
std::vector<Field> element_fields(const DataType& collection,
                                  const std::optional<ast::TableAlias>& alias) {
  if (collection.is(TypeKind::Map)) {
    return {{"KEY", collection.key()}, {"VALUE", collection.element()}};
  }
  const auto& element = collection.element();
  if (!element.is(TypeKind::Row)) return {{alias ? alias->name.text : "EXPR$0", element}};
  auto fields = element.children();
  for (auto& field : fields) {
    field.type = field.type.with_nullable(field.type.nullable() || element.nullable());
  }
  return fields;
}

ExpressionPtr bind_collection(const ast::Unnest& unnest, const Scope& scope,
                              const PlannerContext& context) {
  if (unnest.collections.size() > 1) {
    refuse("UNNEST of several collections", unnest.collections[1]->span);
  }
  const auto expressions = expression_context(context);
  auto collection = ExpressionBinder(expressions, scope).bind(unnest.collections.front());
  const auto& type = collection->type;
  if (type.is(TypeKind::Array) || type.is(TypeKind::Map) || type.is(TypeKind::Multiset)) {
    return collection;
  }
  throw Error(ErrorCode::TypeMismatch,
              fmt::format("Cannot apply 'UNNEST' to an argument of type {}",
                          type.with_nullable(true).to_sql()))
      .at(collection->span)
      .hint("UNNEST takes an ARRAY, a MAP or a MULTISET");
}

void rename(std::vector<Field>& fields, const std::vector<ast::Identifier>& names) {
  if (names.empty()) return;
  if (names.size() != fields.size()) {
    throw Error(ErrorCode::InvalidStatement,
                fmt::format("List of column aliases must have same degree as table; table has {} "
                            "columns, whereas alias list has {} columns",
                            fields.size(), names.size()))
        .at({names.front().span.begin, names.back().span.end});
  }
  for (std::size_t i = 0; i < names.size(); ++i) fields[i].name = names[i].text;
}

// The elements are of a row on the left: without that row there are none, and Flink knows no other
// join either.
logical::JoinKind unnest_kind(const ast::Join& join) {
  if (join.kind == ast::JoinKind::Left) return logical::JoinKind::Left;
  if (join.kind != ast::JoinKind::Right && join.kind != ast::JoinKind::Full) {
    return logical::JoinKind::Inner;
  }
  throw Error(ErrorCode::InvalidStatement,
              fmt::format("UNNEST cannot stand behind {} JOIN",
                          join.kind == ast::JoinKind::Right ? "RIGHT" : "FULL"))
      .at(join.kind_span)
      .hint("use CROSS JOIN UNNEST, or LEFT JOIN UNNEST … ON TRUE to keep rows without elements");
}

}  // namespace

FromResult bind_unnest(FromResult left, const ast::TableReference& reference,
                       logical::JoinKind kind, const PlannerContext& context) {
  const auto& unnest = *reference.as<ast::Unnest>();
  auto collection = bind_collection(unnest, left.scope, context);
  Relation relation;
  relation.columns = element_fields(collection->type, reference.alias);
  if (unnest.with_ordinality)
    relation.columns.push_back({"ORDINALITY", DataType::integer().not_null()});
  if (reference.alias) {
    relation.alias = reference.alias->name.text;
    rename(relation.columns, reference.alias->columns);
  }
  if (kind == logical::JoinKind::Left) {
    for (auto& column : relation.columns) column.type = column.type.with_nullable(true);
  }
  relation.span = reference.span;
  auto fields = left.node->schema->fields;
  fields.insert(fields.end(), relation.columns.begin(), relation.columns.end());
  left.node = logical::make_node(
      make_schema(std::move(fields)),
      logical::Correlate{left.node, std::move(collection), kind, unnest.with_ordinality});
  left.scope.add(std::move(relation));
  return left;
}

FromResult bind_unnest_join(FromResult left, const ast::Join& join, const PlannerContext& context) {
  const auto kind = unnest_kind(join);
  if (join.natural) refuse("NATURAL JOIN", join.kind_span);
  if (!join.using_columns.empty()) refuse("USING with UNNEST", join.kind_span);
  auto result = bind_unnest(std::move(left), *join.right, kind, context);
  if (!join.on) return result;
  const auto expressions = expression_context(context);
  auto condition = ExpressionBinder(expressions, result.scope).bind_condition(*join.on, "ON");
  if (is_true(*condition)) return result;
  const auto schema = result.node->schema;
  if (kind == logical::JoinKind::Left) {
    auto correlate = std::get<logical::Correlate>(result.node->node);
    correlate.condition = std::move(condition);
    result.node = logical::make_node(schema, std::move(correlate));
  } else {
    result.node =
        logical::make_node(schema, logical::Filter{std::move(result.node), std::move(condition)});
  }
  return result;
}

}  // namespace streamsql
