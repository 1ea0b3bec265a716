#include "engine/planner/create_table_as.h"

#include <fmt/format.h>
#include <set>

#include "engine/planner/expression_binder.h"
#include "engine/planner/table_binder.h"

namespace streamsql {
namespace {

[[noreturn]] void refuse_part(const ast::CreateTable& create, std::string_view what,
                              SourceSpan span) {
  const auto words =
      create.mode == ast::CreateMode::Create ? "CREATE TABLE AS SELECT" : "REPLACE TABLE AS SELECT";
  throw Error(ErrorCode::UnsupportedSyntax,
              fmt::format("{} syntax does not support {} yet.", words, what))
      .at(span)
      .hint("declare the table by CREATE TABLE, then INSERT INTO it");
}

void refuse_parts(const ast::CreateTable& create) {
  if (create.temporary) refuse_part(create, "to create temporary table", create.name.span);
  if (!create.columns.empty()) {
    refuse_part(create, "to specify explicit columns", create.columns.front().span);
  }
  if (!create.column_order.empty()) {
    refuse_part(create, "to specify explicit columns", create.column_order.front().span);
  }
  if (!create.watermarks.empty()) {
    refuse_part(create, "to specify explicit watermark", create.watermarks.front().span);
  }
  if (!create.constraints.empty()) {
    refuse_part(create, "primary key constraints", create.constraints.front().span);
  }
  if (!create.partitioned_by.empty()) {
    refuse_part(create, "to create partitioned table", create.partitioned_by.front().span);
  }
}

// The query's columns as declarations. Those that share a name get numbers: id, id0.
void add_columns(TableDefinition& table, const Schema& query) {
  std::set<std::string> taken;
  for (const auto& field : query.fields) {
    auto name = field.name;
    for (int i = 0; !taken.insert(name).second; ++i) name = fmt::format("{}{}", field.name, i);
    ast::ColumnDefinition column;
    column.name = {std::move(name), table.span};
    column.type = ast::TypeName{field.type.with_time_attribute(TimeAttribute::None), table.span};
    table.columns.push_back({std::move(column), table.text});
  }
}

void put(TableDefinition table, const ast::CreateTable& create, Catalog& catalog) {
  const bool exists = catalog.find_permanent(table.path) != nullptr;
  if (create.mode == ast::CreateMode::Create ||
      (!exists && create.mode != ast::CreateMode::Replace)) {
    catalog.add(std::move(table), create.if_not_exists);
    return;
  }
  if (!exists) {
    throw Error(ErrorCode::UnknownTable,
                fmt::format("The table {} to be replaced doesn't exist.", table.path.quoted()))
        .at(create.name.span)
        .hint("CREATE TABLE … AS or CREATE OR REPLACE TABLE … AS makes a new one");
  }
  catalog.replace(std::move(table));
}

}  // namespace

ast::Statement create_table_as(const ast::Statement& statement, Catalog& catalog,
                               const PlannerContext& context) {
  const auto& create = *statement.as<ast::CreateTable>();
  if (!create.as_query) refuse("REPLACE TABLE without AS", create.name.span);
  refuse_parts(create);
  auto table = make_table_definition(create, catalog.resolve(create.name), statement.text);
  add_columns(table, *bind_schema(*create.as_query, context));
  check_columns(table, context);
  put(std::move(table), create, catalog);
  ast::Insert insert;
  insert.target = create.name;
  insert.query = create.as_query;
  return {std::move(insert), statement.span, statement.text};
}

}  // namespace streamsql
