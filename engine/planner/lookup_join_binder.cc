// left [LEFT] JOIN dimension FOR SYSTEM_TIME AS OF left.proctime ON …
#include <fmt/format.h>

#include "engine/planner/expression_binder.h"
#include "engine/planner/query_binder.h"
#include "engine/planner/table_binder.h"

namespace streamsql {
namespace {

std::string_view join_name(ast::JoinKind kind) {
  switch (kind) {
    case ast::JoinKind::Right: return "RIGHT";
    case ast::JoinKind::Full: return "FULL";
    default: return "INNER";
  }
}

logical::JoinKind logical_kind(const ast::Join& join) {
  if (join.kind == ast::JoinKind::Left) return logical::JoinKind::Left;
  if (join.kind == ast::JoinKind::Right || join.kind == ast::JoinKind::Full) {
    throw Error(ErrorCode::InvalidStatement,
                fmt::format("Temporal table join currently only supports INNER JOIN and LEFT JOIN, "
                            "but was {} JOIN.",
                            join_name(join.kind)))
        .at(join.kind_span);
  }
  return logical::JoinKind::Inner;
}

// The column of the left input whose time counts.
int bind_time(const ast::NamedTable& table, const Scope& left, const ExpressionContext& context) {
  const auto time = ExpressionBinder(context, left).bind(table.system_time);
  const auto attribute = time->type.time_attribute();
  if (attribute == TimeAttribute::Rowtime) {
    throw Error(ErrorCode::UnsupportedSyntax, "A temporal join on event time is not supported yet")
        .at(table.system_time->span)
        .hint("a lookup join takes a processing time: proc_time AS PROCTIME() in the left table");
  }
  const auto* column = std::get_if<ColumnRef>(&time->node);
  if (attribute == TimeAttribute::Proctime && column) return column->index;
  throw Error(ErrorCode::InvalidStatement,
              "Temporal table join currently only supports 'FOR SYSTEM_TIME AS OF' left table's "
              "time attribute field")
      .at(table.system_time->span)
      .hint("declare a column `proc_time AS PROCTIME()` in the left table and use it here");
}

// What is looked up: a declared table, not a view.
logical::DeclaredTablePtr bind_dimension(QueryBinder& binder, const ast::NamedTable& table) {
  const auto object = binder.find_object(table.name);
  if (std::holds_alternative<ViewDefinition>(*object)) {
    refuse("A lookup join with a view", table.name.span);
  }
  return bind_table(std::get<TableDefinition>(*object), binder.context(),
                    hinted_options(table.hints, binder.context()));
}

Relation dimension_relation(const logical::DeclaredTable& table, const ast::TableReference& right) {
  Relation relation;
  relation.alias = right.alias ? right.alias->name.text : table.descriptor.short_name;
  relation.columns = table.visible->fields;
  relation.span = right.span;
  if (right.alias && !right.alias->columns.empty()) {
    const auto& names = right.alias->columns;
    if (names.size() != relation.columns.size()) {
      throw Error(ErrorCode::InvalidStatement,
                  fmt::format("List of column aliases must have same degree as table; table has "
                              "{} columns, whereas alias list has {} columns",
                              relation.columns.size(), names.size()))
          .at(names.front().span);
    }
    for (std::size_t i = 0; i < names.size(); ++i) relation.columns[i].name = names[i].text;
  }
  return relation;
}

// a.k = b.k for every column of USING.
std::vector<ExpressionPtr> bind_using(const ast::Join& join, const Scope& both,
                                      const ExpressionBinder& binder) {
  std::vector<ExpressionPtr> conjuncts;
  const auto& right = both.relations().back();
  Scope left_only, right_only;
  for (std::size_t i = 0; i + 1 < both.relations().size(); ++i) {
    left_only.add(both.relations()[i]);
  }
  right_only.add(right);
  for (const auto& name : join.using_columns) {
    const ast::ColumnRef column{{name}};
    const auto left_side = left_only.resolve(column, name.span);
    const auto right_side = right_only.resolve(column, name.span);
    const int index = std::get<ColumnRef>(right_side->node).index + right.offset;
    conjuncts.push_back(binder.compare(
        "=", left_side, make_column_ref(index, right_side->type, name.span), name.span));
  }
  return conjuncts;
}

std::vector<ExpressionPtr> bind_condition(const ast::Join& join, const Scope& both,
                                          const ExpressionContext& context) {
  if (join.natural) refuse("NATURAL JOIN", join.kind_span);
  const ExpressionBinder binder(context, both);
  if (!join.using_columns.empty()) return bind_using(join, both, binder);
  std::vector<ExpressionPtr> conjuncts;
  if (join.on) split_conjuncts(binder.bind_condition(*join.on, "ON"), conjuncts);
  return conjuncts;
}

bool is_stored_only(const logical::DeclaredTable& table) {
  return table.columns.size() == table.descriptor.physical->fields.size();
}

DataType joined_type(const DataType& type, logical::JoinKind kind) {
  return kind == logical::JoinKind::Left ? type.with_nullable(true) : type;
}

// The visible columns of a joined table, computed above the join where they are not stored.
logical::NodePtr compute_visible(logical::NodePtr join, const logical::LookupJoin& lookup,
                                 std::size_t left_width) {
  std::vector<ExpressionPtr> stored;
  auto fields = join->schema->fields;
  for (std::size_t i = left_width; i < fields.size(); ++i) {
    stored.push_back(make_column_ref(static_cast<int>(i), fields[i].type));
  }
  std::vector<ExpressionPtr> columns;
  for (std::size_t i = 0; i < left_width; ++i) {
    columns.push_back(make_column_ref(static_cast<int>(i), fields[i].type));
  }
  fields.resize(left_width);
  const auto& table = *lookup.table;
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    auto value = substitute(table.columns[i], stored);
    fields.push_back({table.visible->fields[i].name, joined_type(value->type, lookup.kind)});
    columns.push_back(std::move(value));
  }
  return logical::make_node(make_schema(std::move(fields)),
                            logical::Project{std::move(join), std::move(columns)});
}

// References to the visible columns behind the left ones, as expressions over what the lookup
// gives.
std::vector<ExpressionPtr> over_stored(const logical::DeclaredTable& table, const Schema& left) {
  auto out = column_references(left);
  std::vector<ExpressionPtr> stored;
  for (const auto& field : table.descriptor.physical->fields) {
    stored.push_back(
        make_column_ref(static_cast<int>(left.fields.size() + stored.size()), field.type));
  }
  for (const auto& column : table.columns) out.push_back(substitute(column, stored));
  return out;
}

}  // namespace

