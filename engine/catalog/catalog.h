// Catalog: the catalogs, databases, tables and views of a session, and which are current.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/catalog/definition.h"

namespace streamsql {

inline constexpr std::string_view kDefaultCatalog = "default_catalog";
inline constexpr std::string_view kDefaultDatabase = "default_database";

struct Database {
  std::optional<std::string> comment;
  std::map<std::string, std::string> properties;
  std::map<std::string, CatalogObjectPtr> objects;
};

struct CatalogEntry {
  std::optional<std::string> comment;
  std::map<std::string, std::string> options;
  std::map<std::string, Database> databases;
};

// One per session, on its thread. Holds Flink's built-in catalog and database from the start.
// Statements that fail change nothing, and throw Error in Flink's words; the place is that of the
// name in the statement.
class Catalog {
 public:
  Catalog();

  // ---- names
  const std::string& current_catalog() const { return current_catalog_; }
  const std::string& current_database() const { return current_database_; }
  // Missing parts are the current ones. Says nothing about whether the object exists.
  ObjectPath resolve(const ast::QualifiedName& name) const;
  void use(const ast::UseCatalog& statement);
  void use(const ast::UseDatabase& statement);

  // ---- objects: a temporary one hides the permanent one of its name
  CatalogObjectPtr find(const ObjectPath& path) const;
  CatalogObjectPtr find_permanent(const ObjectPath& path) const;
  // Adds, or does nothing when it exists and `if_not_exists`. Returns whether it was added.
  bool add(CatalogObject object, bool if_not_exists);
  // Puts a changed definition in the place of the object of its name.
  void replace(CatalogObject object);
  void drop_object(const ast::Drop& statement);
  void rename(const ObjectPath& from, const ObjectPath& to);
  // Names of the tables and views of a database, sorted, temporary ones included.
  std::vector<std::string> object_names(const std::string& catalog,
                                        const std::string& database) const;

  // ---- catalogs and databases
  void create(const ast::CreateCatalog& statement);
  void create(const ast::CreateDatabase& statement);
  void alter(const ast::AlterCatalog& statement);
  void alter(const ast::AlterDatabase& statement);
  void drop_catalog(const ast::Drop& statement);
  void drop_database(const ast::Drop& statement);
  const std::map<std::string, CatalogEntry>& catalogs() const { return catalogs_; }
  // Throws when it does not exist.
  const CatalogEntry& catalog(const ast::Identifier& name) const;
  const Database& database(const std::string& catalog, const ast::Identifier& name) const;

 private:
  Database* find_database(const std::string& catalog, const std::string& database);
  void drop_temporary(const ast::Drop& statement, const ObjectPath& path);

  std::map<std::string, CatalogEntry> catalogs_;
  std::map<ObjectPath, CatalogObjectPtr> temporary_;
  std::string current_catalog_, current_database_;
};

// Missing parts of the name are `catalog` and `database`.
ObjectPath resolve_name(const ast::QualifiedName& name, const std::string& catalog,
                        const std::string& database);

const ObjectPath& path_of(const CatalogObject& object);

// Catalog and database of a one- or two-part name, as in USE d, CREATE DATABASE c.d.
struct DatabasePath {
  std::string catalog;
  ast::Identifier database;
};
DatabasePath resolve_database(const Catalog& catalog, const ast::QualifiedName& name);

}  // namespace streamsql
