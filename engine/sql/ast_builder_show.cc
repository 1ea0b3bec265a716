// SHOW, DESCRIBE, SET and the other statements of a session.
#include "engine/sql/ast_builder.h"
#include "engine/sql/token_stream.h"

namespace streamsql {

using namespace ast;

namespace {

ShowKind create_kind(Tree::ShowStatementContext* tree) {
  if (tree->VIEW()) return ShowKind::CreateView;
  if (tree->CATALOG()) return ShowKind::CreateCatalog;
  if (tree->MODEL()) return ShowKind::CreateModel;
  if (tree->CONNECTION()) return ShowKind::CreateConnection;
  return tree->MATERIALIZED() ? ShowKind::CreateMaterializedTable : ShowKind::CreateTable;
}

ShowKind show_kind(Tree::ShowStatementContext* tree) {
  if (tree->CREATE()) return create_kind(tree);
  if (tree->CURRENT()) {
    return tree->CATALOG() ? ShowKind::CurrentCatalog : ShowKind::CurrentDatabase;
  }
  if (tree->FUNCTIONS()) return tree->USER() ? ShowKind::UserFunctions : ShowKind::Functions;
  if (tree->MODULES()) return tree->FULL() ? ShowKind::FullModules : ShowKind::Modules;
  if (tree->TABLES()) {
    return tree->MATERIALIZED() ? ShowKind::MaterializedTables : ShowKind::Tables;
  }
  if (tree->CATALOGS()) return ShowKind::Catalogs;
  if (tree->JARS()) return ShowKind::Jars;
  if (tree->JOBS()) return ShowKind::Jobs;
  if (tree->DATABASES()) return ShowKind::Databases;
  if (tree->VIEWS()) return ShowKind::Views;
  if (tree->PROCEDURES()) return ShowKind::Procedures;
  if (tree->MODELS()) return ShowKind::Models;
  if (tree->CONNECTIONS()) return ShowKind::Connections;
  return tree->COLUMNS() ? ShowKind::Columns : ShowKind::Partitions;
}

DescribeKind describe_kind(Tree::DescribeStatementContext* tree) {
  if (tree->CATALOG()) return DescribeKind::Catalog;
  if (tree->DATABASE()) return DescribeKind::Database;
  if (tree->FUNCTION()) return DescribeKind::Function;
  if (tree->MODEL()) return DescribeKind::Model;
  if (tree->JOB()) return DescribeKind::Job;
  return tree->CONNECTION() ? DescribeKind::Connection : DescribeKind::Table;
}

}  // namespace

AstBuilder::Node AstBuilder::show(Tree::ShowStatementContext* tree) const {
  Show out;
  out.kind = show_kind(tree);
  if (tree->qualifiedName()) out.object = name(tree->qualifiedName());
  out.partition = partition(tree->partitionSpec());
  if (auto* filter = tree->showFilter()) {
    out.filter = ShowFilter{filter->NOT() != nullptr, filter->ILIKE() != nullptr,
                            string(filter->stringLiteral())};
  }
  return out;
}

AstBuilder::Node AstBuilder::describe(Tree::DescribeStatementContext* tree) const {
  Describe out;
  out.kind = describe_kind(tree);
  out.extended = tree->EXTENDED() != nullptr;
  if (tree->qualifiedName()) out.name = name(tree->qualifiedName());
  if (tree->stringLiteral()) out.job = string(tree->stringLiteral());
  return out;
}

// The text as it stands, for keys and values that are not quoted.
StringValue AstBuilder::raw(const Rule* tree) const {
  const auto place = span(tree);
  const auto written = text(place);
  const bool one_string = tree->start == tree->stop && written.starts_with('\'');
  return {one_string ? unquoted(written, '\'') : std::string(written), place};
}

AstBuilder::Node AstBuilder::set(Tree::SetStatementContext* tree) const {
  if (tree->settingKey()) return Set{Option{raw(tree->settingKey()), raw(tree->settingValue())}};
  if (tree->stringLiteral().empty()) return Set{};
  return Set{Option{string(tree->stringLiteral(0)), string(tree->stringLiteral(1))}};
}

AstBuilder::Node AstBuilder::reset(Tree::ResetStatementContext* tree) const {
  if (tree->stringLiteral()) return Reset{string(tree->stringLiteral())};
  if (tree->settingKey()) return Reset{raw(tree->settingKey())};
  return Reset{};
}

AstBuilder::Node AstBuilder::use(Tree::UseStatementContext* tree) const {
  if (tree->CATALOG()) return UseCatalog{identifier(tree->identifier(0))};
  if (tree->MODULES()) return UseModules{identifiers(tree->identifier())};
  return UseDatabase{name(tree->qualifiedName())};
}

AstBuilder::Node AstBuilder::load(Tree::LoadStatementContext* tree) const {
  return LoadModule{identifier(tree->identifier()), options(tree->withOptions())};
}

AstBuilder::Node AstBuilder::jar(Tree::JarStatementContext* tree) const {
  return ChangeJar{tree->REMOVE() != nullptr, string(tree->stringLiteral())};
}

AstBuilder::Node AstBuilder::stop(Tree::StopStatementContext* tree) const {
  return StopJob{string(tree->stringLiteral()), tree->SAVEPOINT() != nullptr,
                 tree->DRAIN() != nullptr};
}

AstBuilder::Node AstBuilder::client(Tree::ClientCommandContext* tree) const {
  ClientCommand out;
  if (tree->CLEAR()) out.kind = ClientCommandKind::Clear;
  if (tree->QUIT()) out.kind = ClientCommandKind::Quit;
  if (tree->EXIT()) out.kind = ClientCommandKind::Exit;
  if (tree->stringLiteral()) {
    out.kind = ClientCommandKind::Source;
    out.file = string(tree->stringLiteral());
  }
  return out;
}

}  // namespace streamsql
