// AstBuilder: the generated parser's trees become the AST. Private to engine/sql.
#pragma once

#include <SqlParser.h>
#include <string>
#include <vector>

#include "engine/base/error.h"
#include "engine/sql/ast.h"

namespace streamsql {

using Tree = grammar::SqlParser;

// Built for one text; every method takes the tree of a rule and returns its node. Stateless.
// Throws Error(SyntaxError) for the few texts that the grammar accepts and Flink does not.
class AstBuilder {
 public:
  explicit AstBuilder(SourceTextPtr text) : text_(std::move(text)) {}

  ast::Statement statement(Tree::StatementContext* tree) const;
  ast::ExpressionPtr expression(Tree::ExpressionContext* tree) const;
  ast::QueryPtr query(Tree::QueryContext* tree) const;
  ast::TypeName type(Tree::DataTypeContext* tree) const;

 private:
  using Parts = std::vector<ast::ExpressionPtr>;
  using Rule = antlr4::ParserRuleContext;
  using Terminal = antlr4::tree::TerminalNode;

  // ---- pieces (ast_builder.cc)
  static SourceSpan span(const Rule* tree);
  static SourceSpan span(Terminal* token);
  static bool has(const Rule* tree, std::size_t type);
  std::string_view text(SourceSpan span) const { return text_->text(span); }
  ast::Identifier word(SourceSpan span) const;
  ast::Identifier identifier(Tree::IdentifierContext* tree) const;
  std::vector<ast::Identifier> identifiers(const std::vector<Tree::IdentifierContext*>& l) const;
  std::vector<ast::Identifier> identifiers(Tree::IdentifierListContext* tree) const;
  ast::QualifiedName name(Tree::QualifiedNameContext* tree) const;
  std::vector<ast::QualifiedName> names(const std::vector<Tree::QualifiedNameContext*>& l) const;
  ast::StringValue string(Tree::StringLiteralContext* tree) const;
  int integer(Tree::IntegerContext* tree) const;
  template <class Node>
  static ast::ExpressionPtr make(Node node, SourceSpan span) {
    return std::make_shared<const ast::Expression>(ast::Expression{std::move(node), span});
  }

  // ---- types (ast_builder_type.cc)
  DataType data_type(Tree::DataTypeContext* tree) const;
  DataType base_type(Tree::BaseTypeContext* tree) const;
  DataType sized_type(Tree::BaseTypeContext* tree, std::size_t keyword) const;
  DataType decimal(Tree::BaseTypeContext* tree) const;
  DataType timestamp(Tree::BaseTypeContext* tree) const;
  DataType interval_type(Tree::IntervalQualifierContext* tree) const;
  DataType row_type(Tree::RowTypeContext* tree) const;
  std::int32_t length(Tree::TypeLengthContext* tree, std::int32_t otherwise) const;
  int precision(Tree::TypeLengthContext* tree, int otherwise) const;

  // ---- operators (ast_builder_operator.cc)
  ast::ExpressionPtr conjunction(Tree::ConjunctionContext* tree) const;
  ast::ExpressionPtr negation(Tree::NegationContext* tree) const;
  ast::ExpressionPtr is_predicate(Tree::IsPredicateContext* tree) const;
  ast::ExpressionPtr is(ast::ExpressionPtr left, Tree::IsSuffixContext* tree) const;
  ast::ExpressionPtr comparison(Tree::ComparisonContext* tree) const;
  ast::ExpressionPtr compare(ast::ExpressionPtr left, Tree::ComparisonSuffixContext* tree) const;
  ast::ExpressionPtr range_predicate(Tree::RangePredicateContext* tree) const;
  ast::ExpressionPtr range(ast::ExpressionPtr left, Tree::RangeSuffixContext* tree) const;
  ast::ExpressionPtr like(ast::ExpressionPtr left, Tree::RangeSuffixContext* tree) const;
  ast::ExpressionPtr in(ast::ExpressionPtr left, Tree::RangeSuffixContext* tree) const;
  ast::ExpressionPtr additive(Tree::AdditiveContext* tree) const;
  ast::ExpressionPtr add(ast::ExpressionPtr left, Tree::AdditiveSuffixContext* tree) const;
  ast::ExpressionPtr multiplicative(Tree::MultiplicativeContext* tree) const;
  ast::ExpressionPtr signed_operand(Tree::SignedOperandContext* tree) const;

