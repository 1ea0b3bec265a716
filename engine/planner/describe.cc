#include "engine/planner/describe.h"

#include <algorithm>
#include <fmt/format.h>

#include "engine/base/ascii.h"
#include "engine/base/suggestion.h"
#include "engine/catalog/show.h"
#include "engine/planner/query_binder.h"
#include "engine/planner/table_binder.h"
#include "engine/sql/unparse.h"

namespace streamsql {
namespace {

using Cell = std::optional<std::string>;

CatalogObjectPtr find_described(const ast::QualifiedName& name, const Catalog& catalog) {
  const auto path = catalog.resolve(name);
  if (auto object = catalog.find(path)) return object;
  throw Error(
      ErrorCode::UnknownTable,
      fmt::format("Tables or views with the identifier '{}' doesn't exist.", path.to_string()))
      .at(name.span)
      .hint(did_you_mean(path.object, catalog.object_names(path.catalog, path.database)));
}

SchemaPtr view_schema(const ViewDefinition& view, const PlannerContext& context) {
  BindingSession session{context};
  return QueryBinder(session, view.current_catalog, view.current_database).bind_view(view)->schema;
}

std::string key_text(const TableDefinition& table, const std::string& column) {
  if (!table.primary_key) return "";
  bool found = false;
  std::string names;
  for (const auto& name : table.primary_key->columns) {
    found = found || name.text == column;
    names += (names.empty() ? "" : ", ") + name.text;
  }
  return found ? "PRI(" + names + ")" : "";
}

Cell or_null(std::string text) { return text.empty() ? Cell() : Cell(std::move(text)); }

// Everything of a row but the name and the comment; `table` and `column` are null for views.
std::vector<Cell> row_of(const Field& field, const TableDefinition* table,
                         const ast::ColumnDefinition* column) {
  Cell key, extras, watermark;
  if (table) {
    key = or_null(key_text(*table, field.name));
    extras = or_null(column_extras(*column));
    if (table->watermark && table->watermark->declaration.column.parts.back().text == field.name) {
      watermark = unparse(*table->watermark->declaration.expression);
    }
  }
  return {field.name,
          field.type.with_nullable(true).to_sql(),
          field.type.nullable() ? "TRUE" : "FALSE",
          key,
          extras,
          watermark};
}

ResultTable describe_schema(const Schema& schema, const TableDefinition* table) {
  ResultTable out{{"name", "type", "null", "key", "extras", "watermark"}, {}};
  const bool comments =
      table && std::any_of(table->columns.begin(), table->columns.end(),
                           [](const auto& column) { return column.definition.comment; });
  if (comments) out.header.push_back("comment");
  for (std::size_t i = 0; i < schema.fields.size(); ++i) {
    const auto* column = table ? &table->columns[i].definition : nullptr;
    out.rows.push_back(row_of(schema.fields[i], table, column));
    if (!comments) continue;
    out.rows.back().push_back(column->comment ? Cell(column->comment->value) : Cell());
  }
  return out;
}

ResultTable describe_database(const ast::QualifiedName& name, const Catalog& catalog,
                              bool extended) {
  const auto path = resolve_database(catalog, name);
  const auto& database = catalog.database(path.catalog, path.database);
  ResultTable out{{"info name", "info value"},
                  {{"name", path.database.text}, {"comment", database.comment.value_or("")}}};
  if (!extended) return out;
  std::string text;
  for (const auto& [key, value] : database.properties) {
    text += fmt::format("{}({},{})", text.empty() ? "" : ", ", key,
                        printable_value(nullptr, key, value));
  }
  out.rows.push_back({"properties", text.empty() ? "" : "(" + text + ")"});
  return out;
}

ResultTable describe_catalog(const ast::QualifiedName& name, const Catalog& catalog,
                             bool extended) {
  const auto& entry = catalog.catalog(name.parts.back());
  const auto type = entry.options.find("type");
  ResultTable out{{"info name", "info value"},
                  {{"name", name.parts.back().text},
                   {"type", type == entry.options.end() ? "" : type->second},
                   {"comment", entry.comment.value_or("")}}};
  if (!extended) return out;
  for (const auto& [key, value] : entry.options) {
    if (key != "type") out.rows.push_back({"option:" + key, printable_value(nullptr, key, value)});
  }
  return out;
}

// DESCRIBE's rows whose name passes the filter.
ResultTable filtered(ResultTable table, const std::optional<ast::ShowFilter>& filter) {
  if (!filter) return table;
  std::erase_if(table.rows, [&](const auto& row) {
    return like_matches(*row.front(), filter->pattern.value, filter->ignore_case) ==
           filter->negated;
  });
  return table;
}

ResultTable show_create_view(const ast::QualifiedName& name, const PlannerContext& context) {
  const auto path = context.catalog.resolve(name);
  const auto object = context.catalog.find(path);
  const auto* view = object ? std::get_if<ViewDefinition>(object.get()) : nullptr;
  if (!object) {
    throw Error(ErrorCode::UnknownTable,
                fmt::format("Could not execute SHOW CREATE VIEW. View with identifier {} does not "
                            "exist.",
                            path.quoted()))
        .at(name.span);
  }
  if (!view) {
    throw Error(ErrorCode::InvalidStatement,
                fmt::format("SHOW CREATE VIEW is only supported for views, but {} is a table. "
                            "Please use SHOW CREATE TABLE instead.",
                            path.quoted()))
        .at(name.span);
  }
  return {{"result"}, {{create_view_text(*view, view_schema(*view, context)->names())}}};
}

ResultTable show_functions(const ast::Show& statement, const PlannerContext& context) {
  std::vector<std::string> names;
  for (const auto& name : context.functions.names()) names.push_back(to_lower(name));
  return name_table("function name", names, statement.filter);
}

}  // namespace

ResultTable describe_object(const ast::QualifiedName& name, const PlannerContext& context) {
  const auto object = find_described(name, context.catalog);
  if (const auto* table = std::get_if<TableDefinition>(object.get())) {
    return describe_schema(*check_columns(*table, context), table);
  }
  return describe_schema(*view_schema(std::get<ViewDefinition>(*object), context), nullptr);
}

ResultTable describe(const ast::Describe& statement, const PlannerContext& context) {
  switch (statement.kind) {
    case ast::DescribeKind::Table: return describe_object(statement.name, context);
    case ast::DescribeKind::Database:
      return describe_database(statement.name, context.catalog, statement.extended);
    case ast::DescribeKind::Catalog:
      return describe_catalog(statement.name, context.catalog, statement.extended);
    case ast::DescribeKind::Function:
      throw Error(ErrorCode::UnsupportedSyntax, "DESCRIBE FUNCTION is not supported yet")
          .at(statement.name.span);
    default:
      throw Error(ErrorCode::UnsupportedSyntax, "DESCRIBE of this is not supported yet")
          .at(statement.name.span);
  }
}

std::optional<ResultTable> show_planned(const ast::Show& statement, const PlannerContext& context) {
  switch (statement.kind) {
    case ast::ShowKind::Columns:
      return filtered(describe_object(*statement.object, context), statement.filter);
    case ast::ShowKind::CreateView: return show_create_view(*statement.object, context);
    case ast::ShowKind::Functions: return show_functions(statement, context);
    default: return std::nullopt;
  }
}

}  // namespace streamsql
