// Every form of expression: what it unparses to, and that the text parses to the same again.
#include <array>
#include <doctest/doctest.h>

#include "engine/sql/parser.h"
#include "engine/sql/unparse.h"

using namespace streamsql;

namespace {

struct Example {
  const char* sql;
  const char* text;
};

constexpr Example kLiterals[] = {
    {"1", "1"},
    {"1.5", "1.5"},
    {".5", ".5"},
    {"1.", "1."},
    {"1e3", "1e3"},
    {"1.5E-3", "1.5E-3"},
    {"'abc'", "'abc'"},
    {"'it''s'", "'it''s'"},
    {"U&'\\0001'", "'\x01'"},
    {"U&'x!0041' UESCAPE '!'", "'xA'"},
    {"U&'\\D83D\\DE00'", "'😀'"},
    {"X'AB01'", "X'AB01'"},
    {"_UTF-16LE'abc'", "'abc'"},
    {"TRUE", "TRUE"},
    {"unknown", "UNKNOWN"},
    {"NULL", "NULL"},
    {"DATE '2020-01-01'", "DATE '2020-01-01'"},
    {"TIME '12:00:00'", "TIME '12:00:00'"},
    {"TIMESTAMP '2020-01-01 00:00:00.123'", "TIMESTAMP '2020-01-01 00:00:00.123'"},
    {"INTERVAL '10' DAY", "INTERVAL '10' DAY"},
    {"INTERVAL -'10' DAY(3)", "INTERVAL -'10' DAY(3)"},
    {"INTERVAL '10 00:00:00.004' DAY TO SECOND", "INTERVAL '10 00:00:00.004' DAY TO SECOND"},
    {"INTERVAL '10 00:00:00.004' DAY(3) TO SECOND(6)",
     "INTERVAL '10 00:00:00.004' DAY(3) TO SECOND(6)"},
    {"INTERVAL '2-10' YEAR TO MONTH", "INTERVAL '2-10' YEAR TO MONTH"},
    {"INTERVAL '5' MINUTES", "INTERVAL '5' MINUTE"},
    {"INTERVAL '1.5' SECOND(2, 3)", "INTERVAL '1.5' SECOND(2, 3)"},
    {"INTERVAL '1' WEEK", "INTERVAL '1' WEEK"},
    {"INTERVAL (a + 1) DAY", "INTERVAL (`a` + 1) DAY"},
    {"INTERVAL a DAY", "INTERVAL (`a`) DAY"},
    {"INTERVAL 3 HOUR", "INTERVAL (3) HOUR"},
};

constexpr Example kNames[] = {
    {"a", "`a`"},
    {"a.b", "`a`.`b`"},
    {"cat.db.t.a", "`cat`.`db`.`t`.`a`"},
    {"`a``b`.`Select`", "`a``b`.`Select`"},
    {"名字", "`名字`"},
    {"data", "`data`"},
    {"name", "`name`"},
    {"type", "`type`"},
    {"t.row_col.field", "`t`.`row_col`.`field`"},
    {"a[1]", "`a`[1]"},
    {"a[1].b", "`a`[1].`b`"},
    {"map < 3", "`map` < 3"},
    {"f(x).a", "F(`x`).`a`"},
    {"f(x)[1].b", "F(`x`)[1].`b`"},
    {"(a).b", "`a`.`b`"},
};

constexpr Example kOperators[] = {
    {"-a", "-`a`"},
    {"- -a", "-(-`a`)"},
    {"+a", "+`a`"},
    {"a - -1", "`a` - -1"},
    {"NOT a", "NOT `a`"},
    {"NOT NOT a", "NOT NOT `a`"},
    {"NOT a = b", "NOT `a` = `b`"},
    {"a OR b AND c", "`a` OR `b` AND `c`"},
    {"(a OR b) AND c", "(`a` OR `b`) AND `c`"},
    {"a + b * c", "`a` + `b` * `c`"},
    {"(a + b) * c", "(`a` + `b`) * `c`"},
    {"a - b - c", "`a` - `b` - `c`"},
    {"a - (b - c)", "`a` - (`b` - `c`)"},
    {"a || b || c", "`a` || `b` || `c`"},
    {"a + b || c", "`a` + `b` || `c`"},
    {"a % 2", "`a` % 2"},
    {"a = b", "`a` = `b`"},
    {"a <> b", "`a` <> `b`"},
    {"a != b", "`a` <> `b`"},
    {"a < b AND a <= b AND a > b AND a >= b",
     "`a` < `b` AND `a` <= `b` AND `a` > `b` AND `a` >= `b`"},
    {"a IS NULL", "`a` IS NULL"},
    {"a IS NOT NULL", "`a` IS NOT NULL"},
    {"a IS TRUE", "`a` IS TRUE"},
    {"a IS NOT FALSE", "`a` IS NOT FALSE"},
    {"a IS UNKNOWN", "`a` IS UNKNOWN"},
    {"a IS DISTINCT FROM b", "`a` IS DISTINCT FROM `b`"},
    {"a IS NOT DISTINCT FROM b", "`a` IS NOT DISTINCT FROM `b`"},
    {"a = b IS TRUE", "`a` = `b` IS TRUE"},
    {"(a IS NULL) = b", "(`a` IS NULL) = `b`"},
    {"a IS JSON", "`a` IS JSON VALUE"},
    {"a IS NOT JSON OBJECT", "`a` IS NOT JSON OBJECT"},
    {"a IS JSON ARRAY", "`a` IS JSON ARRAY"},
    {"a IS JSON SCALAR", "`a` IS JSON SCALAR"},
    {"m IS A SET", "`m` IS A SET"},
    {"m IS NOT EMPTY", "`m` IS NOT EMPTY"},
    {"a BETWEEN 1 AND 2", "`a` BETWEEN 1 AND 2"},
    {"a NOT BETWEEN SYMMETRIC 1 AND 2", "`a` NOT BETWEEN SYMMETRIC 1 AND 2"},
    {"a BETWEEN ASYMMETRIC 1 AND 2 AND b", "`a` BETWEEN 1 AND 2 AND `b`"},
    {"a LIKE 'x%'", "`a` LIKE 'x%'"},
    {"a NOT LIKE 'x%' ESCAPE '!'", "`a` NOT LIKE 'x%' ESCAPE '!'"},
    {"a SIMILAR TO 'x'", "`a` SIMILAR TO 'x'"},
    {"a NOT SIMILAR TO 'x' ESCAPE '!'", "`a` NOT SIMILAR TO 'x' ESCAPE '!'"},
    {"a IN (1, 2)", "`a` IN (1, 2)"},
    {"a NOT IN (1)", "`a` NOT IN (1)"},
    {"a IN (SELECT b FROM t)", "`a` IN (SELECT `b`\nFROM `t`)"},
    {"(a, b) IN ((1, 2), (3, 4))", "(`a`, `b`) IN ((1, 2), (3, 4))"},
    {"a = ANY (SELECT b FROM t)", "`a` = ANY (SELECT `b`\nFROM `t`)"},
    {"a > ALL (SELECT b FROM t)", "`a` > ALL (SELECT `b`\nFROM `t`)"},
    {"a = SOME (1, 2)", "`a` = ANY (1, 2)"},
    {"EXISTS (SELECT 1 FROM t)", "EXISTS (SELECT 1\nFROM `t`)"},
    {"NOT EXISTS (SELECT 1 FROM t)", "NOT EXISTS (SELECT 1\nFROM `t`)"},
    {"UNIQUE (SELECT 1 FROM t)", "UNIQUE (SELECT 1\nFROM `t`)"},
    {"(SELECT MAX(a) FROM t)", "(SELECT MAX(`a`)\nFROM `t`)"},
    {"((SELECT 1))", "(SELECT 1)"},
    {"((SELECT 1) + 1)", "(SELECT 1) + 1"},
    {"((a + b) * c)", "(`a` + `b`) * `c`"},
    {"(((a)))", "`a`"},
};

constexpr Example kConstructors[] = {
    {"CASE WHEN a THEN 1 END", "CASE WHEN `a` THEN 1 END"},
    {"CASE a WHEN 1 THEN 'x' WHEN 2, 3 THEN 'y' ELSE 'z' END",
     "CASE `a` WHEN 1 THEN 'x' WHEN 2, 3 THEN 'y' ELSE 'z' END"},
    {"CAST(a AS INT)", "CAST(`a` AS INT)"},
    {"TRY_CAST(a AS DECIMAL(10, 2))", "TRY_CAST(`a` AS DECIMAL(10, 2))"},
    {"CAST(a AS ROW<x INT NOT NULL, y ARRAY<STRING>>)",
     "CAST(`a` AS ROW<`x` INT NOT NULL, `y` ARRAY<STRING>>)"},
    {"CAST(a AS INTERVAL DAY TO SECOND)", "CAST(`a` AS INTERVAL DAY TO SECOND(3))"},
    {"try_cast", "`try_cast`"},
    {"(a - b) SECOND", "(`a` - `b`) SECOND"},
    {"(a - b) DAY TO SECOND", "(`a` - `b`) DAY TO SECOND"},
    {"(t1, x1) OVERLAPS (t2, x2)", "(`t1`, `x1`) OVERLAPS (`t2`, `x2`)"},
    {"(t1, t2) CONTAINS x", "(`t1`, `t2`) CONTAINS `x`"},
    {"(t1, t2) PRECEDES (t3, t4)", "(`t1`, `t2`) PRECEDES (`t3`, `t4`)"},
    {"(t1, t2) IMMEDIATELY SUCCEEDS (t3, t4)", "(`t1`, `t2`) IMMEDIATELY SUCCEEDS (`t3`, `t4`)"},
    {"ROW(1, 'a')", "ROW(1, 'a')"},
    {"(1, 'a')", "(1, 'a')"},
    {"ROW()", "ROW()"},
    {"ARRAY[1, 2]", "ARRAY[1, 2]"},
    {"ARRAY[]", "ARRAY[]"},
    {"ARRAY[ARRAY[1], ARRAY[2]]", "ARRAY[ARRAY[1], ARRAY[2]]"},
    {"ARRAY(SELECT a FROM t)", "ARRAY(SELECT `a`\nFROM `t`)"},
    {"MAP['k', 1, 'l', 2]", "MAP['k', 1, 'l', 2]"},
    {"MULTISET[1, 1]", "MULTISET[1, 1]"},
    {"m MULTISET UNION ALL n", "`m` MULTISET UNION ALL `n`"},
    {"a MEMBER OF m", "`a` MEMBER OF `m`"},
    {"a NOT SUBMULTISET OF m", "`a` NOT SUBMULTISET OF `m`"},
};

constexpr Example kCalls[] = {
    {"f()", "F()"},
    {"f(a, b)", "F(`a`, `b`)"},
    {"cat.db.f(a)", "`cat`.`db`.`f`(`a`)"},
    {"`f`(a)", "F(`a`)"},
    {"COUNT(*)", "COUNT(*)"},
    {"COUNT(DISTINCT a, b)", "COUNT(DISTINCT `a`, `b`)"},
    {"SUM(ALL a)", "SUM(ALL `a`)"},
    {"SUM(a) FILTER (WHERE b > 1)", "SUM(`a`) FILTER (WHERE `b` > 1)"},
    {"COUNT(DISTINCT a) FILTER (WHERE b IS NOT NULL)",
     "COUNT(DISTINCT `a`) FILTER (WHERE `b` IS NOT NULL)"},
    {"ROW_NUMBER() OVER (PARTITION BY a, b ORDER BY c DESC NULLS LAST, d)",
     "ROW_NUMBER() OVER (PARTITION BY `a`, `b` ORDER BY `c` DESC NULLS LAST, `d`)"},
    {"SUM(a) OVER w", "SUM(`a`) OVER `w`"},
    {"SUM(a) OVER (w ORDER BY b)", "SUM(`a`) OVER (`w` ORDER BY `b`)"},
    {"SUM(a) OVER (ORDER BY b RANGE BETWEEN INTERVAL '1' HOUR PRECEDING AND CURRENT ROW)",
     "SUM(`a`) OVER (ORDER BY `b` RANGE BETWEEN INTERVAL '1' HOUR PRECEDING AND CURRENT ROW)"},
    {"SUM(a) OVER (ORDER BY b ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)",
     "SUM(`a`) OVER (ORDER BY `b` ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)"},
    {"SUM(a) OVER (ORDER BY b ROWS 2 PRECEDING)", "SUM(`a`) OVER (ORDER BY `b` ROWS 2 PRECEDING)"},
    {"SUM(a) OVER (ORDER BY b ROWS BETWEEN 2 PRECEDING AND 1 FOLLOWING)",
     "SUM(`a`) OVER (ORDER BY `b` ROWS BETWEEN 2 PRECEDING AND 1 FOLLOWING)"},
    {"LAST_VALUE(a) IGNORE NULLS OVER (ORDER BY b)",
     "LAST_VALUE(`a`) IGNORE NULLS OVER (ORDER BY `b`)"},
    {"FIRST_VALUE(a IGNORE NULLS)", "FIRST_VALUE(`a`) IGNORE NULLS"},
    {"ARRAY_AGG(DISTINCT a ORDER BY b)", "ARRAY_AGG(DISTINCT `a` ORDER BY `b`)"},
    {"LISTAGG(a, ',') WITHIN GROUP (ORDER BY b)", "LISTAGG(`a`, ',') WITHIN GROUP (ORDER BY `b`)"},
    {"f(x => 1, y => 'a')", "F(`x` => 1, `y` => 'a')"},
    {"f(DATA => TABLE t, TIMECOL => DESCRIPTOR(ts))",
     "F(`DATA` => TABLE `t`, `TIMECOL` => DESCRIPTOR(`ts`))"},
    {"TUMBLE(TABLE t, DESCRIPTOR(ts), INTERVAL '1' HOUR)",
     "TUMBLE(TABLE `t`, DESCRIPTOR(`ts`), INTERVAL '1' HOUR)"},
    {"SESSION(TABLE t PARTITION BY a, b, DESCRIPTOR(ts), INTERVAL '1' HOUR)",
     "SESSION(TABLE `t` PARTITION BY (`a`), `b`, DESCRIPTOR(`ts`), INTERVAL '1' HOUR)"},
    {"SESSION(TABLE t PARTITION BY (a, b) ORDER BY c, DESCRIPTOR(ts), INTERVAL '1' HOUR)",
     "SESSION(TABLE `t` PARTITION BY (`a`, `b`) ORDER BY `c`, DESCRIPTOR(`ts`), INTERVAL '1' "
     "HOUR)"},
    {"f(TABLE (SELECT 1) PARTITION BY a)", "F(TABLE (SELECT 1) PARTITION BY (`a`))"},
    {"f((SELECT 1) PARTITION BY a)", "F(TABLE (SELECT 1) PARTITION BY (`a`))"},
    {"f(DEFAULT, 1)", "F(DEFAULT, 1)"},
    {"EXTRACT(YEAR FROM ts)", "EXTRACT(YEAR FROM `ts`)"},
    {"EXTRACT(EPOCH FROM ts)", "EXTRACT(EPOCH FROM `ts`)"},
    {"extract(dow from ts)", "EXTRACT(DOW FROM `ts`)"},
    {"FLOOR(x)", "FLOOR(`x`)"},
    {"FLOOR(ts TO HOUR)", "FLOOR(`ts` TO HOUR)"},
    {"CEIL(ts TO WEEK)", "CEIL(`ts` TO WEEK)"},
    {"CEILING(x)", "CEILING(`x`)"},
    {"TIMESTAMPADD(MINUTE, 5, ts)", "TIMESTAMPADD(MINUTE, 5, `ts`)"},
    {"TIMESTAMPDIFF(SQL_TSI_DAY, a, b)", "TIMESTAMPDIFF(DAY, `a`, `b`)"},
    {"TRIM(a)", "TRIM(`a`)"},
    {"TRIM(BOTH FROM a)", "TRIM(BOTH FROM `a`)"},
    {"TRIM(LEADING 'x' FROM a)", "TRIM(LEADING 'x' FROM `a`)"},
    {"TRIM('x' FROM a)", "TRIM(BOTH 'x' FROM `a`)"},
    {"SUBSTRING(a FROM 2)", "SUBSTRING(`a` FROM 2)"},
    {"SUBSTRING(a FROM 2 FOR 3)", "SUBSTRING(`a` FROM 2 FOR 3)"},
    {"SUBSTRING(a, 2, 3)", "SUBSTRING(`a` FROM 2 FOR 3)"},
    {"OVERLAY(a PLACING b FROM 2 FOR 3)", "OVERLAY(`a` PLACING `b` FROM 2 FOR 3)"},
    {"POSITION('x' IN a)", "POSITION('x' IN `a`)"},
    {"CURRENT_DATE", "CURRENT_DATE"},
    {"CURRENT_TIMESTAMP", "CURRENT_TIMESTAMP"},
    {"LOCALTIME", "LOCALTIME"},
    {"CURRENT_TIMESTAMP(3)", "CURRENT_TIMESTAMP(3)"},
    {"PROCTIME()", "PROCTIME()"},
    {"NOW()", "NOW()"},
    {"IF(a > 1, 'x', 'y')", "IF(`a` > 1, 'x', 'y')"},
    {"IFNULL(a, b)", "IFNULL(`a`, `b`)"},
    {"COALESCE(a, b)", "COALESCE(`a`, `b`)"},
    {"NULLIF(a, b)", "NULLIF(`a`, `b`)"},
    {"ABS(a) + MOD(a, 2) + POWER(a, 2)", "ABS(`a`) + MOD(`a`, 2) + POWER(`a`, 2)"},
    {"LEFT(a, 1) || RIGHT(a, 1)", "LEFT(`a`, 1) || RIGHT(`a`, 1)"},
    {"YEAR(a) + MONTH(a) + HOUR(a)", "YEAR(`a`) + MONTH(`a`) + HOUR(`a`)"},
    {"WEEK(a) + QUARTER(a) + DAYOFWEEK(a)", "WEEK(`a`) + QUARTER(`a`) + DAYOFWEEK(`a`)"},
    {"JSON_EXISTS(a, '$.b')", "JSON_EXISTS(`a`, '$.b')"},
    {"JSON_EXISTS(a, '$.b' TRUE ON ERROR)", "JSON_EXISTS(`a`, '$.b' TRUE ON ERROR)"},
    {"JSON_VALUE(a, 'lax $.b' RETURNING INT DEFAULT 1 ON EMPTY ERROR ON ERROR)",
     "JSON_VALUE(`a`, 'lax $.b' RETURNING INT DEFAULT 1 ON EMPTY ERROR ON ERROR)"},
    {"JSON_QUERY(a, '$.b' WITH CONDITIONAL ARRAY WRAPPER EMPTY ARRAY ON EMPTY NULL ON ERROR)",
     "JSON_QUERY(`a`, '$.b' WITH CONDITIONAL ARRAY WRAPPER EMPTY ARRAY ON EMPTY NULL ON ERROR)"},
    {"JSON_QUERY(a, '$.b' RETURNING ARRAY<STRING> WITHOUT WRAPPER)",
     "JSON_QUERY(`a`, '$.b' RETURNING ARRAY<STRING> WITHOUT ARRAY WRAPPER)"},
    {"JSON_OBJECT('a' VALUE 1, KEY 'b' VALUE 2 ABSENT ON NULL)",
     "JSON_OBJECT(KEY 'a' VALUE 1, KEY 'b' VALUE 2 ABSENT ON NULL)"},
    {"JSON_OBJECT()", "JSON_OBJECT()"},
    {"JSON_ARRAY(1, 'a' NULL ON NULL)", "JSON_ARRAY(1, 'a' NULL ON NULL)"},
    {"JSON_ARRAY()", "JSON_ARRAY()"},
    {"JSON_OBJECTAGG(KEY a VALUE b NULL ON NULL)",
     "JSON_OBJECTAGG(KEY `a` VALUE `b` NULL ON NULL)"},
    {"JSON_ARRAYAGG(a ABSENT ON NULL) FILTER (WHERE b)",
     "JSON_ARRAYAGG(`a` ABSENT ON NULL) FILTER (WHERE `b`)"},
    {"JSON_STRING(a)", "JSON_STRING(`a`)"},
    {"GROUPING(a)", "GROUPING(`a`)"},
    {"TRUNCATE(a, 2)", "TRUNCATE(`a`, 2)"},
    {"TRANSLATE(a, 'x', 'y')", "TRANSLATE(`a`, 'x', 'y')"},
    {"CHAR_LENGTH(a)", "CHAR_LENGTH(`a`)"},
    {"FINAL LAST(a.b, 1)", "FINAL LAST(`a`.`b`, 1)"},
    {"RUNNING FIRST(a.b)", "RUNNING FIRST(`a`.`b`)"},
    {"t.*", "`t`.*"},
};

SourceTextPtr source(std::string text) { return make_source_text("test.sql", std::move(text)); }

template <std::size_t N>
void check_all(const Example (&examples)[N]) {
  for (const auto& example : examples) {
    CAPTURE(example.sql);
    const auto text = unparse(*parse_expression(source(example.sql)));
    CHECK(text == example.text);
    CHECK(unparse(*parse_expression(source(text))) == text);
  }
}

}  // namespace