  // ---- what operators join (ast_builder_primary.cc)
  ast::ExpressionPtr postfix(Tree::PostfixContext* tree) const;
  ast::ExpressionPtr access(ast::ExpressionPtr left, Tree::AccessorContext* tree) const;
  ast::ExpressionPtr primary(Tree::PrimaryContext* tree) const;
  ast::ExpressionPtr parenthesized(Tree::ParenthesizedContext* tree) const;
  ast::ExpressionPtr difference(Tree::ParenthesizedContext* tree) const;
  ast::ExpressionPtr case_expression(Tree::CaseExpressionContext* tree) const;
  ast::ExpressionPtr collection(Tree::CollectionContext* tree) const;
  Parts expressions(const std::vector<Tree::ExpressionContext*>& trees) const;

  // ---- literals (ast_builder_literal.cc)
  ast::ExpressionPtr literal(Tree::LiteralContext* tree) const;
  ast::ExpressionPtr binary_literal(Terminal* token) const;
  ast::ExpressionPtr interval(Tree::IntervalLiteralContext* tree) const;
  ast::IntervalQualifier qualifier(Tree::IntervalQualifierContext* tree) const;
  ast::IntervalQualifier qualifier(SourceSpan unit, Tree::IntervalTailContext* tail) const;
  ast::TimeUnit time_unit(SourceSpan span) const;
  ast::ExpressionPtr time_unit(Tree::TimeUnitContext* tree) const;

  // ---- calls (ast_builder_function.cc)
  ast::ExpressionPtr call(ast::QualifiedName name, Tree::CallContext* tree) const;
  ast::ExpressionPtr descriptor(const ast::FunctionCall& call, SourceSpan span) const;
  ast::FunctionCall function(ast::QualifiedName name, Tree::ArgumentsContext* tree) const;
  ast::Argument argument(Tree::ArgumentContext* tree) const;
  ast::ExpressionPtr argument_value(Tree::ArgumentValueContext* tree) const;
  Parts partition_by(Tree::PartitionByContext* tree) const;
  void add_tail(ast::FunctionCall& call, Tree::CallTailContext* tail) const;
  ast::NullTreatment null_treatment(Tree::NullTreatmentContext* tree) const;
  ast::WindowSpecification window(Tree::WindowSpecificationContext* tree) const;
  ast::WindowFrame frame(Tree::WindowFrameContext* tree) const;
  ast::FrameBound bound(Tree::FrameBoundContext* tree) const;
  ast::FunctionCall special(const Rule* tree, Parts arguments) const;
  ast::ExpressionPtr special_call(Tree::PrimaryContext* tree) const;
  ast::ExpressionPtr trim(Tree::TrimCallContext* tree) const;
  ast::ExpressionPtr context_function(Tree::ContextFunctionContext* tree) const;
  ast::ExpressionPtr json(Tree::JsonCallContext* tree) const;
  ast::JsonBehavior json_behavior(Tree::JsonBehaviorContext* tree) const;

  // ---- queries (ast_builder_query.cc)
  ast::Query query_body(Tree::QueryBodyContext* tree) const;
  ast::Query query_term(Tree::QueryTermContext* tree) const;
  ast::Query query_primary(Tree::QueryPrimaryContext* tree) const;
  ast::Select select(Tree::SelectContext* tree) const;
  ast::SelectItem select_item(Tree::SelectItemContext* tree) const;
  ast::SetQuantifier quantifier(Tree::SetQuantifierContext* tree) const;
  std::vector<ast::Hint> hints(Tree::HintsContext* tree) const;
  ast::HintArgument hint_argument(Tree::HintArgumentContext* tree) const;
  ast::GroupingElement grouping(Tree::GroupingElementContext* tree) const;
  std::vector<ast::OrderItem> order_by(Tree::OrderByContext* tree) const;
  void add_limit(ast::Query& query, Tree::RowLimitContext* tree) const;
  ast::ExpressionPtr number(Terminal* token) const;

  // ---- FROM (ast_builder_from.cc)
  ast::TableReferencePtr from(Tree::FromContext* tree) const;
  ast::TableReferencePtr table_reference(Tree::TableReferenceContext* tree) const;
  ast::TableReferencePtr join(ast::TableReferencePtr left, Tree::JoinContext* tree) const;
  ast::TableReferencePtr table_factor(Tree::TableFactorContext* tree) const;
  ast::TableReference table_primary(Tree::TablePrimaryContext* tree) const;
  ast::TableReference named_table(Tree::TablePrimaryContext* tree) const;
  ast::TableFunction table_function(Tree::TableFunctionContext* tree) const;
  ast::TableAlias alias(Tree::TableAliasContext* tree) const;
  ast::MatchRecognize match(ast::TableReferencePtr input, Tree::MatchRecognizeContext* t) const;
  void add_after_match(ast::MatchRecognize& node, Tree::AfterMatchContext* tree) const;
  ast::PatternPtr pattern(Tree::PatternContext* tree) const;
  ast::PatternPtr pattern_sequence(Tree::PatternSequenceContext* tree) const;
  ast::PatternPtr pattern_factor(Tree::PatternFactorContext* tree) const;
  ast::Pattern pattern_primary(Tree::PatternPrimaryContext* tree) const;
  ast::PatternQuantifier pattern_quantifier(Tree::PatternQuantifierContext* tree) const;

