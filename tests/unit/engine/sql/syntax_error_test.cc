// What is said about mistakes: the message, the place and the hint are pinned.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include "engine/base/error.h"
#include "engine/sql/parser.h"

using namespace streamsql;

namespace {

struct Mistake {
  const char* sql;
  const char* report;  // code, line:column, the marked text, message; hint
};

constexpr Mistake kMistakes[] = {
    {"SELCT a FROM t",
     "E1001 1:1 [SELCT] Expected a statement but found 'SELCT'; did you mean 'SELECT'?"},
    {"SELECT a FORM t", "E1001 1:10 [FORM] Unexpected 'FORM'; did you mean 'FROM'?"},
    {"SELECT a FROM t WHRE a = 1", "E1001 1:17 [WHRE] Unexpected 'WHRE'; did you mean 'WHERE'?"},
    {"SELECT a FROM t ODER BY a", "E1001 1:17 [ODER] Unexpected 'ODER'; did you mean 'ORDER'?"},
    {"SELECT a FROM t GROUP YB a",
     "E1001 1:23 [YB] Expected 'BY' but found 'YB'; did you mean 'BY'?"},
    {"SELECT a FROM t GROUP BY a HAVIN COUNT(*) > 1",
     "E1001 1:28 [HAVIN] Expected ',' or ';' but found 'HAVIN'; did you mean 'HAVING'?"},
    {"SELECT a FROM t LEFT JION u ON TRUE",
     "E1001 1:22 [JION] Expected 'JOIN' or 'OUTER' but found 'JION'; did you mean 'JOIN'?"},
    {"SELECT a, FROM t", "E1001 1:9 [,] Unexpected ',' before 'FROM'; remove the ','"},
    {"SELECT a b c FROM t",
     "E1001 1:12 [c] Expected ',' or ';' but found 'c'; is a ',' missing before 'c'?"},
    {"SELECT value FROM t",
     "E1001 1:8 [value] 'value' is a reserved word; to use it as a name, write `value`"},
    {"SELECT count FROM t",
     "E1001 1:8 [count] 'count' is a reserved word; to use it as a name, write `count`"},
    {"SELECT date FROM t",
     "E1001 1:8 [date] 'date' is a reserved word; to use it as a name, write `date`"},
    {"SELECT a AS timestamp FROM t",
     "E1001 1:13 [timestamp] 'timestamp' is a reserved word; to use it as a name, write "
     "`timestamp`"},
    {"SELECT \"a\" FROM t",
     "E1001 1:8 [\"a\"] Double quotes are not used in Flink SQL; a name is written `a`, a string "
     "'a'"},
    {"SELECT a FROM t WHERE a == 1", "E1001 1:26 [=] Unexpected '='; equality is a single '='"},
    {"SELECT a FROM t WHERE a = 'x",
     "E1001 1:27 ['] The string that begins at line 1, column 27 is not closed; close it with '"},
    {"SELECT `a FROM t",
     "E1001 1:8 [`] The quoted name that begins at line 1, column 8 is not closed; close it with "
     "`"},
    {"SELECT a /* b FROM t",
     "E1001 1:10 [/*] The comment that begins at line 1, column 10 is not closed; close it with "
     "*/"},
    {"SELECT /*+ OPTIONS('a'='b') FROM t",
     "E1001 1:8 [/*] The hint that begins at line 1, column 8 is not closed; close it with */"},
    {"SELECT (a + 1 FROM t", "E1001 1:15 [FROM] Expected ',' or ')' but found 'FROM'"},
    {"SELECT a FROM t WHERE (a = 1",
     "E1001 1:29 [] Expected ',' or ')' but found the end of the text; the '(' at line 1, column "
     "23 is not closed"},
    {"SELECT a FROM t WHERE", "E1001 1:22 [] Expected an expression but found the end of the text"},
    {"SELECT", "E1001 1:7 [] Expected an expression or '*' but found the end of the text"},
    {"SELECT a FROM",
     "E1001 1:14 [] Expected a name, '(', 'LATERAL', 'TABLE' or 'UNNEST' but found the end of the "
     "text"},
    {"SELECT f(a b) FROM t",
     "E1001 1:12 [b] Expected ',' or ')' but found 'b'; is a ',' missing before 'b'?"},
    {"SELECT f(a,) FROM t", "E1001 1:11 [,] Unexpected ',' before ')'; remove the ','"},
    {"SELECT CASE WHEN a THEN 1 FROM t",
     "E1001 1:27 [FROM] Expected 'ELSE', 'END' or 'WHEN' but found 'FROM'"},
    {"SELECT CAST(a INT) FROM t", "E1001 1:15 [INT] Expected 'AS' but found 'INT'"},
    {"SELECT CAST(a AS FOO) FROM t", "E1002 1:18 [FOO] Type FOO is not supported"},
    {"SELECT CAST(a AS DECIMAL(39, 2)) FROM t",
     "E2007 1:26 [39] The precision of DECIMAL must be between 1 and 38"},
    {"SELECT a FROM t JOIN u",
     "E1001 1:17 [JOIN] A join needs ON or USING; CROSS JOIN joins all pairs"},
    {"SELECT a FROM t LEFT JOIN u",
     "E1001 1:17 [LEFT JOIN] A join needs ON or USING; CROSS JOIN joins all pairs"},
    {"SELECT a FROM t, WHERE a", "E1001 1:16 [,] Unexpected ',' before 'WHERE'; remove the ','"},
    {"SELECT a && b FROM t", "E1001 1:10 [&] Unexpected character '&'; use AND"},
    {"SELECT a，b FROM t", "E1001 1:9 [，] Unexpected character '，'; use ,"},
    {"SELECT a FROM t LIMIT x", "E1001 1:23 [x] Expected a number or 'ALL' but found 'x'"},
    {"SELECT INTERVAL '1' DAAY",
     "E1001 1:21 [DAAY] Unknown unit of time 'DAAY'; did you mean 'DAY'?"},
    {"SELECT EXTRACT(YAER FROM a) FROM t",
     "E1001 1:16 [YAER] Unknown unit of time 'YAER'; did you mean 'YEAR'?"},
    {"CREATE TABLE t (a INT b STRING)",
     "E1001 1:23 [b] Expected ',' or ')' but found 'b'; is a ',' missing before 'b'?"},
    {"CREATE TABLE t (a INT, b STRING,)",
     "E1001 1:32 [,] Unexpected ',' before ')'; remove the ','"},
    {"CREATE TABLE t (a INT, b STRING) WITH ('connector' = 'kafka' 'topic' = 'x')",
     "E1001 1:62 ['topic'] Expected ',' or ')' but found 'topic'; is a ',' missing before "
     "'topic'?"},
    {"CREATE TABLE t (a INT, b STRING) WITH ('connector' 'kafka')",
     "E1001 1:52 ['kafka'] Expected '=' but found 'kafka'"},
    {"CREATE TABLE t (a INT, b STRING) WITH (connector = 'kafka')",
     "E1001 1:40 [connector] Expected a string or ')' but found 'connector'; a string is written "
     "'connector'"},
    {"CREATE TABLE t (a INT, b STRING WITH ('connector' = 'kafka')",
     "E1001 1:33 [WITH] Expected ',' or ')' but found 'WITH'"},
    {"CREATE TABLE t (a INT, user STRING)",
     "E1001 1:24 [user] 'user' is a reserved word; to use it as a name, write `user`"},
    {"CREATE TABLE t (a INT, time TIMESTAMP(3))",
     "E1001 1:24 [time] 'time' is a reserved word; to use it as a name, write `time`"},
    {"CREATE TABLE t (a)", "E1001 1:17 [a] A column needs a type"},
    {"CREATE TABEL t (a INT)",
     "E1001 1:8 [TABEL] Unexpected 'TABEL' after 'CREATE'; did you mean 'TABLE'?"},
    {"CREATE TABLE t (a INTT)",
     "E1002 1:19 [INTT] Type INTT is not supported; did you mean 'INT'?"},
    {"CREATE TABLE t (a INT PRIMARY KEY NOT ENFORCD)",
     "E1001 1:39 [ENFORCD] Expected 'ENFORCED' but found 'ENFORCD'; did you mean 'ENFORCED'?"},
    {"CREATE TABLE t (a INT, WATERMARK ts AS ts)", "E1001 1:34 [ts] Expected 'FOR' but found 'ts'"},
    {"CREATE TABLE t (a INT, PRIMARY KEY a NOT ENFORCED)",
     "E1001 1:36 [a] Expected '(' but found 'a'"},
    {"CREATE TABLE IF NOT EXIST t (a INT)",
     "E1001 1:21 [EXIST] Expected 'EXISTS' but found 'EXIST'; did you mean 'EXISTS'?"},
    {"CRATE TABLE t (a INT)",
     "E1001 1:1 [CRATE] Expected a statement but found 'CRATE'; did you mean 'CREATE'?"},
    {"INSERT t SELECT 1", "E1001 1:8 [t] Expected 'INTO' or 'OVERWRITE' but found 't'"},
    {"INSERT INTO t VALUES (1, 2",
     "E1001 1:27 [] Expected ',' or ')' but found the end of the text; the '(' at line 1, column "
     "22 is not closed"},
    {"INSERT INTO t SELECT 1 INSERT INTO u SELECT 2",
     "E1001 1:24 [INSERT] Expected ';' before 'INSERT'; a ';' separates statements"},
    {"INSERT INTO t SELECT a FROM s SET 'k' = 'v'",
     "E1001 1:31 [SET] Expected ';' before 'SET'; a ';' separates statements"},
    {"INSERT INTO t SELCT a FROM s",
     "E1001 1:15 [SELCT] Expected a query or 'PARTITION' but found 'SELCT'; did you mean "
     "'SELECT'?"},
    {"CREATE TABLE t (a INT) CREATE TABLE u (a INT)",
     "E1001 1:24 [CREATE] Expected ';' before 'CREATE'; a ';' separates statements"},
    {"EXECUTE STATEMENT SET BEGIN INSERT INTO t SELECT 1 END",
     "E1001 1:52 [END] Expected ';' before 'END'; a ';' separates statements"},
    {"EXECUTE STATEMENT SET BEGIN INSERT INTO t SELECT 1;",
     "E1001 1:52 [] Expected a statement but found the end of the text; the 'BEGIN' at line 1, "
     "column 23 has no END"},
    {"SET 'k' 'v'", "E1001 1:9 ['v'] Expected '=' but found 'v'"},
    {"SET 'k' =", "E1001 1:10 [] Expected a string but found the end of the text"},
    {"SHOW TABELS", "E1001 1:6 [TABELS] Unexpected 'TABELS' after 'SHOW'; did you mean 'TABLES'?"},
    {"DROP t", "E1001 1:6 [t] Unexpected 't' after 'DROP'"},
    {"EXPLAIN", "E1001 1:8 [] Expected a query but found the end of the text"},
    {"foo", "E1001 1:1 [foo] Expected a statement but found 'foo'"},
    {"SELECT * FROM t FOR SYSTEM_TIME AS OF ts m WHERE x = = 1",
     "E1001 1:54 [=] Unexpected '='; equality is a single '='"},
    {"SELECT * FROM t AS x FOR SYSTEM_TIME AS OF ts",
     "E1001 1:22 [FOR] Expected ',', '(' or ';' but found 'FOR'"},
    {"SELECT a FROM t WHERE a IN ()",
     "E1001 1:29 [)] Expected an expression or a query but found ')'"},
    {"SELECT a FROM t WHERE a BETWEEN 1",
     "E1001 1:34 [] Expected 'AND' but found the end of the text"},
    {"SELECT a FROM t WHERE a NOT 5",
     "E1001 1:29 [5] Expected 'BETWEEN', 'IN', 'LIKE', 'MEMBER', 'SIMILAR' or 'SUBMULTISET' but "
     "found '5'"},
    {"SELECT SUM(a) OVER (PARTITION a) FROM t", "E1001 1:31 [a] Expected 'BY' but found 'a'"},
    {"SELECT * FROM t MATCH_RECOGNIZE (ORDER BY ts PATTERN (A B))",
     "E1001 1:59 [)] Expected 'DEFINE', 'SUBSET' or 'WITHIN' but found ')'"},
    {"SELECT * FROM TABLE(TUMBLE(TABLE t, DESCRIPTOR(ts) INTERVAL '1' HOUR))",
     "E1001 1:52 [INTERVAL] Expected ',' or ')' but found 'INTERVAL'; is a ',' missing before "
     "'INTERVAL'?"},
    {"SELECT a FROM t;; SELECT b FROM",
     "E1001 1:32 [] Expected a name, '(', 'LATERAL', 'TABLE' or 'UNNEST' but found the end of the "
     "text"},
    {"SELECT 'a' 'b' FROM t",
     "E1001 1:12 ['b'] Expected ',' or ';' but found 'b'; is a ',' missing before 'b'?"},
    {"SELECT a FROM t WHERE name = \"x\"",
     "E1001 1:30 [\"x\"] Double quotes are not used in Flink SQL; a name is written `x`, a string "
     "'x'"},
    {")", "E1001 1:1 [)] Expected a statement but found ')'"},
    {"SELECT 1)", "E1001 1:9 [)] Expected ',' or ';' but found ')'"},
    {"SELECT a..b FROM t", "E1001 1:10 [.] Expected a name or '*' but found '.'"},
    {"SELECT a FROM t WHERE a LIKE",
     "E1001 1:29 [] Expected an expression but found the end of the text"},
    {"ALTER TABLE t ADD COLUMN a INT",
     "E1001 1:19 [COLUMN] Expected a name or '(' but found 'COLUMN'"},
    {"SELECT CASE a END", "E1001 1:15 [END] Expected 'WHEN' but found 'END'"},
    {"SELECT TRIM(BOTH a) FROM t",
     "E1001 1:8 [TRIM(BOTH a)] TRIM needs FROM and the string to trim; write TRIM([BOTH | LEADING "
     "| TRAILING] [characters] FROM string)"},
    {"SELECT x'A' ", "E1001 1:8 [x'A'] A binary literal has an even number of digits"},
    {"SELECT U&'\\00' ",
     "E1001 1:8 [U&'\\00'] Malformed unicode escape; four hexadecimal digits follow '\\'; '\\\\' "
     "is the character itself"},
    {"CREATE TEMPORARY CATALOG c",
     "E1001 1:8 [TEMPORARY] TEMPORARY goes with TABLE, VIEW, FUNCTION and MODEL only"},
    {"CREATE OR REPLACE DATABASE d",
     "E1001 1:11 [REPLACE] OR REPLACE goes with TABLE and VIEW only"},
    {"CREATE OR ALTER TABLE t (a INT)",
     "E1001 1:11 [ALTER] OR ALTER goes with MATERIALIZED TABLE only"},
    {"CREATE SYSTEM FUNCTION f AS 'x'",
     "E1001 1:8 [SYSTEM] SYSTEM goes with TEMPORARY SYSTEM FUNCTION only"},
    {"CREATE TABLE t (a INTERVAL DAY)", "E1002 1:19 [INTERVAL DAY] A column cannot have this type"},
    {"CREATE TABLE t (a TIMESTAMP(10))", "E2007 1:29 [10] The precision must be between 0 and 9"},
    {"CREATE TABLE t (a TIMESTAMP(3) WITH TIME ZONE)",
     "E1002 1:19 [TIMESTAMP(3) WITH TIME ZONE] Type TIMESTAMP WITH TIME ZONE is not supported"},
    {"CREATE TABLE t (a INT) LIKE s (OVERWRITING ALL)",
     "E1001 1:32 [OVERWRITING ALL] OVERWRITING goes with GENERATED, METADATA, OPTIONS and "
     "WATERMARKS only"},
    {"CREATE TABLE t (a INT) PARTITIONED BY a", "E1001 1:39 [a] Expected '(' but found 'a'"},
    {"CREATE VIEW v SELECT 1",
     "E1001 1:15 [SELECT] Expected '(', 'AS' or 'COMMENT' but found 'SELECT'"},
    {"CREATE FUNCTION f AS org.F",
     "E1001 1:22 [org] Expected a string but found 'org'; a string is written 'org'"},
    {"ALTER TABLE t RENAME u", "E1001 1:23 [] Expected 'TO' but found the end of the text"},
    {"ALTER TABLE t SET 'k' = 'v'", "E1001 1:19 ['k'] Expected '(' but found 'k'"},
    {"ALTER VIEW v", "E1001 1:13 [] Expected 'AS' or 'RENAME' but found the end of the text"},
    {"ALTER DATABASE d RESET ('k')", "E1001 1:18 [RESET] Expected 'SET' but found 'RESET'"},
    {"DROP DATABASE d CASCAD",
     "E1001 1:17 [CASCAD] Expected ';', 'CASCADE' or 'RESTRICT' but found 'CASCAD'; did you mean "
     "'CASCADE'?"},
    {"DROP TABLE IF EXIST t",
     "E1001 1:15 [EXIST] Expected 'EXISTS' but found 'EXIST'; did you mean 'EXISTS'?"},
    {"SHOW COLUMNS t", "E1001 1:14 [t] Expected 'FROM' or 'IN' but found 't'"},
    {"SHOW CREATE t",
     "E1001 1:13 [t] Expected 'MATERIALIZED', 'TABLE', 'CATALOG', 'CONNECTION', 'MODEL' or 'VIEW' "
     "but found 't'"},
    {"DESCRIBE",
     "E1001 1:9 [] Expected a name, 'EXTENDED', 'FUNCTION' or 'TABLE' but found the end of the "
     "text"},
    {"DESCRIBE JOB x", "E1001 1:14 [x] Expected ';' but found 'x'"},
    {"USE", "E1001 1:4 [] Expected a name or 'MODULES' but found the end of the text"},
    {"LOAD MODULE m WITH 'k' = 'v'", "E1001 1:20 ['k'] Expected '(' but found 'k'"},
    {"ADD JAR x", "E1001 1:9 [x] Expected a string but found 'x'; a string is written 'x'"},
    {"STOP JOB 'x' WITH SAVEPONT",
     "E1001 1:19 [SAVEPONT] Expected 'SAVEPOINT' or 'DRAIN' but found 'SAVEPONT'; did you mean "
     "'SAVEPOINT'?"},
    {"ANALYZE TABLE t COMPUTE",
     "E1001 1:24 [] Expected 'STATISTICS' but found the end of the text"},
    {"CALL p", "E1001 1:7 [] Expected '(' but found the end of the text"},
    {"COMPILE PLAN 'x' INSERT INTO t SELECT 1",
     "E1001 1:18 [INSERT] Expected 'FOR' or 'IF' but found 'INSERT'"},
    {"TRUNCATE t", "E1001 1:10 [t] Expected 'TABLE' but found 't'"},
    {"UPDATE t SET a", "E1001 1:15 [] Expected '=' but found the end of the text"},
    {"DELETE t WHERE a = 1", "E1001 1:8 [t] Expected 'FROM' but found 't'"},
    {"BEGIN SET", "E1001 1:7 [SET] Expected 'STATEMENT' but found 'SET'"},
    {"BEGIN STATEMENT SET INSERT INTO t SELECT 1",
     "E1001 1:21 [INSERT] Expected ';' before 'INSERT'; a ';' separates statements"},
    {"INSERT INTO t PARTITION p = 1 SELECT 1", "E1001 1:25 [p] Expected '(' but found 'p'"},
    {"INSERT INTO t SELECT 1 ON CONFLICT DO UPDATE",
     "E1001 1:39 [UPDATE] Expected 'DEDUPLICATE', 'ERROR' or 'NOTHING' but found 'UPDATE'"},
    {"EXPLAIN CHANGELOG_MOD SELECT 1",
     "E1001 1:9 [CHANGELOG_MOD] Expected a query but found 'CHANGELOG_MOD'; did you mean "
     "'CHANGELOG_MODE'?"},
    {"WITH x AS SELECT 1 SELECT * FROM x", "E1001 1:11 [SELECT] Expected '(' but found 'SELECT'"},
    {"WITH x (SELECT 1) SELECT * FROM x", "E1001 1:9 [SELECT] Expected a name but found 'SELECT'"},
    {"SELECT a FROM t UNION",
     "E1001 1:22 [] Expected a query, 'ALL' or 'DISTINCT' but found the end of the text"},
    {"SELECT a FROM t ORDER a", "E1001 1:23 [a] Expected 'BY' but found 'a'"},
    {"SELECT a FROM t GROUP BY GROUPING SETS (a, b",
     "E1001 1:45 [] Expected ',' or ')' but found the end of the text; the '(' at line 1, column "
     "40 is not closed"},
    {"SELECT * FROM t CROSS JOIN",
     "E1001 1:27 [] Expected a name, '(', 'LATERAL', 'TABLE' or 'UNNEST' but found the end of the "
     "text"},
    {"SELECT * FROM t CROSS JOIN UNNEST a", "E1001 1:35 [a] Expected '(' but found 'a'"},
    {"SELECT * FROM t FOR SYSTEM_TIME AS ts", "E1001 1:36 [ts] Expected 'OF' but found 'ts'"},
    {"SELECT * FROM t MATCH_RECOGNIZE (PATTERN (A) DEFINE A AS)",
     "E1001 1:57 [)] Expected an expression but found ')'"},
    {"SELECT /*+ LOOKUP('a'=) */ a FROM t", "E1001 1:23 [)] Expected a string but found ')'"},
    {"SELECT JSON_VALUE(a) FROM t", "E1001 1:20 [)] Expected ',' but found ')'"},
    {"SELECT JSON_OBJECT('a' 1) FROM t", "E1001 1:24 [1] Expected ':' or 'VALUE' but found '1'"},
    {"SELECT SUM(a) OVER (ORDER BY b ROWS BETWEEN 1 PRECEDING) FROM t",
     "E1001 1:56 [)] Expected 'AND' but found ')'"},
    {"SELECT ROW(1, FROM t", "E1001 1:15 [FROM] Expected an expression but found 'FROM'"},
    {"SELECT a[1 FROM t", "E1001 1:12 [FROM] Expected ']' but found 'FROM'"},
    {"SELECT * AS x FROM t", "E1001 1:10 [AS] Expected ',' or ';' but found 'AS'"},
    {"SELECT f(x).g(y) FROM t",
     "E1001 1:12 [.g(y)] A function is called by its name, not on a value"},
    {"SELECT (a + b) DAY FROM t",
     "E1001 1:8 [(a + b) DAY] A unit of time stands behind a difference only; write (a - b) "
     "SECOND"},
    {"SELECT MAP['a'] FROM t",
     "E1001 1:8 [MAP['a']] MAP takes pairs of key and value; the element of a column of that name "
     "is `map`[key]"},
    {"SELECT TUMBLE(TABLE t, DESCRIPTOR(1)) FROM t",
     "E1001 1:35 [1] DESCRIPTOR takes names of columns"},
    {"SELECT a FROM t WHERE a = 1 ANDD b = 2",
     "E1001 1:29 [ANDD] Expected ';' but found 'ANDD'; did you mean 'AND'?"},
    {"SELECT a FROM t LIMIT 1 2", "E1001 1:25 [2] Expected ';' or 'OFFSET' but found '2'"},
    {"SELECT 'x' AS 'y' FROM t", "E1001 1:15 ['y'] Expected a name but found 'y'"},
};

std::string report(const std::string& sql) {
  const auto text = make_source_text("test.sql", sql);
  try {
    parse(text);
  } catch (const Error& error) {
    REQUIRE(error.span());
    REQUIRE(error.text() == text);
    const auto place = text->line_column(error.span()->begin);
    auto out = fmt::format("{} {}:{} [{}] {}", to_string(error.code()), place.line, place.column,
                           text->text(*error.span()), error.message());
    if (!error.hint_text().empty()) out += "; " + error.hint_text();
    return out;
  }
  return "no error";
}

}  // namespace

TEST_CASE("each mistake is reported where it is, with what was expected") {
  for (const auto& mistake : kMistakes) {
    CAPTURE(mistake.sql);
    CHECK(report(mistake.sql) == mistake.report);
  }
}