FromResult bind_lookup_join(QueryBinder& binder, FromResult left, const ast::Join& join,
                            const LookupHints& hints) {
  const auto& named = *join.right->as<ast::NamedTable>();
  const auto kind = logical_kind(join);
  const auto context = expression_context(binder.context());
  const auto time = bind_time(named, left.scope, context);
  const auto table = bind_dimension(binder, named);
  if (!table->descriptor.metadata.empty()) {
    refuse("A metadata column of a table that is looked up", named.name.span);
  }
  Scope both = left.scope;
  both.add(dimension_relation(*table, *join.right));
  const auto& alias = both.relations().back().alias;

  logical::LookupJoin lookup{left.node, table, kind, {}, {}, {}, {}, join.right->span};
  lookup.time = left.node->schema->fields[static_cast<std::size_t>(time)].name;
  const auto replacements = over_stored(*table, *left.node->schema);
  for (const auto& conjunct : bind_condition(join, both, context)) {
    lookup.conjuncts.push_back(substitute(conjunct, replacements));
  }
  if (const auto hint = hints.find(alias); hint != hints.end()) lookup.hint = hint->second;
  auto fields = left.node->schema->fields;
  for (const auto& field : table->descriptor.physical->fields) {
    lookup.columns.push_back(static_cast<int>(lookup.columns.size()));
    fields.push_back({field.name, joined_type(field.type, kind)});
  }
  const auto left_width = left.node->schema->fields.size();
  FromResult result;
  result.node = logical::make_node(make_schema(std::move(fields)), lookup);
  if (!is_stored_only(*table)) result.node = compute_visible(result.node, lookup, left_width);

  auto relation = both.relations().back();
  for (auto& column : relation.columns) column.type = joined_type(column.type, kind);
  result.scope = std::move(left.scope);
  result.scope.add(std::move(relation));
  return result;
}

}  // namespace streamsql
