#include <doctest/doctest.h>

#include "planning.h"

using namespace streamsql;

namespace {

constexpr const char* kTables = R"(
CREATE TABLE src (a STRING, b INT, c DECIMAL(10, 2), p AS PROCTIME()) WITH ('connector' = 'stream');
CREATE TABLE changes (a STRING, b INT) WITH ('connector' = 'changes');
CREATE TABLE snk (a STRING, b BIGINT, c DECIMAL(10, 2)) WITH ('connector' = 'stream');
CREATE TABLE strict (a STRING, b INT NOT NULL) WITH ('connector' = 'stream');
CREATE TABLE appended (a STRING, b INT) WITH ('connector' = 'stream', 'accepts' = 'insert');
CREATE TABLE stamped (stamp TIMESTAMP_LTZ(6) METADATA FROM 'timestamp', a STRING,
  `offset` BIGINT METADATA VIRTUAL, upper_a AS UPPER(a)) WITH ('connector' = 'stream');
)";

std::string error(const std::string& sql) { return Planning().run(kTables).error(sql); }
std::string explain(const std::string& sql) { return Planning().run(kTables).explain(sql); }

}  // namespace

TEST_CASE("columns are matched by position, with implicit casts") {
  CHECK(explain("INSERT INTO snk SELECT a, b, c FROM src") == R"(
Sink(table=[default_catalog.default_database.snk], fields=[a, b, c])
+- Calc(select=[a, CAST(b AS BIGINT) AS b, c])
   +- TableSourceScan(table=[[default_catalog, default_database, src]], fields=[a, b, c])
)");
}

TEST_CASE("columns that do not fit a sink are listed on both sides") {
  CHECK(error("INSERT INTO snk SELECT b, a, c FROM src") == R"(
error[E2010]: Column types of query result and sink for
|  'default_catalog.default_database.snk' do not match.
Cause: Incompatible types for sink column 'a' at position 0.

Query schema: [b: INT, a: STRING, c: DECIMAL(10, 2)]
Sink schema:  [a: STRING, b: BIGINT, c: DECIMAL(10, 2)]
  --> job.sql:1:13
   |
 1 | INSERT INTO snk SELECT b, a, c FROM src
   |             ^^^
hint: the query gives INT, the column is STRING; write CAST(… AS STRING)
)");
  CHECK(error("INSERT INTO snk SELECT a FROM src") == R"(
error[E2010]: Column types of query result and sink for
|  'default_catalog.default_database.snk' do not match.
Cause: Different number of columns.

Query schema: [a: STRING]
Sink schema:  [a: STRING, b: BIGINT, c: DECIMAL(10, 2)]
  --> job.sql:1:13
   |
 1 | INSERT INTO snk SELECT a FROM src
   |             ^^^
)");
}

TEST_CASE("a column list may be in any order; what it leaves out is NULL") {
  CHECK(explain("INSERT INTO snk (c, a) SELECT c, a FROM src") == R"(
Sink(table=[default_catalog.default_database.snk], fields=[a, b, c])
+- Calc(select=[a, null:BIGINT AS b, c])
   +- TableSourceScan(table=[[default_catalog, default_database, src, project=[a, c],
|  metadata=[]]], fields=[a, c])
)");
}

TEST_CASE("a NOT NULL column cannot be left out") {
  CHECK(error("INSERT INTO strict (a) SELECT a FROM src") == R"(
error[E2010]: Column 'b' has no default value and does not allow NULLs
  --> job.sql:1:13
   |
 1 | INSERT INTO strict (a) SELECT a FROM src
   |             ^^^^^^
)");
}

TEST_CASE("an unknown target column names the nearest one") {
  CHECK(error("INSERT INTO snk (a, cc) SELECT a, c FROM src") == R"(
error[E2002]: Unknown target column 'cc'
  --> job.sql:1:21
   |
 1 | INSERT INTO snk (a, cc) SELECT a, c FROM src
   |                     ^^
hint: did you mean 'c'?
)");
}