  // ---- statements (ast_builder_statement.cc)
  using Node = decltype(ast::Statement::node);
  ast::Statement whole(Node node, const Rule* tree) const;
  ast::StatementPtr member(const Rule* tree) const;
  Node node(const Rule* tree) const;
  Node statement_node(Tree::StatementContext* tree) const;
  Node unsupported(const Rule* tree) const;
  Node insert(Tree::InsertStatementContext* tree) const;
  Node statement_set(Tree::StatementSetContext* tree) const;
  Node execute(Tree::ExecuteStatementContext* tree) const;
  Node explain(Tree::ExplainStatementContext* tree) const;
  std::vector<ast::PartitionValue> partition(Tree::PartitionSpecContext* tree) const;

  // ---- looking around (ast_builder_show.cc)
  Node show(Tree::ShowStatementContext* tree) const;
  Node describe(Tree::DescribeStatementContext* tree) const;
  Node set(Tree::SetStatementContext* tree) const;
  Node reset(Tree::ResetStatementContext* tree) const;
  Node use(Tree::UseStatementContext* tree) const;
  Node load(Tree::LoadStatementContext* tree) const;
  Node jar(Tree::JarStatementContext* tree) const;
  Node stop(Tree::StopStatementContext* tree) const;
  Node client(Tree::ClientCommandContext* tree) const;
  ast::StringValue raw(const Rule* tree) const;

  // ---- CREATE (ast_builder_table.cc)
  Node create(Tree::CreateStatementContext* tree) const;
  Node create_table(Tree::CreateTableContext* tree) const;
  Node create_view(Tree::CreateViewContext* tree) const;
  Node create_function(Tree::CreateFunctionContext* tree) const;
  void add_element(ast::CreateTable& table, Tree::TableElementContext* tree) const;
  ast::ColumnDefinition column(Tree::ColumnContext* tree) const;
  void complete_column(ast::ColumnDefinition& column, Tree::ColumnContext* tree) const;
  ast::TableConstraint constraint(Tree::TableConstraintContext* tree) const;
  ast::TableConstraint constraint(Tree::ColumnConstraintContext* t, const ast::Identifier& c) const;
  ast::Watermark watermark(Tree::WatermarkContext* tree) const;
  ast::Distribution distribution(Tree::DistributionRuleContext* tree) const;
  ast::TableLike table_like(Tree::TableLikeContext* tree) const;
  std::vector<ast::Option> options(Tree::OptionListContext* tree) const;
  std::vector<ast::Option> options(Tree::WithOptionsContext* tree) const;
  std::optional<ast::StringValue> comment(Tree::CommentContext* tree) const;
  void check_create_words(Tree::CreateStatementContext* tree) const;

  // ---- ALTER and DROP (ast_builder_alter.cc)
  Node alter(Tree::AlterStatementContext* tree) const;
  Node alter_table(Tree::AlterTableContext* tree) const;
  Node alter_view(Tree::AlterViewContext* tree) const;
  Node alter_catalog(Tree::AlterCatalogContext* tree) const;
  void add_change(ast::AlterTable& table, Tree::TableChangeContext* tree) const;
  void add_drop(ast::AlterTable& table, Tree::TableChangeContext* tree) const;
  ast::AddComponents components(Tree::SchemaChangeContext* tree, bool modify) const;
  ast::ResetOptions keys(Tree::KeyListContext* tree) const;
  Node drop(Tree::DropStatementContext* tree) const;

  SourceTextPtr text_;
};

// Refuses (TextTooLarge) chains that make a tree lean so far to one side that recursion along it
// would need too much stack.
void check_chain(std::size_t length, SourceSpan span);

// 'it''s' without its quotes; U&'\00e9' decoded with the escape character.
std::string unquoted(std::string_view literal, char quote);
std::string unicode_unquoted(std::string_view literal, char escape, SourceSpan span);

}  // namespace streamsql
