#include "engine/catalog/catalog.h"

#include <fmt/format.h>

#include "engine/base/suggestion.h"

namespace streamsql {
namespace {

std::string_view kind_name(ast::ObjectKind kind) {
  return kind == ast::ObjectKind::View ? "View" : "Table";
}

std::string_view lower_kind_name(ast::ObjectKind kind) {
  return kind == ast::ObjectKind::View ? "view" : "table";
}

bool is_of(const CatalogObjectPtr& object, ast::ObjectKind kind) {
  if (!object) return false;
  return std::holds_alternative<ViewDefinition>(*object) == (kind == ast::ObjectKind::View);
}

bool is_temporary(const CatalogObject& object) {
  return std::visit([](const auto& definition) { return definition.temporary; }, object);
}

SourceSpan span_of(const CatalogObject& object) {
  return std::visit([](const auto& definition) { return definition.span; }, object);
}

template <typename Map>
std::vector<std::string> keys_of(const Map& map) {
  std::vector<std::string> keys;
  for (const auto& [key, value] : map) keys.push_back(key);
  return keys;
}

Error unknown_database(const DatabasePath& path) {
  return Error(ErrorCode::UnknownTable, fmt::format("Database {} does not exist in Catalog {}.",
                                                    path.database.text, path.catalog))
      .at(path.database.span);
}

}  // namespace

const ObjectPath& path_of(const CatalogObject& object) {
  return std::visit([](const auto& definition) -> const ObjectPath& { return definition.path; },
                    object);
}

Catalog::Catalog() : current_catalog_(kDefaultCatalog), current_database_(kDefaultDatabase) {
  auto& entry = catalogs_[current_catalog_];
  entry.options["type"] = "generic_in_memory";
  entry.databases[current_database_];
}

ObjectPath resolve_name(const ast::QualifiedName& name, const std::string& catalog,
                        const std::string& database) {
  const auto& parts = name.parts;
  const auto part = [&](std::size_t from_end, const std::string& missing) {
    return parts.size() > from_end ? parts[parts.size() - 1 - from_end].text : missing;
  };
  return {part(2, catalog), part(1, database), part(0, "")};
}

ObjectPath Catalog::resolve(const ast::QualifiedName& name) const {
  return resolve_name(name, current_catalog_, current_database_);
}

void Catalog::use(const ast::UseCatalog& statement) {
  const auto& entry = catalog(statement.name);
  current_catalog_ = statement.name.text;
  const auto configured = entry.options.find("default-database");
  current_database_ = configured == entry.options.end() ? "default" : configured->second;
  if (current_catalog_ == kDefaultCatalog) current_database_ = kDefaultDatabase;
}

void Catalog::use(const ast::UseDatabase& statement) {
  const auto path = resolve_database(*this, statement.name);
  if (statement.name.parts.size() > 1) catalog(statement.name.parts.front());
  if (!find_database(path.catalog, path.database.text)) {
    const auto names = keys_of(catalogs_.at(path.catalog).databases);
    throw Error(ErrorCode::UnknownTable,
                fmt::format("A database with name [{}] does not exist in the catalog: [{}].",
                            path.database.text, path.catalog))
        .at(path.database.span)
        .hint(did_you_mean(path.database.text, names));
  }
  current_catalog_ = path.catalog;
  current_database_ = path.database.text;
}

CatalogObjectPtr Catalog::find(const ObjectPath& path) const {
  const auto found = temporary_.find(path);
  return found == temporary_.end() ? find_permanent(path) : found->second;
}

CatalogObjectPtr Catalog::find_permanent(const ObjectPath& path) const {
  const auto* database = const_cast<Catalog*>(this)->find_database(path.catalog, path.database);
  if (!database) return nullptr;
  const auto found = database->objects.find(path.object);
  return found == database->objects.end() ? nullptr : found->second;
}

bool Catalog::add(CatalogObject object, bool if_not_exists) {
  const auto path = path_of(object);
  const auto span = span_of(object);
  const bool temporary = is_temporary(object);
  auto* database = find_database(path.catalog, path.database);
  if (!database && !temporary) {
    throw Error(ErrorCode::UnknownTable, fmt::format("Database {} does not exist in Catalog {}.",
                                                     path.database, path.catalog))
        .at(span);
  }
  const bool exists =
      temporary ? temporary_.contains(path) : database->objects.contains(path.object);
  if (exists && if_not_exists) return false;
  if (exists && temporary) {
    throw Error(ErrorCode::DuplicateName,
                fmt::format("Temporary table '{}' already exists", path.quoted()))
        .at(span);
  }
  if (exists) {
    throw Error(ErrorCode::DuplicateName,
                fmt::format("Table (or view) {}.{} already exists in Catalog {}.", path.database,
                            path.object, path.catalog))
        .at(span);
  }
  auto added = std::make_shared<const CatalogObject>(std::move(object));
  (temporary ? temporary_[path] : database->objects[path.object]) = std::move(added);
  return true;
}

void Catalog::replace(CatalogObject object) {
  const auto path = path_of(object);
  const bool temporary = is_temporary(object);
  auto& place = temporary ? temporary_.at(path)
                          : find_database(path.catalog, path.database)->objects.at(path.object);
  place = std::make_shared<const CatalogObject>(std::move(object));
}

void Catalog::drop_temporary(const ast::Drop& statement, const ObjectPath& path) {
  const auto found = temporary_.find(path);
  if (found != temporary_.end() && is_of(found->second, statement.kind)) {
    temporary_.erase(found);
  } else if (!statement.if_exists) {
    throw Error(ErrorCode::UnknownTable,
                fmt::format("Temporary {} with identifier '{}' does not exist.",
                            lower_kind_name(statement.kind), path.to_string()))
        .at(statement.name.span);
  }
}

void Catalog::drop_object(const ast::Drop& statement) {
  const auto path = resolve(statement.name);
  if (statement.temporary) return drop_temporary(statement, path);
  const auto hiding = temporary_.find(path);
  if (hiding != temporary_.end() && is_of(hiding->second, statement.kind)) {
    const auto kind = lower_kind_name(statement.kind);
    throw Error(ErrorCode::InvalidStatement,
                fmt::format("Temporary {0} with identifier '{1}' exists. Drop it first before "
                            "removing the permanent {0}.",
                            kind, path.quoted()))
        .at(statement.name.span)
        .hint(fmt::format("DROP TEMPORARY {}",
                          statement.kind == ast::ObjectKind::View ? "VIEW" : "TABLE"));
  }
  const auto object = find_permanent(path);
  if (is_of(object, statement.kind)) {
    find_database(path.catalog, path.database)->objects.erase(path.object);
  } else if (!statement.if_exists) {
    throw Error(ErrorCode::UnknownTable, fmt::format("{} with identifier '{}' does not exist.",
                                                     kind_name(statement.kind), path.to_string()))
        .at(statement.name.span)
        .hint(did_you_mean(path.object, object_names(path.catalog, path.database)));
  }
}

void Catalog::rename(const ObjectPath& from, const ObjectPath& to) {
  auto object = *find(from);
  if (find(to)) {
    throw Error(ErrorCode::DuplicateName,
                fmt::format("Table (or view) {}.{} already exists in Catalog {}.", to.database,
                            to.object, to.catalog));
  }
  std::visit([&](auto& definition) { definition.path = to; }, object);
  const bool temporary = is_temporary(object);
  add(std::move(object), false);  // may refuse: nothing is gone yet
  if (temporary) {
    temporary_.erase(from);
  } else {
    find_database(from.catalog, from.database)->objects.erase(from.object);
  }
}

std::vector<std::string> Catalog::object_names(const std::string& catalog,
                                               const std::string& database) const {
  std::map<std::string, bool> names;
  if (const auto* found = const_cast<Catalog*>(this)->find_database(catalog, database)) {
    for (const auto& [name, object] : found->objects) names[name] = true;
  }
  for (const auto& [path, object] : temporary_) {
    if (path.catalog == catalog && path.database == database) names[path.object] = true;
  }
  return keys_of(names);
}

Database* Catalog::find_database(const std::string& catalog, const std::string& database) {
  const auto entry = catalogs_.find(catalog);
  if (entry == catalogs_.end()) return nullptr;
  const auto found = entry->second.databases.find(database);
  return found == entry->second.databases.end() ? nullptr : &found->second;
}

const CatalogEntry& Catalog::catalog(const ast::Identifier& name) const {
  const auto found = catalogs_.find(name.text);
  if (found != catalogs_.end()) return found->second;
  throw Error(ErrorCode::UnknownTable,
              fmt::format("A catalog with name [{}] does not exist.", name.text))
      .at(name.span)
      .hint(did_you_mean(name.text, keys_of(catalogs_)));
}

const Database& Catalog::database(const std::string& catalog, const ast::Identifier& name) const {
  if (const auto* found = const_cast<Catalog*>(this)->find_database(catalog, name.text)) {
    return *found;
  }
  throw unknown_database({catalog, name});
}

void Catalog::create(const ast::CreateCatalog& statement) {
  const auto& name = statement.name;
  if (catalogs_.contains(name.text)) {
    if (statement.if_not_exists) return;
    throw Error(ErrorCode::DuplicateName, fmt::format("Catalog {} already exists.", name.text))
        .at(name.span);
  }
  CatalogEntry entry;
  if (statement.comment) entry.comment = statement.comment->value;
  for (const auto& [key, value] : statement.options) entry.options[key.value] = value.value;
  const auto type = entry.options.find("type");
  if (type == entry.options.end()) {
    throw Error(ErrorCode::MissingOption, "Option 'type' is missing for a catalog")
        .at(name.span)
        .hint("WITH ('type' = 'generic_in_memory')");
  }
  if (type->second != "generic_in_memory") {
    throw Error(ErrorCode::UnsupportedSyntax,
                fmt::format("Catalogs of type '{}' are not supported yet", type->second))
        .at(name.span)
        .hint("the supported type is 'generic_in_memory'");
  }
  const auto first = entry.options.find("default-database");
  entry.databases[first == entry.options.end() ? "default" : first->second];
  catalogs_[name.text] = std::move(entry);
}

void Catalog::create(const ast::CreateDatabase& statement) {
  const auto path = resolve_database(*this, statement.name);
  if (statement.name.parts.size() > 1) catalog(statement.name.parts.front());
  auto& databases = catalogs_.at(path.catalog).databases;
  if (databases.contains(path.database.text)) {
    if (statement.if_not_exists) return;
    throw Error(ErrorCode::DuplicateName, fmt::format("Database {} already exists in Catalog {}.",
                                                      path.database.text, path.catalog))
        .at(path.database.span);
  }
  Database database;
  if (statement.comment) database.comment = statement.comment->value;
  for (const auto& [key, value] : statement.options) {
    database.properties[key.value] = value.value;
  }
  databases[path.database.text] = std::move(database);
}

void Catalog::alter(const ast::AlterCatalog& statement) {
  catalog(statement.name);
  auto& entry = catalogs_.at(statement.name.text);
  if (const auto* set = std::get_if<ast::SetOptions>(&statement.action)) {
    for (const auto& [key, value] : set->options) entry.options[key.value] = value.value;
  } else if (const auto* reset = std::get_if<ast::ResetOptions>(&statement.action)) {
    for (const auto& key : reset->keys) entry.options.erase(key.value);
  } else {
    entry.comment = std::get<ast::SetComment>(statement.action).comment.value;
  }
}

void Catalog::alter(const ast::AlterDatabase& statement) {
  const auto path = resolve_database(*this, statement.name);
  database(path.catalog, path.database);
  auto& properties = find_database(path.catalog, path.database.text)->properties;
  for (const auto& [key, value] : statement.options) properties[key.value] = value.value;
}

void Catalog::drop_catalog(const ast::Drop& statement) {
  const auto& name = statement.name.parts.back();
  if (statement.if_exists && !catalogs_.contains(name.text)) return;
  catalog(name);
  if (name.text == current_catalog_) {
    throw Error(ErrorCode::InvalidStatement, "Cannot drop a catalog which is currently in use.")
        .at(name.span);
  }
  catalogs_.erase(name.text);
}

void Catalog::drop_database(const ast::Drop& statement) {
  const auto path = resolve_database(*this, statement.name);
  const auto& name = path.database.text;
  const auto* found = find_database(path.catalog, name);
  if (!found && statement.if_exists) return;
  if (!found) throw unknown_database(path);
  if (path.catalog == current_catalog_ && name == current_database_) {
    throw Error(ErrorCode::InvalidStatement, "Cannot drop a database which is currently in use.")
        .at(path.database.span);
  }
  if (!found->objects.empty() && !statement.cascade) {
    throw Error(ErrorCode::InvalidStatement,
                fmt::format("Database {} in catalog {} is not empty.", name, path.catalog))
        .at(path.database.span)
        .hint("DROP DATABASE … CASCADE drops its tables too");
  }
  catalogs_.at(path.catalog).databases.erase(name);
}

DatabasePath resolve_database(const Catalog& catalog, const ast::QualifiedName& name) {
  const bool qualified = name.parts.size() > 1;
  return {qualified ? name.parts[name.parts.size() - 2].text : catalog.current_catalog(),
          name.parts.back()};
}

}  // namespace streamsql
