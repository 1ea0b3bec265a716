// What the AST of a statement holds.
#include <doctest/doctest.h>

#include "engine/base/error.h"
#include "engine/sql/parser.h"
#include "engine/sql/unparse.h"
#include "tests/unit/engine/sql/examples.h"

using namespace streamsql;

namespace {

ast::Statement parse_one(const std::string& sql) {
  auto statements = parse(make_source_text("test.sql", sql));
  REQUIRE(statements.size() == 1);
  return statements[0];
}

template <class Node>
Node parse_as(const std::string& sql) {
  const auto statement = parse_one(sql);
  REQUIRE(statement.as<Node>());
  return *statement.as<Node>();
}

}  // namespace

TEST_CASE("every statement of the grammar is accepted") {
  for (const auto* sql : kStatementExamples) {
    CAPTURE(sql);
    CHECK_NOTHROW(parse(make_source_text("test.sql", sql)));
  }
}

TEST_CASE("statements are separated by semicolons, and empty ones vanish") {
  const auto text = make_source_text("test.sql", ";;SELECT 1; -- one\n /* two */ SELECT 2;;");
  const auto statements = parse(text);
  REQUIRE(statements.size() == 2);
  CHECK(text->text(statements[0].span) == "SELECT 1");
  CHECK(text->text(statements[1].span) == "SELECT 2");
  CHECK(statements[1].text == text);
  CHECK(parse(make_source_text("test.sql", "  -- nothing\n")).empty());
}

TEST_CASE("a byte order mark does not move places") {
  const auto text = make_source_text("test.sql", "\xEF\xBB\xBFSELECT 1");
  CHECK(text->text(parse(text)[0].span) == "SELECT 1");
}

TEST_CASE("CREATE TABLE holds its columns in order, with their kinds") {
  const auto table = parse_as<ast::CreateTable>(
      "CREATE TEMPORARY TABLE IF NOT EXISTS c.d.t (a INT NOT NULL COMMENT 'x', "
      "b STRING METADATA FROM 'key' VIRTUAL, c AS a + 1, "
      "PRIMARY KEY (a) NOT ENFORCED, WATERMARK FOR ts AS ts - INTERVAL '5' SECOND) "
      "COMMENT 'tab' PARTITIONED BY (a, b) WITH ('k' = 'it''s', 'd' = U&'\\0001')");
  CHECK(table.temporary);
  CHECK(table.if_not_exists);
  CHECK(unparse(table.name) == "`c`.`d`.`t`");
  REQUIRE(table.columns.size() == 3);
  CHECK(table.columns[0].kind == ast::ColumnKind::Physical);
  CHECK(table.columns[0].type->type == DataType::integer().not_null());
  CHECK(table.columns[0].comment->value == "x");
  CHECK(table.columns[1].kind == ast::ColumnKind::Metadata);
  CHECK(table.columns[1].metadata_key->value == "key");
  CHECK(table.columns[1].is_virtual);
  CHECK(table.columns[2].kind == ast::ColumnKind::Computed);
  CHECK(unparse(*table.columns[2].expression) == "`a` + 1");
  REQUIRE(table.constraints.size() == 1);
  CHECK(table.constraints[0].enforced == false);
  REQUIRE(table.watermarks.size() == 1);
  CHECK(unparse(*table.watermarks[0].expression) == "`ts` - INTERVAL '5' SECOND");
  CHECK(table.comment->value == "tab");
  CHECK(table.partitioned_by.size() == 2);
  REQUIRE(table.options.size() == 2);
  CHECK(table.options[0].value.value == "it's");
  CHECK(table.options[1].value.value == "\x01");
}

TEST_CASE("an inline primary key names its column") {
  const auto table =
      parse_as<ast::CreateTable>("CREATE TABLE t (a INT CONSTRAINT pk PRIMARY KEY NOT ENFORCED)");
  REQUIRE(table.columns[0].constraint);
  CHECK(table.columns[0].constraint->name->text == "pk");
  CHECK(table.columns[0].constraint->columns[0].text == "a");
}

TEST_CASE("CREATE TABLE takes LIKE with options, or AS with a reordering") {
  const auto like = parse_as<ast::CreateTable>(
      "CREATE TABLE t WITH ('k' = 'v') LIKE s (EXCLUDING ALL OVERWRITING OPTIONS)");
  REQUIRE(like.like);
  CHECK(like.like->options[0].action == ast::LikeAction::Excluding);
  CHECK(like.like->options[1].feature == ast::LikeFeature::Options);
  const auto as = parse_as<ast::CreateTable>("CREATE OR REPLACE TABLE t (b, a) AS SELECT 1, 2");
  CHECK(as.mode == ast::CreateMode::CreateOrReplace);
  CHECK(as.column_order[0].text == "b");
  CHECK(as.as_query);
}

TEST_CASE("a view's query is a piece of the text") {
  const auto statement = parse_one("CREATE VIEW v (a) COMMENT 'x' AS SELECT 1 AS b");
  const auto* view = statement.as<ast::CreateView>();
  REQUIRE(view);
  CHECK(statement.text->text(view->query->span) == "SELECT 1 AS b");
  CHECK(view->columns[0].text == "a");
}

