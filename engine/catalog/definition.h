// Definition: tables and views as they were declared: AST, not yet types.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "engine/base/options.h"
#include "engine/sql/ast.h"

namespace streamsql {

// Where an object lives; all three parts are set.
struct ObjectPath {
  std::string catalog, database, object;

  std::string to_string() const;  // a.b.c
  std::string quoted() const;     // `a`.`b`.`c`
  friend auto operator<=>(const ObjectPath&, const ObjectPath&) = default;
};

// The parts of a table may come from several texts (LIKE, ALTER); each keeps its own, so that a
// mistake is always shown where it was written.
struct TableColumn {
  ast::ColumnDefinition definition;  // constraint moved to TableDefinition::primary_key
  SourceTextPtr text;
};
struct PrimaryKey {
  std::string name;  // given, or PK_a_b
  std::vector<ast::Identifier> columns;
  SourceTextPtr text;
};
struct TableWatermark {
  ast::Watermark declaration;
  SourceTextPtr text;
};

// Immutable once in the catalog; ALTER puts a changed copy in its place.
struct TableDefinition {
  ObjectPath path;
  bool temporary = false;
  std::vector<TableColumn> columns;
  std::optional<PrimaryKey> primary_key;
  std::optional<TableWatermark> watermark;
  std::optional<std::string> comment;
  std::optional<ast::Distribution> distribution;
  std::vector<ast::Identifier> partitioned_by;
  Options options;  // places point into `text`; options from elsewhere have none
  SourceTextPtr text;
  SourceSpan span;  // of the name in `text`

  const TableColumn* find_column(std::string_view name) const;
};

// Planned again at each use. Names in the query are looked up from the catalog and database that
// were current when the view was made.
struct ViewDefinition {
  ObjectPath path;
  bool temporary = false;
  std::vector<ast::Identifier> columns;  // empty: the query's own names
  std::optional<std::string> comment;
  ast::QueryPtr query;
  std::string current_catalog, current_database;
  SourceTextPtr text;
  SourceSpan span;
};

using CatalogObject = std::variant<TableDefinition, ViewDefinition>;
using CatalogObjectPtr = std::shared_ptr<const CatalogObject>;

// The definition that CREATE TABLE without LIKE declares. Throws Error for what contradicts itself
// without knowing a type: duplicate columns, two primary keys, a key over unknown columns.
TableDefinition make_table_definition(const ast::CreateTable& statement, ObjectPath path,
                                      const SourceTextPtr& text);

// Repeats those checks after a change.
void check_definition(const TableDefinition& table);

// A primary key forces its columns NOT NULL, and they stay so when it goes.
void force_key_not_null(TableDefinition& table);

}  // namespace streamsql
