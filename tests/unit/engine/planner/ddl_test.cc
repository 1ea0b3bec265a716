#include <doctest/doctest.h>

#include "planning.h"

using namespace streamsql;

namespace {

// As in the oracle's run of the same statements.
constexpr const char* kTables = R"(
CREATE TABLE src (`pboxid` STRING COMMENT 'x', `metric` DECIMAL(10,2), ts TIMESTAMP(3),
  off BIGINT METADATA FROM 'offset' VIRTUAL, `proc_time` AS PROCTIME(), WATERMARK FOR ts AS ts)
  WITH ('connector' = 'stream', 'password' = 'secret');
CREATE TABLE k2 (a INT, b STRING, c DOUBLE NOT NULL, PRIMARY KEY(a) NOT ENFORCED)
  WITH ('connector' = 'stream');
CREATE TEMPORARY VIEW v AS SELECT i.pboxid, COALESCE(pboxid, 'U') AS e, 1 + 1, proc_time, ts
  FROM src i WHERE i.metric >= 0;
)";

std::string answer(const std::string& sql) { return Planning().run(kTables).answer(sql); }
std::string error(const std::string& sql) { return Planning().run(kTables).error(sql); }

}  // namespace

TEST_CASE("DESCRIBE shows types, keys, extras and the watermark") {
  CHECK(answer("DESCRIBE src") == R"(
pboxid | STRING | TRUE | NULL | NULL | NULL | x
metric | DECIMAL(10, 2) | TRUE | NULL | NULL | NULL | NULL
ts | TIMESTAMP(3) *ROWTIME* | TRUE | NULL | NULL | `ts` | NULL
off | BIGINT | TRUE | NULL | METADATA FROM 'offset' VIRTUAL | NULL | NULL
proc_time | TIMESTAMP_LTZ(3) *PROCTIME* | FALSE | NULL | AS PROCTIME() | NULL | NULL
)");
  CHECK(answer("DESC k2") == R"(
a | INT | FALSE | PRI(a) | NULL | NULL
b | STRING | TRUE | NULL | NULL | NULL
c | DOUBLE | FALSE | NULL | NULL | NULL
)");
  CHECK(answer("DESCRIBE v") == R"(
pboxid | STRING | TRUE | NULL | NULL | NULL
e | STRING | FALSE | NULL | NULL | NULL
EXPR$2 | INT | FALSE | NULL | NULL | NULL
proc_time | TIMESTAMP_LTZ(3) *PROCTIME* | FALSE | NULL | NULL | NULL
ts | TIMESTAMP(3) *ROWTIME* | TRUE | NULL | NULL | NULL
)");
  CHECK(answer("SHOW COLUMNS FROM k2 LIKE '_'") == R"(
a | INT | FALSE | PRI(a) | NULL | NULL
b | STRING | TRUE | NULL | NULL | NULL
c | DOUBLE | FALSE | NULL | NULL | NULL
)");
}

TEST_CASE("SHOW CREATE TABLE masks secrets") {
  CHECK(answer("SHOW CREATE TABLE src") == R"(
CREATE TABLE `default_catalog`.`default_database`.`src` (
  `pboxid` VARCHAR(2147483647) COMMENT 'x',
  `metric` DECIMAL(10, 2),
  `ts` TIMESTAMP(3),
  `off` BIGINT METADATA FROM 'offset' VIRTUAL,
  `proc_time` AS PROCTIME(),
  WATERMARK FOR `ts` AS `ts`
) WITH (
  'connector' = 'stream',
  'password' = '******'
)
)");
  CHECK(answer("SHOW CREATE TABLE k2") == R"(
CREATE TABLE `default_catalog`.`default_database`.`k2` (
  `a` INT NOT NULL,
  `b` VARCHAR(2147483647),
  `c` DOUBLE NOT NULL,
  CONSTRAINT `PK_a` PRIMARY KEY (`a`) NOT ENFORCED
) WITH (
  'connector' = 'stream'
)
)");
}

