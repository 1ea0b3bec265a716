// Statements: what moves data, and the choice among all of them.
#include "engine/sql/ast_builder.h"

namespace streamsql {

using namespace ast;

Statement AstBuilder::statement(Tree::StatementContext* tree) const {
  return whole(statement_node(tree), tree);
}

Statement AstBuilder::whole(Node node, const Rule* tree) const {
  return {std::move(node), span(tree), text_};
}

StatementPtr AstBuilder::member(const Rule* tree) const {
  return std::make_shared<const Statement>(whole(node(tree), tree));
}

AstBuilder::Node AstBuilder::statement_node(Tree::StatementContext* tree) const {
  if (tree->BEGIN()) return BeginStatementSet{};
  if (tree->END()) return EndStatementSet{};
  return node(dynamic_cast<const Rule*>(tree->children[0]));
}

AstBuilder::Node AstBuilder::node(const Rule* rule) const {
  // Contexts are not const in ANTLR's accessors, though reading them changes nothing.
  auto* tree = const_cast<Rule*>(rule);
  switch (tree->getRuleIndex()) {
    case Tree::RuleQuery:
      return QueryStatement{query(static_cast<Tree::QueryContext*>(tree))};
    case Tree::RuleInsertStatement:
      return insert(static_cast<Tree::InsertStatementContext*>(tree));
    case Tree::RuleStatementSet:
      return statement_set(static_cast<Tree::StatementSetContext*>(tree));
    case Tree::RuleExecuteStatement:
      return execute(static_cast<Tree::ExecuteStatementContext*>(tree));
    case Tree::RuleExplainStatement:
      return explain(static_cast<Tree::ExplainStatementContext*>(tree));
    case Tree::RuleCreateStatement:
      return create(static_cast<Tree::CreateStatementContext*>(tree));
    case Tree::RuleAlterStatement:
      return alter(static_cast<Tree::AlterStatementContext*>(tree));
    case Tree::RuleDropStatement:
      return drop(static_cast<Tree::DropStatementContext*>(tree));
    case Tree::RuleShowStatement:
      return show(static_cast<Tree::ShowStatementContext*>(tree));
    case Tree::RuleDescribeStatement:
      return describe(static_cast<Tree::DescribeStatementContext*>(tree));
    case Tree::RuleSetStatement:
      return set(static_cast<Tree::SetStatementContext*>(tree));
    case Tree::RuleResetStatement:
      return reset(static_cast<Tree::ResetStatementContext*>(tree));
    case Tree::RuleUseStatement:
      return use(static_cast<Tree::UseStatementContext*>(tree));
    case Tree::RuleLoadStatement:
      return load(static_cast<Tree::LoadStatementContext*>(tree));
    case Tree::RuleUnloadStatement:
      return UnloadModule{
          identifier(static_cast<Tree::UnloadStatementContext*>(tree)->identifier())};
    case Tree::RuleJarStatement:
      return jar(static_cast<Tree::JarStatementContext*>(tree));
    case Tree::RuleStopStatement:
      return stop(static_cast<Tree::StopStatementContext*>(tree));
    case Tree::RuleClientCommand:
      return client(static_cast<Tree::ClientCommandContext*>(tree));
    default:
      return unsupported(tree);
  }
}

// The grammar has checked the syntax; only the name is kept.
AstBuilder::Node AstBuilder::unsupported(const Rule* tree) const {
  switch (tree->getRuleIndex()) {
    case Tree::RuleAnalyzeStatement:
      return UnsupportedStatement{"ANALYZE TABLE"};
    case Tree::RuleCallStatement:
      return UnsupportedStatement{"CALL"};
    case Tree::RuleCompileStatement:
      return UnsupportedStatement{"COMPILE PLAN"};
    case Tree::RuleTruncateStatement:
      return UnsupportedStatement{"TRUNCATE TABLE"};
    case Tree::RuleUpdateStatement:
      return UnsupportedStatement{"UPDATE"};
    case Tree::RuleDeleteStatement:
      return UnsupportedStatement{"DELETE"};
    default:
      throw Error(ErrorCode::Internal, "A rule of the grammar has no builder").at(span(tree));
  }
}

AstBuilder::Node AstBuilder::insert(Tree::InsertStatementContext* tree) const {
  Insert out;
  out.overwrite = tree->OVERWRITE() != nullptr;
  out.target = name(tree->qualifiedName());
  out.hints = hints(tree->hints());
  out.partition = partition(tree->partitionSpec());
  if (tree->insertColumns()) out.columns = names(tree->insertColumns()->qualifiedName());
  out.query = query(tree->query());
  if (tree->NOTHING()) out.on_conflict = OnConflict::Nothing;
  if (tree->ERROR()) out.on_conflict = OnConflict::Error;
  if (tree->DEDUPLICATE()) out.on_conflict = OnConflict::Deduplicate;
  return out;
}

AstBuilder::Node AstBuilder::statement_set(Tree::StatementSetContext* tree) const {
  StatementSet out;
  for (auto* each : tree->setMember()) {
    out.statements.push_back(member(dynamic_cast<const Rule*>(each->children[0])));
  }
  return out;
}

AstBuilder::Node AstBuilder::execute(Tree::ExecuteStatementContext* tree) const {
  if (tree->PLAN()) return UnsupportedStatement{"EXECUTE PLAN"};
  return node(dynamic_cast<const Rule*>(tree->children[1]));
}

AstBuilder::Node AstBuilder::explain(Tree::ExplainStatementContext* tree) const {
  Explain out;
  for (auto* detail : tree->explainDetail()) {
    auto kind = ExplainDetail::EstimatedCost;
    if (detail->CHANGELOG_MODE()) kind = ExplainDetail::ChangelogMode;
    if (detail->PLAN_ADVICE()) kind = ExplainDetail::PlanAdvice;
    if (detail->JSON_EXECUTION_PLAN()) kind = ExplainDetail::JsonExecutionPlan;
    out.details.push_back(kind);
  }
  out.target = member(dynamic_cast<const Rule*>(tree->children.back()));
  return out;
}

std::vector<PartitionValue> AstBuilder::partition(Tree::PartitionSpecContext* tree) const {
  std::vector<PartitionValue> out;
  if (!tree) return out;
  for (auto* each : tree->partitionValue()) {
    PartitionValue value{identifier(each->identifier()), nullptr};
    if (each->literal()) value.value = literal(each->literal());
    if (each->DASH()) {
      const SourceSpan place{span(each->DASH()).begin, value.value->span.end};
      value.value = make(Unary{UnaryOperator::Minus, value.value}, place);
    }
    out.push_back(std::move(value));
  }
  return out;
}

}  // namespace streamsql
