#include "engine/catalog/definition.h"

#include <fmt/format.h>

#include "engine/base/suggestion.h"
#include "engine/sql/unparse.h"

namespace streamsql {
namespace {

constexpr std::string_view kOnlyNotEnforced =
    "Flink doesn't support ENFORCED mode for PRIMARY KEY constraint. ENFORCED/NOT ENFORCED "
    "controls if the constraint checks are performed on the incoming/outgoing data. Flink does not "
    "own the data therefore the only supported mode is the NOT ENFORCED mode";

void check_constraint(const ast::TableConstraint& constraint) {
  if (constraint.unique) {
    throw Error(ErrorCode::UnsupportedSyntax, "UNIQUE constraint is not supported yet")
        .at(constraint.span);
  }
  if (constraint.enforced.value_or(true)) {
    throw Error(ErrorCode::InvalidTable, std::string(kOnlyNotEnforced))
        .at(constraint.span)
        .hint("write PRIMARY KEY … NOT ENFORCED");
  }
}

std::string default_key_name(const std::vector<ast::Identifier>& columns) {
  std::string name = "PK";
  for (const auto& column : columns) name += "_" + column.text;
  return name;
}

void set_primary_key(TableDefinition& table, const ast::TableConstraint& constraint,
                     std::vector<ast::Identifier> columns) {
  check_constraint(constraint);
  if (table.primary_key) {
    throw Error(ErrorCode::InvalidTable, "Duplicate primary key definition").at(constraint.span);
  }
  auto name = constraint.name ? constraint.name->text : default_key_name(columns);
  table.primary_key = PrimaryKey{std::move(name), std::move(columns), table.text};
}

void add_column(TableDefinition& table, ast::ColumnDefinition column) {
  if (column.constraint) {
    set_primary_key(table, *column.constraint, {column.name});
    column.constraint.reset();
  }
  table.columns.push_back({std::move(column), table.text});
}

std::vector<std::string> column_names(const TableDefinition& table) {
  std::vector<std::string> names;
  for (const auto& column : table.columns) names.push_back(column.definition.name.text);
  return names;
}

void check_columns(const TableDefinition& table) {
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    const auto& name = table.columns[i].definition.name;
    for (std::size_t j = 0; j < i; ++j) {
      if (table.columns[j].definition.name.text != name.text) continue;
      throw Error(ErrorCode::DuplicateName,
                  fmt::format("A column named '{}' already exists in the table.", name.text))
          .at(name.span)
          .in(table.columns[i].text);
    }
  }
}

void check_primary_key(const TableDefinition& table) {
  if (!table.primary_key) return;
  for (const auto& name : table.primary_key->columns) {
    const auto* column = table.find_column(name.text);
    if (!column) {
      throw Error(ErrorCode::InvalidTable,
                  fmt::format("Primary key column '{}' is not defined in the schema", name.text))
          .at(name.span)
          .in(table.primary_key->text)
          .hint(did_you_mean(name.text, column_names(table)));
    }
    if (column->definition.kind == ast::ColumnKind::Physical) continue;
    throw Error(ErrorCode::InvalidTable,
                fmt::format("Could not create a PRIMARY KEY with column '{}'. A PRIMARY KEY "
                            "constraint must be declared on physical columns.",
                            name.text))
        .at(name.span)
        .in(table.primary_key->text);
  }
}

void check_partition_keys(const TableDefinition& table) {
  for (const auto& name : table.partitioned_by) {
    if (table.find_column(name.text)) continue;
    throw Error(ErrorCode::InvalidTable,
                fmt::format("Partition column '{}' not defined in the table schema.", name.text))
        .at(name.span)
        .hint(did_you_mean(name.text, column_names(table)));
  }
}

void set_options(TableDefinition& table, const std::vector<ast::Option>& options) {
  for (const auto& [key, value] : options) {
    if (table.options.contains(key.value)) {
      throw Error(ErrorCode::DuplicateName, fmt::format("Option '{}' is given twice", key.value))
          .at(key.span);
    }
    table.options.set(key.value, OptionValue{value.value, key.span, value.span});
  }
}

}  // namespace

std::string ObjectPath::to_string() const {
  return fmt::format("{}.{}.{}", catalog, database, object);
}

std::string ObjectPath::quoted() const {
  return fmt::format("{}.{}.{}", back_quoted(catalog), back_quoted(database), back_quoted(object));
}

const TableColumn* TableDefinition::find_column(std::string_view name) const {
  for (const auto& column : columns) {
    if (column.definition.name.text == name) return &column;
  }
  return nullptr;
}

void check_definition(const TableDefinition& table) {
  check_columns(table);
  check_primary_key(table);
  check_partition_keys(table);
}

void force_key_not_null(TableDefinition& table) {
  if (!table.primary_key) return;
  for (auto& [column, text] : table.columns) {
    for (const auto& key : table.primary_key->columns) {
      if (key.text == column.name.text && column.type)
        column.type->type = column.type->type.not_null();
    }
  }
}

TableDefinition make_table_definition(const ast::CreateTable& statement, ObjectPath path,
                                      const SourceTextPtr& text) {
  TableDefinition table;
  table.path = std::move(path);
  table.temporary = statement.temporary;
  table.text = text;
  table.span = statement.name.span;
  for (const auto& column : statement.columns) add_column(table, column);
  for (const auto& constraint : statement.constraints) {
    set_primary_key(table, constraint, constraint.columns);
  }
  if (statement.watermarks.size() > 1) {
    throw Error(ErrorCode::InvalidTable, "Multiple WATERMARK definition is not supported yet.")
        .at(statement.watermarks[1].span);
  }
  if (!statement.watermarks.empty()) {
    table.watermark = TableWatermark{statement.watermarks.front(), text};
  }
  if (statement.comment) table.comment = statement.comment->value;
  table.distribution = statement.distribution;
  table.partitioned_by = statement.partitioned_by;
  set_options(table, statement.options);
  force_key_not_null(table);
  return table;
}

}  // namespace streamsql
