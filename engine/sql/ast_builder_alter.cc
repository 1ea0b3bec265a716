// ALTER and DROP.
#include "engine/sql/ast_builder.h"
#include "engine/sql/token_stream.h"

namespace streamsql {

using namespace ast;

namespace {

ObjectKind object_kind(Tree::DropStatementContext* tree) {
  if (tree->VIEW()) return ObjectKind::View;
  if (tree->FUNCTION()) return ObjectKind::Function;
  if (tree->DATABASE()) return ObjectKind::Database;
  return tree->CATALOG() ? ObjectKind::Catalog : ObjectKind::Table;
}

}  // namespace

AstBuilder::Node AstBuilder::alter(Tree::AlterStatementContext* tree) const {
  if (tree->alterTable()) return alter_table(tree->alterTable());
  if (tree->alterView()) return alter_view(tree->alterView());
  if (auto* form = tree->alterDatabase()) {
    return AlterDatabase{name(form->qualifiedName()), options(form->optionList())};
  }
  if (tree->alterCatalog()) return alter_catalog(tree->alterCatalog());
  if (tree->alterFunction()) return UnsupportedStatement{"ALTER FUNCTION"};
  if (auto* form = tree->alterModel()) {
    return UnsupportedStatement{form->MODEL() ? "ALTER MODEL" : "ALTER CONNECTION"};
  }
  return UnsupportedStatement{"ALTER MATERIALIZED TABLE"};
}

AstBuilder::Node AstBuilder::alter_table(Tree::AlterTableContext* tree) const {
  AlterTable out;
  out.if_exists = tree->ifExists() != nullptr;
  out.name = name(tree->qualifiedName());
  add_change(out, tree->tableChange());
  return out;
}

void AstBuilder::add_change(AlterTable& table, Tree::TableChangeContext* tree) const {
  if (tree->DROP()) return add_drop(table, tree);
  if (tree->SET()) {
    table.action = SetOptions{options(tree->optionList())};
  } else if (tree->RESET()) {
    table.action = keys(tree->keyList());
  } else if (tree->RENAME()) {
    if (tree->identifier()) {
      table.action = RenameColumn{name(tree->qualifiedName(0)), identifier(tree->identifier())};
    } else {
      table.action = RenameTo{name(tree->qualifiedName(0))};
    }
  } else if (tree->schemaChange()) {
    table.action = components(tree->schemaChange(), tree->MODIFY() != nullptr);
  } else {
    ChangePartitions change{false, tree->ifNotExists() != nullptr, {}};
    for (auto* each : tree->partitionSpec()) change.partitions.push_back(partition(each));
    if (!tree->withOptions().empty()) {
      throw Error(ErrorCode::UnsupportedSyntax, "Options of a partition are not supported")
          .at(span(tree->withOptions(0)));
    }
    table.action = std::move(change);
  }
}

void AstBuilder::add_drop(AlterTable& table, Tree::TableChangeContext* tree) const {
  if (tree->PRIMARY()) {
    table.action = DropPrimaryKey{};
  } else if (tree->CONSTRAINT()) {
    table.action = DropConstraint{identifier(tree->identifier())};
  } else if (tree->WATERMARK()) {
    table.action = DropWatermark{};
  } else if (tree->DISTRIBUTION()) {
    table.action = DropDistribution{};
  } else if (!tree->partitionSpec().empty()) {
    ChangePartitions change{true, tree->ifExists() != nullptr, {}};
    for (auto* each : tree->partitionSpec()) change.partitions.push_back(partition(each));
    table.action = std::move(change);
  } else {
    table.action = DropColumns{names(tree->qualifiedName())};
  }
}

AddComponents AstBuilder::components(Tree::SchemaChangeContext* tree, bool modify) const {
  AddComponents out;
  out.modify = modify;
  if (auto* form = tree->distributionRule()) out.distribution = distribution(form);
  for (auto* element : tree->schemaElement()) {
    if (element->tableConstraint()) {
      out.constraints.push_back(constraint(element->tableConstraint()));
    } else if (element->watermark()) {
      out.watermarks.push_back(watermark(element->watermark()));
    } else {
      PlacedColumn placed;
      placed.column = column(element->column());
      if (element->FIRST()) placed.place = ColumnPlace::First;
      if (element->AFTER()) {
        placed.place = ColumnPlace::After;
        placed.after = identifier(element->identifier());
      }
      out.columns.push_back(std::move(placed));
    }
  }
  return out;
}

AstBuilder::Node AstBuilder::alter_view(Tree::AlterViewContext* tree) const {
  AlterView out;
  out.name = name(tree->qualifiedName(0));
  if (tree->query()) {
    out.action = ReplaceQuery{query(tree->query())};
  } else {
    out.action = RenameTo{name(tree->qualifiedName(1))};
  }
  return out;
}

AstBuilder::Node AstBuilder::alter_catalog(Tree::AlterCatalogContext* tree) const {
  AlterCatalog out;
  out.name = identifier(tree->identifier());
  if (tree->optionList()) {
    out.action = SetOptions{options(tree->optionList())};
  } else if (tree->keyList()) {
    out.action = keys(tree->keyList());
  } else {
    out.action = SetComment{*comment(tree->comment())};
  }
  return out;
}

ResetOptions AstBuilder::keys(Tree::KeyListContext* tree) const {
  ResetOptions out;
  for (auto* each : tree->stringLiteral()) out.keys.push_back(string(each));
  return out;
}

AstBuilder::Node AstBuilder::drop(Tree::DropStatementContext* tree) const {
  if (tree->MODEL()) return UnsupportedStatement{"DROP MODEL"};
  if (tree->CONNECTION()) return UnsupportedStatement{"DROP CONNECTION"};
  if (tree->MATERIALIZED()) return UnsupportedStatement{"DROP MATERIALIZED TABLE"};
  if (tree->SYSTEM() && !tree->FUNCTION()) {
    throw Error(ErrorCode::SyntaxError, "SYSTEM goes with FUNCTION only").at(span(tree->SYSTEM()));
  }
  const bool may_be_temporary = tree->TABLE() || tree->VIEW() || tree->FUNCTION();
  if (tree->TEMPORARY() && !may_be_temporary) {
    throw Error(ErrorCode::SyntaxError, "TEMPORARY goes with TABLE, VIEW and FUNCTION only")
        .at(span(tree->TEMPORARY()));
  }
  Drop out;
  out.kind = object_kind(tree);
  out.temporary = tree->TEMPORARY() != nullptr;
  out.system = tree->SYSTEM() != nullptr;
  out.if_exists = tree->ifExists() != nullptr;
  out.cascade = tree->CASCADE() != nullptr;
  out.name = name(tree->qualifiedName());
  return out;
}

}  // namespace streamsql