TEST_CASE("INSERT holds target, hints, partition and columns") {
  const auto insert = parse_as<ast::Insert>(
      "INSERT OVERWRITE c.t /*+ OPTIONS('k'='v') */ PARTITION (p = 'x', q = -1) (a, r.b) "
      "SELECT * FROM s ON CONFLICT DO NOTHING");
  CHECK(insert.overwrite);
  CHECK(insert.target.parts.size() == 2);
  CHECK(insert.hints[0].arguments[0].key->value == "k");
  CHECK(unparse(*insert.partition[1].value) == "-1");
  CHECK(insert.columns[1].parts.size() == 2);
  CHECK(insert.on_conflict == ast::OnConflict::Nothing);
}

TEST_CASE("a statement set holds its statements with their places") {
  const auto statement =
      parse_one("EXECUTE STATEMENT SET BEGIN INSERT INTO a SELECT 1; DROP TABLE b; END");
  const auto* set = statement.as<ast::StatementSet>();
  REQUIRE(set);
  REQUIRE(set->statements.size() == 2);
  CHECK(statement.text->text(set->statements[0]->span) == "INSERT INTO a SELECT 1");
  CHECK(set->statements[1]->as<ast::Drop>());
}

TEST_CASE("EXECUTE before a query or INSERT changes nothing") {
  CHECK(parse_one("EXECUTE INSERT INTO t SELECT 1").as<ast::Insert>());
  CHECK(parse_one("EXECUTE SELECT 1").as<ast::QueryStatement>());
}

TEST_CASE("BEGIN STATEMENT SET and END are statements of their own") {
  const auto statements =
      parse(make_source_text("test.sql", "BEGIN STATEMENT SET; INSERT INTO t SELECT 1; END;"));
  REQUIRE(statements.size() == 3);
  CHECK(statements[0].as<ast::BeginStatementSet>());
  CHECK(statements[2].as<ast::EndStatementSet>());
}

TEST_CASE("EXPLAIN holds its details in order") {
  const auto explain = parse_as<ast::Explain>("EXPLAIN CHANGELOG_MODE, ESTIMATED_COST SELECT 1");
  CHECK(explain.details ==
        std::vector{ast::ExplainDetail::ChangelogMode, ast::ExplainDetail::EstimatedCost});
  CHECK(explain.target->as<ast::QueryStatement>());
}

TEST_CASE("SET takes quoted and unquoted keys and values") {
  const auto option = [](const std::string& sql) { return *parse_as<ast::Set>(sql).option; };
  CHECK(option("SET 'a.b' = 'c d'").key.value == "a.b");
  CHECK(option("SET table.exec.state.ttl = 1 h").key.value == "table.exec.state.ttl");
  CHECK(option("SET table.exec.state.ttl = 1 h;").value.value == "1 h");
  CHECK(option("SET a = 'it''s'").value.value == "it's");
  CHECK_FALSE(parse_as<ast::Set>("SET").option);
  CHECK(parse_as<ast::Reset>("RESET 'a.b'").key->value == "a.b");
}

TEST_CASE("SHOW knows its kinds, places and filters") {
  const auto show = parse_as<ast::Show>("SHOW TABLES FROM c.d NOT ILIKE 'a%'");
  CHECK(show.kind == ast::ShowKind::Tables);
  CHECK(unparse(*show.object) == "`c`.`d`");
  CHECK(show.filter->negated);
  CHECK(show.filter->ignore_case);
  CHECK(parse_as<ast::Show>("SHOW FULL MODULES").kind == ast::ShowKind::FullModules);
  CHECK(parse_as<ast::Show>("SHOW CREATE VIEW v").kind == ast::ShowKind::CreateView);
  CHECK(parse_as<ast::Show>("SHOW CURRENT DATABASE").kind == ast::ShowKind::CurrentDatabase);
}

TEST_CASE("ALTER TABLE knows its changes") {
  const auto alter = [](const std::string& change) {
    return parse_as<ast::AlterTable>("ALTER TABLE t " + change).action;
  };
  const auto added = std::get<ast::AddComponents>(alter("ADD (a INT FIRST, b INT AFTER c)"));
  CHECK(added.columns[0].place == ast::ColumnPlace::First);
  CHECK(added.columns[1].after.text == "c");
  CHECK(std::get<ast::AddComponents>(alter("MODIFY a BIGINT")).modify);
  CHECK(std::get<ast::DropColumns>(alter("DROP (a, b)")).columns.size() == 2);
  CHECK(std::get<ast::RenameColumn>(alter("RENAME a TO b")).to.text == "b");
  CHECK(std::get<ast::ResetOptions>(alter("RESET ('a', 'b')")).keys.size() == 2);
  CHECK(std::get<ast::ChangePartitions>(alter("DROP PARTITION (p = 1)")).drop);
  CHECK(std::holds_alternative<ast::DropPrimaryKey>(alter("DROP PRIMARY KEY")));
  CHECK(std::get<ast::AddComponents>(alter("ADD DISTRIBUTION INTO 3 BUCKETS")).distribution);
}

TEST_CASE("what nothing will run yet is known by name") {
  const auto name = [](const std::string& sql) {
    return parse_as<ast::UnsupportedStatement>(sql).name;
  };
  CHECK(name("CREATE MODEL m WITH ('k' = 'v')") == "CREATE MODEL");
  CHECK(name("ANALYZE TABLE t COMPUTE STATISTICS") == "ANALYZE TABLE");
  CHECK(name("ALTER MATERIALIZED TABLE t SUSPEND") == "ALTER MATERIALIZED TABLE");
  CHECK(name("UPDATE t SET a = 1") == "UPDATE");
}
