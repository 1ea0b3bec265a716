// CREATE.
#include <array>
#include <utility>

#include "engine/sql/ast_builder.h"
#include "engine/sql/token_stream.h"

namespace streamsql {

using namespace ast;

namespace {

CreateMode create_mode(Tree::CreateStatementContext* tree) {
  if (!tree->CREATE()) return CreateMode::Replace;
  return tree->REPLACE() ? CreateMode::CreateOrReplace : CreateMode::Create;
}

LikeFeature like_feature(Tree::LikeOptionContext* tree) {
  if (tree->CONSTRAINTS()) return LikeFeature::Constraints;
  if (tree->DISTRIBUTION()) return LikeFeature::Distribution;
  if (tree->GENERATED()) return LikeFeature::Generated;
  if (tree->METADATA()) return LikeFeature::Metadata;
  if (tree->OPTIONS()) return LikeFeature::Options;
  if (tree->PARTITIONS()) return LikeFeature::Partitions;
  return tree->WATERMARKS() ? LikeFeature::Watermarks : LikeFeature::All;
}

// ALL, CONSTRAINTS, DISTRIBUTION and PARTITIONS of two tables cannot be merged.
bool may_overwrite(LikeFeature feature) {
  return feature == LikeFeature::Generated || feature == LikeFeature::Metadata ||
         feature == LikeFeature::Options || feature == LikeFeature::Watermarks;
}

std::optional<bool> enforced(Tree::EnforcementContext* tree) {
  if (!tree) return std::nullopt;
  return tree->NOT() == nullptr;
}

}  // namespace

AstBuilder::Node AstBuilder::create(Tree::CreateStatementContext* tree) const {
  check_create_words(tree);
  const bool temporary = tree->TEMPORARY() != nullptr;
  if (tree->createTable()) {
    auto node = create_table(tree->createTable());
    std::get<CreateTable>(node).mode = create_mode(tree);
    std::get<CreateTable>(node).temporary = temporary;
    return node;
  }
  if (tree->createView()) {
    auto node = create_view(tree->createView());
    std::get<CreateView>(node).temporary = temporary;
    std::get<CreateView>(node).or_replace = tree->REPLACE() != nullptr;
    return node;
  }
  if (auto* form = tree->createCatalog()) {
    return CreateCatalog{form->ifNotExists() != nullptr, identifier(form->identifier()),
                         comment(form->comment()), options(form->withOptions())};
  }
  if (auto* form = tree->createDatabase()) {
    return CreateDatabase{form->ifNotExists() != nullptr, name(form->qualifiedName()),
                          comment(form->comment()), options(form->withOptions())};
  }
  if (tree->createFunction()) {
    auto node = create_function(tree->createFunction());
    std::get<CreateFunction>(node).temporary = temporary;
    std::get<CreateFunction>(node).system = tree->SYSTEM() != nullptr;
    return node;
  }
  if (tree->createModel()) return UnsupportedStatement{"CREATE MODEL"};
  if (tree->createConnection()) return UnsupportedStatement{"CREATE CONNECTION"};
  return UnsupportedStatement{"CREATE MATERIALIZED TABLE"};
}

// OR REPLACE, OR ALTER, TEMPORARY and SYSTEM each go with some objects only.
void AstBuilder::check_create_words(Tree::CreateStatementContext* tree) const {
  const auto refuse = [&](Terminal* word, const char* message) {
    if (word) throw Error(ErrorCode::SyntaxError, message).at(span(word));
  };
  const bool table_or_view = tree->createTable() || tree->createView();
  if (!tree->createMaterializedTable()) {
    refuse(tree->ALTER(), "OR ALTER goes with MATERIALIZED TABLE only");
  }
  if (tree->CREATE() && !table_or_view) {
    refuse(tree->REPLACE(), "OR REPLACE goes with TABLE and VIEW only");
  }
  if (!table_or_view && !tree->createFunction() && !tree->createModel()) {
    refuse(tree->TEMPORARY(), "TEMPORARY goes with TABLE, VIEW, FUNCTION and MODEL only");
  }
  if (!tree->createFunction() || !tree->TEMPORARY()) {
    refuse(tree->SYSTEM(), "SYSTEM goes with TEMPORARY SYSTEM FUNCTION only");
  }
}

AstBuilder::Node AstBuilder::create_table(Tree::CreateTableContext* tree) const {
  CreateTable out;
  out.if_not_exists = tree->ifNotExists() != nullptr;
  out.name = name(tree->qualifiedName());
  for (auto* element : tree->tableElement()) add_element(out, element);
  out.comment = comment(tree->comment());
  if (auto* form = tree->distribution()) out.distribution = distribution(form->distributionRule());
  if (auto* by = tree->partitionedBy()) out.partitioned_by = identifiers(by->identifierList());
  out.options = options(tree->withOptions());
  if (tree->withOptions()) out.options_span = span(tree->withOptions());
  if (tree->tableLike()) out.like = table_like(tree->tableLike());
  if (tree->query()) out.as_query = query(tree->query());
  if (!out.column_order.empty() && !out.as_query) {
    throw Error(ErrorCode::SyntaxError, "A column needs a type").at(out.column_order[0].span);
  }
  return out;
}

void AstBuilder::add_element(CreateTable& table, Tree::TableElementContext* tree) const {
  if (tree->tableConstraint()) {
    table.constraints.push_back(constraint(tree->tableConstraint()));
  } else if (tree->watermark()) {
    table.watermarks.push_back(watermark(tree->watermark()));
  } else if (!tree->column()->dataType() && !tree->column()->AS()) {
    table.column_order.push_back(identifier(tree->column()->identifier()));
  } else {
    table.columns.push_back(column(tree->column()));
  }
}

ColumnDefinition AstBuilder::column(Tree::ColumnContext* tree) const {
  ColumnDefinition out;
  out.name = identifier(tree->identifier());
  out.span = span(tree);
  complete_column(out, tree);
  return out;
}

void AstBuilder::complete_column(ColumnDefinition& column, Tree::ColumnContext* tree) const {
  column.comment = comment(tree->comment());
  if (tree->expression()) {
    column.kind = ColumnKind::Computed;
    column.expression = expression(tree->expression());
    return;
  }
  if (!tree->dataType()) {
    throw Error(ErrorCode::SyntaxError, "A column needs a type").at(column.name.span);
  }
  column.type = type(tree->dataType());
  if (column.type->type.is_interval() || column.type->type.is(TypeKind::Null)) {
    throw Error(ErrorCode::UnsupportedSyntax, "A column cannot have this type")
        .at(column.type->span);
  }
  if (tree->METADATA()) {
    column.kind = ColumnKind::Metadata;
    column.is_virtual = tree->VIRTUAL() != nullptr;
    if (tree->stringLiteral()) column.metadata_key = string(tree->stringLiteral());
  }
  if (tree->columnConstraint()) {
    column.constraint = constraint(tree->columnConstraint(), column.name);
  }
}

TableConstraint AstBuilder::constraint(Tree::TableConstraintContext* tree) const {
  TableConstraint out;
  if (tree->identifier()) out.name = identifier(tree->identifier());
  out.unique = tree->UNIQUE() != nullptr;
  out.enforced = enforced(tree->enforcement());
  out.columns = identifiers(tree->identifierList());
  out.span = span(tree);
  return out;
}

TableConstraint AstBuilder::constraint(Tree::ColumnConstraintContext* tree,
                                       const Identifier& column) const {
  TableConstraint out;
  if (tree->identifier()) out.name = identifier(tree->identifier());
  out.unique = tree->UNIQUE() != nullptr;
  out.enforced = enforced(tree->enforcement());
  out.columns = {column};
  out.span = span(tree);
  return out;
}

Watermark AstBuilder::watermark(Tree::WatermarkContext* tree) const {
  return {name(tree->qualifiedName()), expression(tree->expression()), span(tree)};
}

Distribution AstBuilder::distribution(Tree::DistributionRuleContext* tree) const {
  Distribution out;
  if (tree->HASH()) out.kind = DistributionKind::Hash;
  if (tree->RANGE()) out.kind = DistributionKind::Range;
  out.columns = identifiers(tree->identifierList());
  if (tree->integer()) out.buckets = static_cast<std::uint32_t>(integer(tree->integer()));
  out.span = span(tree);
  return out;
}

TableLike AstBuilder::table_like(Tree::TableLikeContext* tree) const {
  TableLike out{name(tree->qualifiedName()), {}, span(tree)};
  for (auto* each : tree->likeOption()) {
    LikeOption option{LikeAction::Including, like_feature(each), span(each)};
    if (each->EXCLUDING()) option.action = LikeAction::Excluding;
    if (each->OVERWRITING()) option.action = LikeAction::Overwriting;
    if (option.action == LikeAction::Overwriting && !may_overwrite(option.feature)) {
      throw Error(ErrorCode::SyntaxError,
                  "OVERWRITING goes with GENERATED, METADATA, OPTIONS and WATERMARKS only")
          .at(option.span);
    }
    out.options.push_back(option);
  }
  return out;
}

AstBuilder::Node AstBuilder::create_view(Tree::CreateViewContext* tree) const {
  CreateView out;
  out.if_not_exists = tree->ifNotExists() != nullptr;
  out.name = name(tree->qualifiedName());
  out.columns = identifiers(tree->identifierList());
  out.comment = comment(tree->comment());
  out.query = query(tree->query());
  return out;
}

AstBuilder::Node AstBuilder::create_function(Tree::CreateFunctionContext* tree) const {
  CreateFunction out;
  out.if_not_exists = tree->ifNotExists() != nullptr;
  out.name = name(tree->qualifiedName());
  out.class_name = string(tree->stringLiteral());
  if (auto* language = tree->functionLanguage()) {
    if (language->SCALA()) out.language = FunctionLanguage::Scala;
    if (language->PYTHON()) out.language = FunctionLanguage::Python;
  }
  if (auto* resources = tree->functionResources()) {
    for (auto* each : resources->functionResource()) {
      out.resources.push_back(string(each->stringLiteral()));
    }
  }
  return out;
}

std::vector<Option> AstBuilder::options(Tree::OptionListContext* tree) const {
  std::vector<Option> out;
  for (auto* each : tree->option()) {
    out.push_back({string(each->stringLiteral(0)), string(each->stringLiteral(1))});
  }
  return out;
}

std::vector<Option> AstBuilder::options(Tree::WithOptionsContext* tree) const {
  return tree ? options(tree->optionList()) : std::vector<Option>{};
}

std::optional<StringValue> AstBuilder::comment(Tree::CommentContext* tree) const {
  if (!tree) return std::nullopt;
  return string(tree->stringLiteral());
}

}  // namespace streamsql
