#include "engine/planner/ddl.h"

#include <fmt/format.h>
#include <set>

#include "engine/base/suggestion.h"
#include "engine/catalog/alter_table.h"
#include "engine/catalog/show.h"
#include "engine/catalog/table_like.h"
#include "engine/planner/create_table_as.h"
#include "engine/planner/describe.h"
#include "engine/planner/expression_binder.h"
#include "engine/planner/query_binder.h"
#include "engine/planner/table_binder.h"

namespace streamsql {
namespace {

DdlResult ok() { return {{{"result"}, {{"OK"}}}, std::nullopt}; }

// A view's columns, for which names must differ.
void check_view_columns(const ast::CreateView& view, const Schema& schema) {
  std::set<std::string> names;
  for (const auto& field : schema.fields) {
    if (names.insert(field.name).second) continue;
    throw Error(ErrorCode::DuplicateName,
                fmt::format("A column with the same name `{}` has been defined", field.name))
        .at(view.query->span)
        .hint("name the column: … AS other_name");
  }
}

class DdlExecutor {
 public:
  DdlExecutor(const ast::Statement& statement, Catalog& catalog, const PlannerContext& context)
      : statement_(statement), catalog_(catalog), context_(context) {}

  std::optional<DdlResult> operator()(const ast::CreateTable& create) {
    if (create.as_query || create.mode != ast::CreateMode::Create) {
      auto fill = create_table_as(statement_, catalog_, context_);
      auto done = ok();
      done.then_run = std::move(fill);
      return done;
    }
    auto table = make_table_definition(create, catalog_.resolve(create.name), statement_.text);
    if (create.like) table = merge_like(std::move(table), find_source(*create.like), *create.like);
    check_definition(table);
    // Flink asks the connector only when a table is used: an unknown one is no mistake here.
    check_columns(table, context_);
    catalog_.add(std::move(table), create.if_not_exists);
    return ok();
  }

  std::optional<DdlResult> operator()(const ast::CreateView& create) {
    ViewDefinition view;
    view.path = catalog_.resolve(create.name);
    view.temporary = create.temporary;
    view.columns = create.columns;
    if (create.comment) view.comment = create.comment->value;
    view.query = create.query;
    view.current_catalog = catalog_.current_catalog();
    view.current_database = catalog_.current_database();
    view.text = statement_.text;
    view.span = create.name.span;
    const auto schema = bind_schema(*create.query, context_);
    if (create.columns.empty()) check_view_columns(create, *schema);
    if (!create.columns.empty() && create.columns.size() != schema->fields.size()) {
      throw Error(ErrorCode::InvalidStatement,
                  fmt::format("VIEW definition and input fields not match:\n\tDef fields: {}.\n\t"
                              "Input fields: {}.",
                              create.columns.size(), schema->fields.size()))
          .at(create.name.span);
    }
    catalog_.add(std::move(view), create.if_not_exists);
    return ok();
  }

  std::optional<DdlResult> operator()(const ast::CreateCatalog& create) {
    catalog_.create(create);
    return ok();
  }
  std::optional<DdlResult> operator()(const ast::CreateDatabase& create) {
    catalog_.create(create);
    return ok();
  }
  std::optional<DdlResult> operator()(const ast::CreateFunction& create) {
    refuse("CREATE FUNCTION", create.name.span);
  }
  std::optional<DdlResult> operator()(const ast::AlterDatabase& alter) {
    catalog_.alter(alter);
    return ok();
  }
  std::optional<DdlResult> operator()(const ast::AlterCatalog& alter) {
    catalog_.alter(alter);
    return ok();
  }
  std::optional<DdlResult> operator()(const ast::UseCatalog& use) {
    catalog_.use(use);
    return ok();
  }
  std::optional<DdlResult> operator()(const ast::UseDatabase& use) {
    catalog_.use(use);
    return ok();
  }
  std::optional<DdlResult> operator()(const ast::Drop& drop) {
    switch (drop.kind) {
      case ast::ObjectKind::Table:
      case ast::ObjectKind::View: catalog_.drop_object(drop); return ok();
      case ast::ObjectKind::Database: catalog_.drop_database(drop); return ok();
      case ast::ObjectKind::Catalog: catalog_.drop_catalog(drop); return ok();
      case ast::ObjectKind::Function: refuse("DROP FUNCTION", drop.name.span);
    }
    return std::nullopt;
  }