TEST_CASE("SHOW CREATE VIEW names the columns") {
  CHECK(answer("SHOW CREATE VIEW v") == R"(
CREATE TEMPORARY VIEW `default_catalog`.`default_database`.`v`(`pboxid`, `e`, `EXPR$2`,
|  `proc_time`, `ts`) as
SELECT `i`.`pboxid`, COALESCE(`pboxid`, 'U') AS `e`, 1 + 1, `proc_time`, `ts`
FROM `src` AS `i`
WHERE `i`.`metric` >= 0
)");
}

TEST_CASE("lists are sorted and filtered") {
  CHECK(answer("SHOW TABLES") == R"(
k2
src
v
)");
  CHECK(answer("SHOW VIEWS") == R"(
v
)");
  CHECK(answer("SHOW TABLES NOT LIKE 'k%'") == R"(
src
v
)");
  CHECK(answer("CREATE DATABASE d; CREATE CATALOG c WITH ('type' = 'generic_in_memory');"
               "SHOW DATABASES") == R"(
d
default_database
)");
  CHECK(answer("USE CATALOG default_catalog; SHOW CURRENT DATABASE") == R"(
default_database
)");
}

TEST_CASE("LIKE takes over everything but the options it overwrites") {
  CHECK(answer("CREATE TABLE copy (extra INT) WITH ('connector' = 'dimension') LIKE src;"
               "SHOW CREATE TABLE copy") == R"(
CREATE TABLE `default_catalog`.`default_database`.`copy` (
  `pboxid` VARCHAR(2147483647) COMMENT 'x',
  `metric` DECIMAL(10, 2),
  `ts` TIMESTAMP(3),
  `off` BIGINT METADATA FROM 'offset' VIRTUAL,
  `proc_time` AS PROCTIME(),
  `extra` INT,
  WATERMARK FOR `ts` AS `ts`
) WITH (
  'connector' = 'dimension',
  'password' = '******'
)
)");
  CHECK(answer("CREATE TABLE copy (ts TIMESTAMP(3), WATERMARK FOR ts AS ts) WITH ('a' = 'b') "
               "LIKE k2 (EXCLUDING ALL); SHOW CREATE TABLE copy") == R"(
CREATE TABLE `default_catalog`.`default_database`.`copy` (
  `a` INT NOT NULL,
  `b` VARCHAR(2147483647),
  `c` DOUBLE NOT NULL,
  `ts` TIMESTAMP(3),
  WATERMARK FOR `ts` AS `ts`
) WITH (
  'a' = 'b'
)
)");
}

TEST_CASE("LIKE that would declare something twice is refused") {
  CHECK(error("CREATE TABLE copy (x INT, PRIMARY KEY (x) NOT ENFORCED) LIKE k2") == R"(
error[E3006]: The base table already has a primary key. You might want to specify
|  EXCLUDING CONSTRAINTS.
  --> job.sql:1:57
   |
 1 | CREATE TABLE copy (x INT, PRIMARY KEY (x) NOT ENFORCED) LIKE k2
   |                                                         ^^^^^^^
)");
  CHECK(error("CREATE TABLE copy (a INT) LIKE k2") == R"(
error[E3006]: A column named 'a' already exists in the base table.
  --> job.sql:1:27
   |
 1 | CREATE TABLE copy (a INT) LIKE k2
   |                           ^^^^^^^
)");
  CHECK(error("CREATE TABLE copy WITH ('connector' = 'x') LIKE k2 (INCLUDING OPTIONS)") == R"(
error[E3006]: There already exists an option ['connector' -> 'stream']  in the base table.
|  You might want to specify EXCLUDING OPTIONS or OVERWRITING OPTIONS.
  --> job.sql:1:44
   |
 1 | CREATE TABLE copy WITH ('connector' = 'x') LIKE k2 (INCLUDING OPTIONS)
   |                                            ^^^^^^^^^^^^^^^^^^^^^^^^^^^
)");
}