TEST_CASE("a sink takes physical columns, then the metadata that it writes") {
  CHECK(explain("INSERT INTO stamped SELECT p, a FROM src") == R"(
Sink(table=[default_catalog.default_database.stamped], fields=[a, p])
+- Calc(select=[a, PROCTIME() AS p])
   +- TableSourceScan(table=[[default_catalog, default_database, src, project=[a],
|  metadata=[]]], fields=[a])
)");
}

TEST_CASE("a sink of inserts refuses changes and names the node that makes them") {
  CHECK(error("INSERT INTO appended SELECT UPPER(a), b FROM changes WHERE b > 1") == R"(
error[E2005]: Table sink 'default_catalog.default_database.appended' doesn't support
|  consuming update and delete changes which is produced by node
|  TableSourceScan(table=[[default_catalog, default_database, changes]], fields=[a, b])
  --> job.sql:1:1
   |
 1 | INSERT INTO appended SELECT UPPER(a), b FROM changes WHERE b > 1
   | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
hint: tables that take them: upsert-kafka and jdbc with a PRIMARY KEY, kafka and
|  filesystem with 'format' = 'debezium-json', print
)");
}

TEST_CASE("a table that cannot be written says so") {
  CHECK(error("INSERT INTO changes SELECT a, b FROM src") == R"(
error[E2009]: Connector 'changes' can only be used as a source. It cannot be used as a
|  sink.
  --> job.sql:3:14
   |
 3 | CREATE TABLE changes (a STRING, b INT) WITH ('connector' = 'changes');
   |              ^^^^^^^
)");
}

TEST_CASE("a sink of its own parallelism stands behind an exchange") {
  Planning planning;
  planning.run(kTables);
  planning.run(
      "CREATE TABLE wide (a STRING) WITH ('connector' = 'stream', "
      "'sink.parallelism' = '3')");
  CHECK(planning.explain("INSERT INTO wide SELECT a FROM src") == R"(
Sink(table=[default_catalog.default_database.wide], fields=[a])
+- Exchange(distribution=[rebalance])
   +- TableSourceScan(table=[[default_catalog, default_database, src, project=[a],
|  metadata=[]]], fields=[a])
)");
}

TEST_CASE("a source of its own parallelism hands its rows to the job's over an exchange") {
  Planning planning;
  planning.run(kTables);
  planning.run(
      "CREATE TABLE narrow (a STRING) WITH ('connector' = 'stream', 'scan.parallelism' = '2')");
  CHECK(planning.explain("INSERT INTO appended SELECT a, 1 FROM narrow") == R"(
Sink(table=[default_catalog.default_database.appended], fields=[a, b])
+- Calc(select=[a, 1 AS b])
   +- Exchange(distribution=[rebalance])
      +- TableSourceScan(table=[[default_catalog, default_database, narrow]], fields=[a])
)");
  planning.settings().set("parallelism.default", "2");
  CHECK(planning.explain("INSERT INTO appended SELECT a, 1 FROM narrow") == R"(
Sink(table=[default_catalog.default_database.appended], fields=[a, b])
+- Calc(select=[a, 1 AS b])
   +- TableSourceScan(table=[[default_catalog, default_database, narrow]], fields=[a])
)");
}

TEST_CASE("EXPLAIN shows the row kinds of each node") {
  CHECK(Planning().run(kTables).explain("INSERT INTO snk SELECT a, b, 1.5 FROM changes", true) ==
        R"(
Sink(table=[default_catalog.default_database.snk], fields=[a, b, c], changelogMode=[NONE])
+- Calc(select=[a, CAST(b AS BIGINT) AS b, 1.50 AS c], changelogMode=[I,UB,UA,D])
   +- TableSourceScan(table=[[default_catalog, default_database, changes]], fields=[a, b],
|  changelogMode=[I,UB,UA,D])
)");
}
