#include "engine/catalog/definition.h"

#include <doctest/doctest.h>

#include "engine/catalog/show.h"
#include "engine/sql/parser.h"

namespace streamsql {
namespace {

TableDefinition define(const std::string& sql) {
  const auto statements = parse(make_source_text("job.sql", sql));
  const auto* create = statements.front().as<ast::CreateTable>();
  REQUIRE(create);
  return make_table_definition(*create, {"c", "d", "t"}, statements.front().text);
}

std::string error(const std::string& sql) {
  try {
    define(sql);
    return "";
  } catch (const Error& error) {
    return error.message();
  }
}

TEST_CASE("a primary key may stand at its column, and makes it NOT NULL") {
  const auto table = define("CREATE TABLE t (a INT PRIMARY KEY NOT ENFORCED, b INT)");
  REQUIRE(table.primary_key);
  CHECK(table.primary_key->name == "PK_a");
  CHECK(table.primary_key->columns.size() == 1);
  CHECK(create_table_text(table).find("`a` INT NOT NULL") != std::string::npos);
  CHECK(define("CREATE TABLE t (a INT, b INT, CONSTRAINT k PRIMARY KEY (a, b) NOT ENFORCED)")
            .primary_key->name == "k");
}

TEST_CASE("a table with two primary keys is refused") {
  CHECK(error("CREATE TABLE t (a INT PRIMARY KEY NOT ENFORCED, b INT PRIMARY KEY NOT ENFORCED)") !=
        "");
  CHECK(error("CREATE TABLE t (a INT, b INT)") == "");
}

TEST_CASE("options keep the places of their values") {
  const std::string sql = "CREATE TABLE t (a INT) WITH ('connector' = 'kafka')";
  const auto table = define(sql);
  const auto* value = table.options.find("connector");
  REQUIRE(value);
  CHECK(value->text == "kafka");
  CHECK(sql.substr(value->value_span.begin, value->value_span.end - value->value_span.begin) ==
        "'kafka'");
}

TEST_CASE("what SHOW CREATE TABLE prints declares the same table again") {
  const auto table = define(
      "CREATE TABLE t (a INT COMMENT 'it''s', b AS a + 1, m STRING METADATA FROM 'topic' VIRTUAL, "
      "ts TIMESTAMP(3), WATERMARK FOR ts AS ts - INTERVAL '5' SECOND, PRIMARY KEY (a) NOT ENFORCED)"
      " COMMENT 'c' PARTITIONED BY (a) WITH ('connector' = 'print', 'x' = 'y')");
  const auto text = create_table_text(table);
  CHECK(create_table_text(define(text)) ==
        text.substr(0, 12) + " `c`.`d`.`t`" + text.substr(text.find(" (\n")));
}

TEST_CASE("SHOW CREATE TABLE prints no secret") {
  const auto table = define(
      "CREATE TABLE t (a INT) WITH ('connector' = 'jdbc', 'password' = 'hidden', "
      "'properties.sasl.jaas.config' = 'also hidden')");
  CHECK(create_table_text(table).find("hidden") == std::string::npos);
}

TEST_CASE("what a column declares beside its type") {
  const auto table = define(
      "CREATE TABLE t (a INT, p AS PROCTIME(), k STRING METADATA FROM 'topic' VIRTUAL, "
      "`timestamp` TIMESTAMP_LTZ(3) METADATA)");
  CHECK(column_extras(table.columns[0].definition) == "");
  CHECK(column_extras(table.columns[1].definition) == "AS PROCTIME()");
  CHECK(column_extras(table.columns[2].definition) == "METADATA FROM 'topic' VIRTUAL");
  CHECK(column_extras(table.columns[3].definition) == "METADATA");
}

}  // namespace
}  // namespace streamsql
