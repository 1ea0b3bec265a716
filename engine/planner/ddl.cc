#include "engine/planner/ddl.h"

#include <fmt/format.h>
#include <set>

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
    if (create.mode != ast::CreateMode::Create) refuse("REPLACE TABLE", create.name.span);
    if (create.as_query) refuse("CREATE TABLE … AS", create.name.span);
    if (create.like) refuse("CREATE TABLE … LIKE", create.like->span);
    auto table = make_table_definition(create, catalog_.resolve(create.name), statement_.text);
    check_definition(table);
    bind_columns(table);
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

  template <typename Other>
  std::optional<DdlResult> operator()(const Other&) {
    return std::nullopt;
  }

 private:
  // Flink asks the connector only when a table is used, so an unknown one is no mistake here.
  void bind_columns(const TableDefinition& table) const { check_columns(table, context_); }

  const ast::Statement& statement_;
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
