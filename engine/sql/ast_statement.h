// The statements of the AST.
#pragma once

#include "engine/sql/ast_query.h"

namespace streamsql::ast {

struct Statement;
using StatementPtr = std::shared_ptr<const Statement>;

struct Option {
  StringValue key, value;
};

// ---- tables

enum class ColumnKind : std::uint8_t { Physical, Metadata, Computed };
// Inline: `columns` is the column itself. Flink accepts PRIMARY KEY ... NOT ENFORCED only.
struct TableConstraint {
  std::optional<Identifier> name = {};
  bool unique = false;                // UNIQUE, otherwise PRIMARY KEY
  std::optional<bool> enforced = {};  // absent when the text says neither
  std::vector<Identifier> columns;
  SourceSpan span = {};
};
struct ColumnDefinition {
  Identifier name;
  ColumnKind kind = ColumnKind::Physical;
  std::optional<TypeName> type = {};  // of Physical and Metadata
  ExpressionPtr expression;           // of Computed
  std::optional<StringValue> metadata_key = {};
  bool is_virtual = false;  // METADATA … VIRTUAL
  std::optional<TableConstraint> constraint = {};
  std::optional<StringValue> comment = {};
  SourceSpan span = {};
};
struct Watermark {
  QualifiedName column;  // several parts name a field of a row
  ExpressionPtr expression;
  SourceSpan span = {};
};
enum class DistributionKind : std::uint8_t { Unspecified, Hash, Range };
struct Distribution {
  DistributionKind kind = DistributionKind::Unspecified;
  std::vector<Identifier> columns;
  std::optional<std::uint32_t> buckets = {};
  SourceSpan span = {};
};

enum class LikeAction : std::uint8_t { Including, Excluding, Overwriting };
enum class LikeFeature : std::uint8_t {
  All,
  Constraints,
  Distribution,
  Generated,
  Metadata,
  Options,
  Partitions,
  Watermarks
};
struct LikeOption {
  LikeAction action = LikeAction::Including;
  LikeFeature feature = LikeFeature::All;
  SourceSpan span = {};
};
struct TableLike {
  QualifiedName source;
  std::vector<LikeOption> options;
  SourceSpan span = {};
};

enum class CreateMode : std::uint8_t { Create, Replace, CreateOrReplace };
// CREATE [TEMPORARY] TABLE, with LIKE or AS; [CREATE OR] REPLACE TABLE … AS.
struct CreateTable {
  CreateMode mode = CreateMode::Create;
  bool temporary = false;
  bool if_not_exists = false;
  QualifiedName name;
  std::vector<ColumnDefinition> columns;
  std::vector<Identifier> column_order;  // CREATE TABLE t (b, a) … AS: names without types
  std::vector<TableConstraint> constraints;
  std::vector<Watermark> watermarks;  // more than one is a mistake, to be reported later
  std::optional<StringValue> comment = {};
  std::optional<Distribution> distribution = {};
  std::vector<Identifier> partitioned_by;
  std::vector<Option> options;
  SourceSpan options_span = {};  // WITH (…), empty without
  std::optional<TableLike> like = {};
  QueryPtr as_query;  // may be null
};

struct CreateView {
  bool temporary = false;
  bool if_not_exists = false;
  bool or_replace = false;
  QualifiedName name;
  std::vector<Identifier> columns;
  std::optional<StringValue> comment = {};
  QueryPtr query;  // its text is Statement::text at query->span
};
struct CreateCatalog {
  bool if_not_exists = false;
  Identifier name;
  std::optional<StringValue> comment = {};
  std::vector<Option> options;
};
struct CreateDatabase {
  bool if_not_exists = false;
  QualifiedName name;
  std::optional<StringValue> comment = {};
  std::vector<Option> options;
};
enum class FunctionLanguage : std::uint8_t { Java, Scala, Python };
struct CreateFunction {
  bool temporary = false, system = false;
  bool if_not_exists = false;
  QualifiedName name;
  StringValue class_name;
  FunctionLanguage language = FunctionLanguage::Java;
  std::vector<StringValue> resources;  // USING JAR '…', …
};

enum class ColumnPlace : std::uint8_t { Last, First, After };
struct PlacedColumn {
  ColumnDefinition column;
  ColumnPlace place = ColumnPlace::Last;
  Identifier after;  // of After
};
// ADD (…) and MODIFY (…).
struct AddComponents {
  bool modify = false;
  std::vector<PlacedColumn> columns;
  std::vector<TableConstraint> constraints;
  std::vector<Watermark> watermarks;
  std::optional<Distribution> distribution = {};
};
struct DropColumns {
  std::vector<QualifiedName> columns;
};
struct DropPrimaryKey {};
struct DropConstraint {
  Identifier name;
};
struct DropWatermark {};
struct DropDistribution {};
struct PartitionValue {
  Identifier column;
  ExpressionPtr value;  // a literal; null where only the column stands
};
struct ChangePartitions {
  bool drop = false;
  bool if_exists = false;  // IF EXISTS of DROP, IF NOT EXISTS of ADD
  std::vector<std::vector<PartitionValue>> partitions;
};
struct RenameColumn {
  QualifiedName from;
  Identifier to;
};
struct RenameTo {
  QualifiedName name;
};
struct SetOptions {
  std::vector<Option> options;
};
struct ResetOptions {
  std::vector<StringValue> keys;
};
struct SetComment {
  StringValue comment;
};
struct ReplaceQuery {
  QueryPtr query;
};
struct AlterTable {
  bool if_exists = false;
  QualifiedName name;
  std::variant<AddComponents, DropColumns, DropPrimaryKey, DropConstraint, DropWatermark,
               DropDistribution, ChangePartitions, RenameColumn, RenameTo, SetOptions, ResetOptions>
      action;
};
struct AlterView {
  QualifiedName name;
  std::variant<RenameTo, ReplaceQuery> action;
};
struct AlterDatabase {
  QualifiedName name;
  std::vector<Option> options;
};
struct AlterCatalog {
  Identifier name;
  std::variant<SetOptions, ResetOptions, SetComment> action;
};

enum class ObjectKind : std::uint8_t { Table, View, Function, Database, Catalog };
struct Drop {
  ObjectKind kind = ObjectKind::Table;
  bool temporary = false, system = false;
  bool if_exists = false;
  bool cascade = false;  // of DROP DATABASE
  QualifiedName name;
};

// ---- data

enum class OnConflict : std::uint8_t { Unspecified, Nothing, Error, Deduplicate };
struct Insert {
  bool overwrite = false;
  QualifiedName target;
  std::vector<Hint> hints;
  std::vector<PartitionValue> partition;
  std::vector<QualifiedName> columns;  // several parts name a field of a row
  QueryPtr query;
  OnConflict on_conflict = OnConflict::Unspecified;
};
// EXECUTE STATEMENT SET BEGIN … END: only Insert (and CreateTable … AS) inside, checked later.
struct StatementSet {
  std::vector<StatementPtr> statements;
};
// BEGIN STATEMENT SET; and END; as statements of their own, as in the SQL client.
struct BeginStatementSet {};
struct EndStatementSet {};
struct QueryStatement {
  QueryPtr query;
};

enum class ExplainDetail : std::uint8_t {
  EstimatedCost,
  ChangelogMode,
  PlanAdvice,
  JsonExecutionPlan
};
struct Explain {
  std::vector<ExplainDetail> details;
  StatementPtr target;
};

// ---- looking around

enum class ShowKind : std::uint8_t {
  Catalogs,
  CurrentCatalog,
  Databases,
  CurrentDatabase,
  Tables,
  Views,
  MaterializedTables,
  Columns,
  Partitions,
  Functions,
  UserFunctions,
  Procedures,
  Modules,
  FullModules,
  Jars,
  Jobs,
  Models,
  Connections,
  CreateTable,
  CreateView,
  CreateCatalog,
  CreateModel,
  CreateConnection,
  CreateMaterializedTable
};
struct ShowFilter {
  bool negated = false;
  bool ignore_case = false;  // ILIKE
  StringValue pattern;
};
struct Show {
  ShowKind kind = ShowKind::Tables;
  std::optional<QualifiedName> object = {};  // SHOW CREATE x, FROM x, IN x, SHOW PARTITIONS x
  std::vector<PartitionValue> partition;     // of SHOW PARTITIONS
  std::optional<ShowFilter> filter = {};
};

enum class DescribeKind : std::uint8_t {
  Table,
  Catalog,
  Database,
  Function,
  Model,
  Job,
  Connection
};
struct Describe {
  DescribeKind kind = DescribeKind::Table;
  bool extended = false;
  QualifiedName name;                   // all but Job
  std::optional<StringValue> job = {};  // of Job
};

// ---- session

// SET; SET 'k' = 'v'; SET k.b = v (the old client's form: the value is the rest of the statement).
struct Set {
  std::optional<Option> option = {};
};
struct Reset {
  std::optional<StringValue> key = {};
};
struct UseDatabase {
  QualifiedName name;
};
struct UseCatalog {
  Identifier name;
};
struct UseModules {
  std::vector<Identifier> names;
};
struct LoadModule {
  Identifier name;
  std::vector<Option> options;
};
struct UnloadModule {
  Identifier name;
};
struct ChangeJar {
  bool remove = false;
  StringValue path;
};
struct StopJob {
  StringValue id;
  bool with_savepoint = false, with_drain = false;
};
enum class ClientCommandKind : std::uint8_t { Help, Clear, Quit, Exit, Source };
struct ClientCommand {
  ClientCommandKind kind = ClientCommandKind::Help;
  std::optional<StringValue> file = {};  // of Source
};

// Parsed with its whole syntax, and refused by name: "CREATE MODEL", "ANALYZE TABLE".
struct UnsupportedStatement {
  std::string name;
};

struct Statement {
  std::variant<QueryStatement, Insert, StatementSet, BeginStatementSet, EndStatementSet, Explain,
               CreateTable, CreateView, CreateCatalog, CreateDatabase, CreateFunction, AlterTable,
               AlterView, AlterDatabase, AlterCatalog, Drop, Show, Describe, Set, Reset,
               UseDatabase, UseCatalog, UseModules, LoadModule, UnloadModule, ChangeJar, StopJob,
               ClientCommand, UnsupportedStatement>
      node;
  SourceSpan span = {};  // without the semicolon
  SourceTextPtr text;    // what every span below points into

  template <class Node>
  const Node* as() const {
    return std::get_if<Node>(&node);
  }
};

}  // namespace streamsql::ast