TEST_CASE("ALTER TABLE adds, modifies, drops and renames") {
  CHECK(answer("ALTER TABLE k2 ADD (d INT FIRST, e AS a + 1 AFTER b);"
               "ALTER TABLE k2 RENAME c TO c2; ALTER TABLE k2 SET ('x' = 'y');"
               "ALTER TABLE k2 MODIFY b INT COMMENT 'now a number'; SHOW CREATE TABLE k2") == R"(
CREATE TABLE `default_catalog`.`default_database`.`k2` (
  `d` INT,
  `a` INT NOT NULL,
  `b` INT COMMENT 'now a number',
  `e` AS `a` + 1,
  `c2` DOUBLE NOT NULL,
  CONSTRAINT `PK_a` PRIMARY KEY (`a`) NOT ENFORCED
) WITH (
  'connector' = 'stream',
  'x' = 'y'
)
)");
  CHECK(answer("ALTER TABLE k2 RENAME TO k3; ALTER TABLE k3 DROP PRIMARY KEY; "
               "ALTER TABLE k3 DROP (b, c); DESCRIBE k3") == R"(
a | INT | FALSE | NULL | NULL | NULL
)");
}

TEST_CASE("ALTER TABLE refuses what would leave the table broken") {
  CHECK(error("ALTER TABLE src DROP ts") == R"(
error[E2009]: Failed to execute ALTER TABLE statement.
The column `ts` is used as the watermark declaration.
  --> job.sql:1:22
   |
 1 | ALTER TABLE src DROP ts
   |                      ^^
)");
  CHECK(error("ALTER TABLE k2 DROP z") == R"(
error[E2009]: Failed to execute ALTER TABLE statement.
The column `z` does not exist in the base table.
  --> job.sql:1:21
   |
 1 | ALTER TABLE k2 DROP z
   |                     ^
hint: did you mean 'a'?
)");
  CHECK(error("ALTER TABLE k2 ADD a INT") == R"(
error[E2009]: Failed to execute ALTER TABLE statement.
Try to add a column `a` which already exists in the table.
  --> job.sql:1:20
   |
 1 | ALTER TABLE k2 ADD a INT
   |                    ^
)");
  CHECK(error("ALTER TABLE nix RENAME TO b") == R"(
error[E2001]: Table `default_catalog`.`default_database`.`nix` doesn't exist or is a
|  temporary table.
  --> job.sql:1:13
   |
 1 | ALTER TABLE nix RENAME TO b
   |             ^^^
)");
}

TEST_CASE("objects that exist or do not exist are errors in Flink's words") {
  CHECK(error("CREATE TABLE k2 (a INT) WITH ('connector' = 'stream')") == R"(
error[E2008]: Table (or view) default_database.k2 already exists in Catalog
|  default_catalog.
  --> job.sql:1:14
   |
 1 | CREATE TABLE k2 (a INT) WITH ('connector' = 'stream')
   |              ^^
)");
  CHECK(error("DROP TABLE nix") == R"(
error[E2001]: Table with identifier 'default_catalog.default_database.nix' does not exist.
  --> job.sql:1:12
   |
 1 | DROP TABLE nix
   |            ^^^
)");
  CHECK(error("DESCRIBE nix") == R"(
error[E2001]: Tables or views with the identifier 'default_catalog.default_database.nix'
|  doesn't exist.
  --> job.sql:1:10
   |
 1 | DESCRIBE nix
   |          ^^^
)");
  CHECK(error("USE nix") == R"(
error[E2001]: A database with name [nix] does not exist in the catalog: [default_catalog].
  --> job.sql:1:5
   |
 1 | USE nix
   |     ^^^
)");
  CHECK(error("DROP VIEW v") == R"(
error[E2009]: Temporary view with identifier '`default_catalog`.`default_database`.`v`'
|  exists. Drop it first before removing the permanent view.
  --> job.sql:1:11
   |
 1 | DROP VIEW v
   |           ^
hint: DROP TEMPORARY VIEW
)");
}

TEST_CASE("IF EXISTS and IF NOT EXISTS change nothing and are no error") {
  CHECK(error("DROP TABLE IF EXISTS nix; CREATE TABLE IF NOT EXISTS k2 (z INT); DESCRIBE k2") ==
        "no error");
}

TEST_CASE("a temporary table hides the permanent one of its name") {
  CHECK(answer("CREATE TEMPORARY TABLE k2 (z INT) WITH ('connector' = 'stream'); DESCRIBE k2") ==
        R"(
z | INT | TRUE | NULL | NULL | NULL
)");
  CHECK(error("CREATE TEMPORARY TABLE k2 (z INT) WITH ('connector' = 'stream'); DROP TABLE k2") ==
        R"(
error[E2009]: Temporary table with identifier '`default_catalog`.`default_database`.`k2`'
|  exists. Drop it first before removing the permanent table.
  --> job.sql:1:77
   |
 1 | CREATE TEMPORARY TABLE k2 (z INT) WITH ('connector' = 'stream'); DROP TABLE k2
   |                                                                             ^^
hint: DROP TEMPORARY TABLE
)");
}

