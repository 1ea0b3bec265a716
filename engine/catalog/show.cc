#include "engine/catalog/show.h"

#include <algorithm>
#include <cctype>
#include <fmt/format.h>
#include <tuple>

#include "engine/base/ascii.h"
#include "engine/sql/unparse.h"

namespace streamsql {
namespace {

// The database that FROM names, else the current one.
DatabasePath database_of(const ast::Show& statement, const Catalog& catalog) {
  if (statement.object) return resolve_database(catalog, *statement.object);
  return {catalog.current_catalog(), {catalog.current_database()}};
}

std::vector<std::string> objects(const Catalog& catalog, const DatabasePath& path,
                                 bool views_only) {
  std::vector<std::string> out;
  for (const auto& name : catalog.object_names(path.catalog, path.database.text)) {
    const auto object = catalog.find({path.catalog, path.database.text, name});
    if (!views_only || std::holds_alternative<ViewDefinition>(*object)) out.push_back(name);
  }
  return out;
}

ResultTable show_objects(const ast::Show& statement, const Catalog& catalog, bool views) {
  const auto path = database_of(statement, catalog);
  if (statement.object) catalog.database(path.catalog, path.database);
  return name_table(views ? "view name" : "table name", objects(catalog, path, views),
                    statement.filter);
}

ResultTable show_databases(const ast::Show& statement, const Catalog& catalog) {
  ast::Identifier name{catalog.current_catalog()};
  if (statement.object) name = statement.object->parts.front();
  std::vector<std::string> names;
  for (const auto& [database, content] : catalog.catalog(name).databases) {
    names.push_back(database);
  }
  return name_table("database name", names, statement.filter);
}

ResultTable show_catalogs(const ast::Show& statement, const Catalog& catalog) {
  std::vector<std::string> names;
  for (const auto& [name, entry] : catalog.catalogs()) names.push_back(name);
  return name_table("catalog name", names, statement.filter);
}

std::string options_text(const std::map<std::string, std::string>& options) {
  std::vector<std::string> lines;
  for (const auto& [key, value] : options) {
    lines.push_back(
        fmt::format("  {} = {}", quoted(key), quoted(printable_value(nullptr, key, value))));
  }
  return fmt::format("WITH (\n{}\n)", fmt::join(lines, ",\n"));
}

ResultTable show_create_catalog(const ast::Show& statement, const Catalog& catalog) {
  const auto& name = statement.object->parts.back();
  const auto& entry = catalog.catalog(name);
  auto text = fmt::format("CREATE CATALOG {}\n", back_quoted(name.text));
  if (entry.comment) text += fmt::format("COMMENT {}\n", quoted(*entry.comment));
  return {{"result"}, {{text + options_text(entry.options) + "\n"}}};
}

ResultTable show_create_table(const ast::Show& statement, const Catalog& catalog) {
  const auto path = catalog.resolve(*statement.object);
  const auto object = catalog.find(path);
  if (!object) {
    throw Error(ErrorCode::UnknownTable,
                fmt::format("Could not execute SHOW CREATE TABLE. Table with identifier {} does "
                            "not exist.",
                            path.quoted()))
        .at(statement.object->span);
  }
  const auto* table = std::get_if<TableDefinition>(object.get());
  if (!table) {
    throw Error(ErrorCode::InvalidStatement,
                fmt::format("SHOW CREATE TABLE is only supported for tables, but {} is a view. "
                            "Please use SHOW CREATE VIEW instead.",
                            path.quoted()))
        .at(statement.object->span);
  }
  return {{"result"}, {{create_table_text(*table)}}};
}

// Flink prints STRING as VARCHAR(2147483647) and BYTES as VARBINARY(2147483647) here.
std::string long_type(const DataType& type) {
  std::string out;
  const auto text = type.to_sql();
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool starts_word = i == 0 || (!std::isalnum(static_cast<unsigned char>(text[i - 1])) &&
                                        text[i - 1] != '`' && text[i - 1] != '_');
    if (starts_word && text.compare(i, 6, "STRING") == 0) {
      out += "VARCHAR(2147483647)";
      i += 5;
    } else if (starts_word && text.compare(i, 5, "BYTES") == 0) {
      out += "VARBINARY(2147483647)";
      i += 4;
    } else {
      out += text[i];
    }
  }
  return out;
}

bool is_key(const TableDefinition& table, const std::string& name) {
  if (!table.primary_key) return false;
  const auto& columns = table.primary_key->columns;
  return std::any_of(columns.begin(), columns.end(),
                     [&](const auto& column) { return column.text == name; });
}

std::string column_text(const TableDefinition& table, const ast::ColumnDefinition& column) {
  auto text = back_quoted(column.name.text);
  if (column.type) {
    const auto& type = column.type->type;
    text += " " + long_type(is_key(table, column.name.text) ? type.not_null() : type);
  }
  if (const auto extras = column_extras(column); !extras.empty()) text += " " + extras;
  if (column.comment) text += " COMMENT " + quoted(column.comment->value);
  return text;
}

std::string name_list(const std::vector<ast::Identifier>& names) {
  std::string out;
  for (const auto& name : names) out += (out.empty() ? "" : ", ") + back_quoted(name.text);
  return out;
}

std::string distribution_text(const ast::Distribution& distribution) {
  std::string out = "DISTRIBUTED";
  if (!distribution.columns.empty()) {
    const auto kind = distribution.kind == ast::DistributionKind::Hash    ? "HASH"
                      : distribution.kind == ast::DistributionKind::Range ? "RANGE"
                                                                          : "";
    out += fmt::format(" BY {}({})", kind, name_list(distribution.columns));
  }
  if (distribution.buckets) out += fmt::format(" INTO {} BUCKETS", *distribution.buckets);
  return out + "\n";
}

// The last % takes as little as it can; when the rest does not fit, it takes one more. An earlier
// one never needs to, so that the work is at most text times pattern.
bool like_at(std::string_view text, std::string_view pattern) {
  std::optional<std::pair<std::string_view, std::string_view>> retry;  // behind the last %
  while (!text.empty() || !pattern.empty()) {
    if (pattern.starts_with('%')) {
      pattern.remove_prefix(1);
      retry = {text, pattern};
      continue;
    }
    const bool escaped = pattern.size() > 1 && pattern.front() == '\\';
    const auto wanted = pattern.substr(escaped ? 1 : 0, 1);
    if (!text.empty() && !wanted.empty() &&
        (wanted.front() == text.front() || (!escaped && wanted == "_"))) {
      text.remove_prefix(1);
      pattern.remove_prefix(escaped ? 2 : 1);
      continue;
    }
    if (!retry || retry->first.empty()) return false;
    retry->first.remove_prefix(1);
    std::tie(text, pattern) = *retry;
  }
  return true;
}

}  // namespace