  std::optional<DdlResult> operator()(const ast::AlterTable& alter) {
    const auto path = catalog_.resolve(alter.name);
    const auto object = catalog_.find_permanent(path);
    const auto* table = object ? std::get_if<TableDefinition>(object.get()) : nullptr;
    if (!table) {
      if (alter.if_exists) return ok();
      throw Error(ErrorCode::UnknownTable,
                  fmt::format("Table {} doesn't exist or is a temporary table.", path.quoted()))
          .at(alter.name.span)
          .hint(did_you_mean(path.object, catalog_.object_names(path.catalog, path.database)));
    }
    if (const auto* rename = std::get_if<ast::RenameTo>(&alter.action)) {
      rename_object(path, rename->name);
      return ok();
    }
    auto changed = alter_table(*table, alter, statement_.text);
    check_columns(changed, context_);
    catalog_.replace(std::move(changed));
    return ok();
  }

  std::optional<DdlResult> operator()(const ast::AlterView& alter) {
    const auto path = catalog_.resolve(alter.name);
    const auto object = catalog_.find_permanent(path);
    const auto* view = object ? std::get_if<ViewDefinition>(object.get()) : nullptr;
    if (!view) {
      throw Error(ErrorCode::UnknownTable,
                  fmt::format("View {} doesn't exist or is a temporary view.", path.quoted()))
          .at(alter.name.span);
    }
    if (const auto* rename = std::get_if<ast::RenameTo>(&alter.action)) {
      rename_object(path, rename->name);
      return ok();
    }
    auto changed = *view;
    changed.columns.clear();
    changed.query = std::get<ast::ReplaceQuery>(alter.action).query;
    changed.current_catalog = catalog_.current_catalog();
    changed.current_database = catalog_.current_database();
    changed.text = statement_.text;
    bind_schema(*changed.query, context_);
    catalog_.replace(std::move(changed));
    return ok();
  }

  std::optional<DdlResult> operator()(const ast::Show& statement) {
    auto table = show(statement, catalog_);
    if (!table) table = show_planned(statement, context_);
    if (!table) return std::nullopt;
    return DdlResult{std::move(*table)};
  }
  std::optional<DdlResult> operator()(const ast::Describe& statement) {
    return DdlResult{describe(statement, context_)};
  }

  template <typename Other>
  std::optional<DdlResult> operator()(const Other&) {
    return std::nullopt;
  }

 private:
  const TableDefinition& find_source(const ast::TableLike& like) {
    const auto path = catalog_.resolve(like.source);
    source_ = catalog_.find(path);
    if (!source_) {
      throw Error(ErrorCode::UnknownTable,
                  fmt::format("Source table '{}' of the LIKE clause not found in the catalog",
                              path.quoted()))
          .at(like.source.span)
          .hint(did_you_mean(path.object, catalog_.object_names(path.catalog, path.database)));
    }
    if (const auto* table = std::get_if<TableDefinition>(source_.get())) return *table;
    throw Error(
        ErrorCode::InvalidStatement,
        fmt::format("Source table '{}' of the LIKE clause can not be a VIEW", path.quoted()))
        .at(like.source.span);
  }

  // RENAME TO b keeps the catalog and the database.
  void rename_object(const ObjectPath& from, const ast::QualifiedName& to) {
    try {
      catalog_.rename(from, resolve_name(to, from.catalog, from.database));
    } catch (Error& error) {
      error.mark(to.span);
      throw;
    }
  }

  const ast::Statement& statement_;
  CatalogObjectPtr source_;  // of LIKE
  Catalog& catalog_;
  const PlannerContext& context_;
};

}  // namespace

std::optional<DdlResult> execute_ddl(const ast::Statement& statement, Catalog& catalog,
                                     const PlannerContext& context) try {
  return std::visit(DdlExecutor(statement, catalog, context), statement.node);
} catch (Error& error) {
  error.mark_text(statement.text);
  throw;
}

}  // namespace streamsql