TEST_CASE("literals keep their value and lose their spelling") { check_all(kLiterals); }
TEST_CASE("names, fields and elements") { check_all(kNames); }
TEST_CASE("operators bind as in Calcite") { check_all(kOperators); }
TEST_CASE("CASE, CAST and constructors") { check_all(kConstructors); }
TEST_CASE("calls of functions") { check_all(kCalls); }

TEST_CASE("the span of an expression covers its operands") {
  const auto text = source("f(x) + (1 * 2)");
  const auto expression = parse_expression(text);
  CHECK(text->text(expression->span) == "f(x) + (1 * 2");
  const auto* sum = expression->as<ast::Binary>();
  REQUIRE(sum);
  CHECK(text->text(sum->op_span) == "+");
  CHECK(text->text(sum->left->span) == "f(x)");
}

TEST_CASE("spans count bytes behind characters of several bytes") {
  const auto text = source("'设备' || 名字");
  const auto expression = parse_expression(text);
  const auto* concat = expression->as<ast::Binary>();
  REQUIRE(concat);
  CHECK(text->text(concat->right->span) == "名字");
}

TEST_CASE("a long chain of OR becomes a balanced tree") {
  std::string sql = "a = 0";
  for (int i = 1; i < 20000; ++i) sql += " OR a = " + std::to_string(i);
  const auto expression = parse_expression(source(sql));
  std::size_t depth = 0;
  for (const auto* node = expression.get(); node->as<ast::Binary>();
       node = node->as<ast::Binary>()->left.get()) {
    ++depth;
  }
  CHECK(depth < 40);
  CHECK(unparse(*expression).size() > sql.size());
}