bool like_matches(std::string_view text, std::string_view pattern, bool ignore_case) {
  return ignore_case ? like_at(to_lower(text), to_lower(pattern)) : like_at(text, pattern);
}

ResultTable name_table(std::string header, const std::vector<std::string>& names,
                       const std::optional<ast::ShowFilter>& filter) {
  ResultTable table{{std::move(header)}, {}};
  for (const auto& name : names) {
    const bool kept = !filter || like_matches(name, filter->pattern.value, filter->ignore_case) !=
                                     filter->negated;
    if (kept) table.rows.push_back({name});
  }
  return table;
}

std::string column_extras(const ast::ColumnDefinition& column) {
  if (column.kind == ast::ColumnKind::Computed) return "AS " + unparse(*column.expression);
  if (column.kind == ast::ColumnKind::Physical) return "";
  std::string out = "METADATA";
  if (column.metadata_key) out += " FROM " + quoted(column.metadata_key->value);
  return column.is_virtual ? out + " VIRTUAL" : out;
}

std::string create_table_text(const TableDefinition& table) {
  std::vector<std::string> parts;
  for (const auto& column : table.columns) {
    parts.push_back("  " + column_text(table, column.definition));
  }
  if (table.watermark) {
    const auto& watermark = table.watermark->declaration;
    parts.push_back(fmt::format("  WATERMARK FOR {} AS {}",
                                back_quoted(watermark.column.parts.back().text),
                                unparse(*watermark.expression)));
  }
  if (table.primary_key) {
    parts.push_back(fmt::format("  CONSTRAINT {} PRIMARY KEY ({}) NOT ENFORCED",
                                back_quoted(table.primary_key->name),
                                name_list(table.primary_key->columns)));
  }
  auto text = fmt::format("CREATE {}TABLE {} (\n{}\n)", table.temporary ? "TEMPORARY " : "",
                          table.path.quoted(), fmt::join(parts, ",\n"));
  if (table.comment) text += fmt::format(" COMMENT {}\n", quoted(*table.comment));
  if (table.distribution)
    text += (table.comment ? "" : "\n") + distribution_text(*table.distribution);
  if (!table.partitioned_by.empty()) {
    text += fmt::format("{}PARTITIONED BY ({})\n", text.back() == '\n' ? "" : "\n",
                        name_list(table.partitioned_by));
  }
  std::map<std::string, std::string> options;
  for (const auto& [key, value] : table.options.entries()) options[key] = value.text;
  return text + (text.back() == '\n' ? "" : " ") + options_text(options) + "\n";
}

std::string create_view_text(const ViewDefinition& view, const std::vector<std::string>& columns) {
  std::string names;
  for (const auto& column : columns) names += (names.empty() ? "" : ", ") + back_quoted(column);
  return fmt::format("CREATE {}VIEW {}({}) as\n{}", view.temporary ? "TEMPORARY " : "",
                     view.path.quoted(), names, unparse(*view.query));
}

std::optional<ResultTable> show(const ast::Show& statement, const Catalog& catalog) {
  switch (statement.kind) {
    case ast::ShowKind::Catalogs: return show_catalogs(statement, catalog);
    case ast::ShowKind::CurrentCatalog:
      return ResultTable{{"current catalog name"}, {{catalog.current_catalog()}}};
    case ast::ShowKind::Databases: return show_databases(statement, catalog);
    case ast::ShowKind::CurrentDatabase:
      return ResultTable{{"current database name"}, {{catalog.current_database()}}};
    case ast::ShowKind::Tables: return show_objects(statement, catalog, false);
    case ast::ShowKind::Views: return show_objects(statement, catalog, true);
    case ast::ShowKind::CreateTable: return show_create_table(statement, catalog);
    case ast::ShowKind::CreateCatalog: return show_create_catalog(statement, catalog);
    case ast::ShowKind::Jars: return ResultTable{{"jars"}, {}};
    case ast::ShowKind::Modules: return name_table("module name", {"core"}, statement.filter);
    case ast::ShowKind::FullModules:
      return ResultTable{{"module name", "used"}, {{"core", "TRUE"}}};
    case ast::ShowKind::UserFunctions: return ResultTable{{"function name"}, {}};
    case ast::ShowKind::MaterializedTables: return ResultTable{{"table name"}, {}};
    default: return std::nullopt;
  }
}

}  // namespace streamsql