TEST_CASE("a CREATE TABLE that contradicts itself is refused") {
  CHECK(error("CREATE TABLE t (a STRING, WATERMARK FOR a AS a) WITH ('connector' = 'stream')") ==
        R"(
error[E3006]: Invalid data type of time field for watermark definition. The field must be
|  of type TIMESTAMP(p) or TIMESTAMP_LTZ(p), the supported precision 'p' is from 0 to 3,
|  but the time field type is STRING
  --> job.sql:1:41
   |
 1 | CREATE TABLE t (a STRING, WATERMARK FOR a AS a) WITH ('connector' = 'stream')
   |                                         ^
hint: compute a column: event_time AS TO_TIMESTAMP(text)
)");
  CHECK(error("CREATE TABLE t (a STRING, PRIMARY KEY (b) NOT ENFORCED)") == R"(
error[E3006]: Primary key column 'b' is not defined in the schema
  --> job.sql:1:40
   |
 1 | CREATE TABLE t (a STRING, PRIMARY KEY (b) NOT ENFORCED)
   |                                        ^
hint: did you mean 'a'?
)");
  CHECK(error("CREATE TABLE t (a STRING, PRIMARY KEY (a))") == R"(
error[E3006]: Flink doesn't support ENFORCED mode for PRIMARY KEY constraint. ENFORCED/NOT
|  ENFORCED controls if the constraint checks are performed on the incoming/outgoing data.
|  Flink does not own the data therefore the only supported mode is the NOT ENFORCED mode
  --> job.sql:1:27
   |
 1 | CREATE TABLE t (a STRING, PRIMARY KEY (a))
   |                           ^^^^^^^^^^^^^^^
hint: write PRIMARY KEY … NOT ENFORCED
)");
  CHECK(error("CREATE TABLE t (a STRING, a INT)") == R"(
error[E2008]: A column named 'a' already exists in the table.
  --> job.sql:1:27
   |
 1 | CREATE TABLE t (a STRING, a INT)
   |                           ^
)");
  CHECK(error("CREATE TABLE t (a STRING, b AS lenght(a))") == R"(
error[E2003]: No match found for function signature lenght(<CHARACTER>)
  --> job.sql:1:32
   |
 1 | CREATE TABLE t (a STRING, b AS lenght(a))
   |                                ^^^^^^^^^
)");
}

TEST_CASE("mistakes that only the connector knows come when the table is used") {
  CHECK(error("CREATE TABLE t (a INT) WITH ('connector' = 'straem'); SELECT a FROM t") == R"(
error[E3001]: There is no connector 'straem'
  --> job.sql:1:44
   |
 1 | CREATE TABLE t (a INT) WITH ('connector' = 'straem'); SELECT a FROM t
   |                                            ^^^^^^^^
hint: did you mean 'stream'? Available: changes, dimension, stream, writer
)");
  CHECK(error("CREATE TABLE t (a INT); SELECT a FROM t") == R"(
error[E3003]: Table options do not contain an option key 'connector' for discovering a
|  connector.
  --> job.sql:1:14
   |
 1 | CREATE TABLE t (a INT); SELECT a FROM t
   |              ^
hint: WITH ('connector' = '…')
)");
  CHECK(error("CREATE TABLE t (a INT METADATA FROM 'ofset') WITH ('connector' = 'stream');"
              "SELECT a FROM t") == R"(
error[E3006]: Invalid metadata key 'ofset' in column 'a' of table
|  'default_catalog.default_database.t'.
  --> job.sql:1:37
   |
 1 | CREATE TABLE t (a INT METADATA FROM 'ofset') WITH ('connector' = 'stream');SELECT a
|  FROM t
   |                                     ^^^^^^^
hint: did you mean 'offset'?  (metadata keys: offset, timestamp)
)");
}
