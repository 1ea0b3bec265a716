#include <doctest/doctest.h>

#include "planning.h"

using namespace streamsql;

namespace {

constexpr const char* kTables = R"(
CREATE TABLE t (a INT, b STRING, c BIGINT, off BIGINT METADATA FROM 'offset' VIRTUAL,
  d AS a + 1) WITH ('connector' = 'stream', 'filters' = 'true');
CREATE TABLE timed (a INT, raw_ts TIMESTAMP(3), ts AS COALESCE(raw_ts, raw_ts),
  WATERMARK FOR ts AS ts) WITH ('connector' = 'stream');
CREATE TABLE split_timed WITH ('per-split' = 'true') LIKE timed;
CREATE VIEW v AS SELECT a, b, c FROM t WHERE c > 1;
)";

std::string explain(const std::string& sql) { return Planning().run(kTables).explain(sql); }

}  // namespace

TEST_CASE("a scan has the columns that are used, and predicates that the source takes are gone") {
  CHECK(explain("SELECT b FROM t WHERE c = 3 AND a > 1") == R"(
Collect(fields=[b])
+- Calc(select=[b], where=[(a > 1)])
   +- TableSourceScan(table=[[default_catalog, default_database, t, filter=[=(c,
|  3:BIGINT)]]], fields=[a, b, c])
)");
}

TEST_CASE("metadata columns are read only when they are used") {
  CHECK(explain("SELECT off, d FROM t") == R"(
Collect(fields=[off, d])
+- Calc(select=[off, (a + 1) AS d])
   +- TableSourceScan(table=[[default_catalog, default_database, t, project=[a],
|  metadata=[offset]]], fields=[a, off])
)");
}

TEST_CASE("filters go through derived tables, views and unions") {
  CHECK(explain("SELECT * FROM (SELECT a + 1 AS x, b FROM v UNION ALL SELECT 5, 'y') "
                "WHERE x > 3") == R"(
Collect(fields=[x, b])
+- Union(all=[true], union=[x, b])
   :- Calc(select=[(a + 1) AS x, b], where=[((c > 1) AND ((a + 1) > 3))])
   :  +- TableSourceScan(table=[[default_catalog, default_database, t]], fields=[a, b, c])
   +- Calc(select=[5 AS x, 'y' AS b])
      +- Values(tuples=[[{ 0 }]])
)");
}

TEST_CASE("a filter stays above the watermark") {
  CHECK(explain("SELECT a FROM timed WHERE a > 1") == R"(
Collect(fields=[a])
+- Calc(select=[a], where=[(a > 1)])
   +- WatermarkAssigner(rowtime=[ts], watermark=[ts])
      +- Calc(select=[a, COALESCE(raw_ts, raw_ts) AS ts])
         +- TableSourceScan(table=[[default_catalog, default_database, timed]], fields=[a,
|  raw_ts])
)");
}

TEST_CASE("a source that makes watermarks per split computes the time itself") {
  CHECK(explain("SELECT a FROM split_timed WHERE a > 1") == R"(
Collect(fields=[a])
+- Calc(select=[a], where=[(a > 1)])
   +- TableSourceScan(table=[[default_catalog, default_database, split_timed,
|  watermark=[ts], watermarkEmitStrategy=[on-periodic]]], fields=[a, ts])
)");
}

TEST_CASE("EXPLAIN says when a source is idle, and whom it waits for") {
  const auto watermark = [](const std::string& options) {
    Planning planning;
    planning.run(kTables);
    planning.run("CREATE TABLE more WITH ('scan.watermark.alignment.group' = 'g', " + options +
                 ") LIKE split_timed;");
    const std::string line_end = "\n|  ";
    auto text = planning.explain("SELECT a FROM more");
    for (auto at = text.find(line_end); at != std::string::npos; at = text.find(line_end)) {
      text.replace(at, line_end.size(), " ");
    }
    const auto begin = text.find("watermark=");
    return text.substr(begin, text.find("]], fields") - begin);
  };
  CHECK(watermark("'scan.watermark.alignment.max-drift' = '90 s'") ==
        "watermark=[ts], watermarkEmitStrategy=[on-periodic], "
        "watermarkAlignment=[g, PT1M30S, PT1S]");
  CHECK(watermark("'scan.watermark.alignment.max-drift' = '1 min', "
                  "'scan.watermark.alignment.update-interval' = '1500 ms', "
                  "'scan.watermark.idle-timeout' = '1 min', "
                  "'scan.watermark.emit.strategy' = 'on-event'") ==
        "watermark=[ts], idletimeout=[60000], watermarkEmitStrategy=[on-event], "
        "watermarkAlignment=[g, PT1M, PT1.5S]");
  const auto off = "watermark=[ts], watermarkEmitStrategy=[on-periodic]";
  CHECK(watermark("'scan.watermark.alignment.max-drift' = '0 s'") == off);
  CHECK(watermark("'scan.watermark.alignment.max-drift' = '1 s', "
                  "'scan.watermark.alignment.update-interval' = '0 s'") == off);
}

TEST_CASE("constants are folded and conditions that always hold are gone") {
  CHECK(explain("SELECT a + (1 + 2) AS x FROM t WHERE 1 = 1 AND UPPER('x') = 'X' AND a > 2 * 3") ==
        R"(
Collect(fields=[x])
+- Calc(select=[(a + 3) AS x], where=[(a > 6)])
   +- TableSourceScan(table=[[default_catalog, default_database, t, project=[a],
|  metadata=[]]], fields=[a])
)");
}

TEST_CASE("branches that filter differently still share the scan") {
  Planning planning;
  planning.run(kTables);
  planning.run(
      "CREATE TABLE s1 (a INT) WITH ('connector' = 'stream');"
      "CREATE TABLE s2 (b STRING) WITH ('connector' = 'stream')");
  CHECK(planning.explain("INSERT INTO s1 SELECT a FROM t WHERE c = 1;"
                         "INSERT INTO s2 SELECT b FROM t WHERE c = 2") == R"(
TableSourceScan(table=[[default_catalog, default_database, t]], fields=[a, b,
|  c])(reuse_id=[1])

Sink(table=[default_catalog.default_database.s1], fields=[a])
+- Calc(select=[a], where=[(c = 1)])
   +- Reused(reference_id=[1])

Sink(table=[default_catalog.default_database.s2], fields=[b])
+- Calc(select=[b], where=[(c = 2)])
   +- Reused(reference_id=[1])
)");
}

TEST_CASE("what differs from row to row is neither merged nor shared") {
  CHECK(explain("SELECT x, x AS y FROM (SELECT RAND() AS x FROM t) WHERE x > 0.5") == R"(
Collect(fields=[x, y])
+- Calc(select=[x, x AS y], where=[(x > 0.5)])
   +- Calc(select=[RAND() AS x])
      +- TableSourceScan(table=[[default_catalog, default_database, t, project=[],
|  metadata=[]]], fields=[])
)");
}

TEST_CASE("SELECT without FROM has one row") {
  CHECK(explain("SELECT 1 + 1, 'a'") == R"(
Collect(fields=[EXPR$0, EXPR$1])
+- Calc(select=[2 AS EXPR$0, 'a' AS EXPR$1])
   +- Values(tuples=[[{ 0 }]])
)");
}
