#include <doctest/doctest.h>

#include "planning.h"

using namespace streamsql;

namespace {

std::string explain(const std::string& sql) { return Planning().with_times().explain(sql, true); }

}  // namespace

TEST_CASE("groups come together by the hash of their keys") {
  CHECK(explain("SELECT a, COUNT(*) AS n, SUM(b) AS s FROM t GROUP BY a") == R"(
Collect(fields=[a, n, s], changelogMode=[I,UB,UA])
+- GroupAggregate(groupBy=[a], select=[a, COUNT(*) AS n, SUM(b) AS s],
|  changelogMode=[I,UB,UA])
   +- Exchange(distribution=[hash[a]], changelogMode=[I])
      +- Calc(select=[a, b], changelogMode=[I])
         +- WatermarkAssigner(rowtime=[ts], watermark=[ts], changelogMode=[I])
            +- TableSourceScan(table=[[default_catalog, default_database, t, project=[a,
|  b, ts], metadata=[]]], fields=[a, b, ts], changelogMode=[I])
)");
}

TEST_CASE("HAVING is a filter above, and FILTER a column below") {
  CHECK(explain("SELECT a, COUNT(*) AS n, SUM(DISTINCT b) FILTER (WHERE b > 1) s FROM t GROUP BY "
                "a HAVING COUNT(*) > 1") == R"(
Collect(fields=[a, n, s], changelogMode=[I,UB,UA])
+- Calc(select=[a, n, s], where=[(n > 1)], changelogMode=[I,UB,UA])
   +- GroupAggregate(groupBy=[a], select=[a, COUNT(*) AS n, SUM(DISTINCT b) FILTER $f2 AS
|  s], changelogMode=[I,UB,UA])
      +- Exchange(distribution=[hash[a]], changelogMode=[I])
         +- Calc(select=[a, b, (b > 1) AS $f2], changelogMode=[I])
            +- WatermarkAssigner(rowtime=[ts], watermark=[ts], changelogMode=[I])
               +- TableSourceScan(table=[[default_catalog, default_database, t,
|  project=[a, b, ts], metadata=[]]], fields=[a, b, ts], changelogMode=[I])
)");
}

TEST_CASE("without keys all rows come to one place") {
  CHECK(explain("SELECT COUNT(*), MAX(b + 1) FROM t") == R"(
Collect(fields=[EXPR$0, EXPR$1], changelogMode=[I,UB,UA])
+- GroupAggregate(select=[COUNT(*) AS EXPR$0, MAX($f0) AS EXPR$1],
|  changelogMode=[I,UB,UA])
   +- Exchange(distribution=[single], changelogMode=[I])
      +- Calc(select=[(b + 1) AS $f0], changelogMode=[I])
         +- WatermarkAssigner(rowtime=[ts], watermark=[ts], changelogMode=[I])
            +- TableSourceScan(table=[[default_catalog, default_database, t, project=[b,
|  ts], metadata=[]]], fields=[b, ts], changelogMode=[I])
)");
}

TEST_CASE("an aggregation over an aggregation takes rows back") {
  CHECK(explain("SELECT n, COUNT(*), MAX(a) FROM (SELECT a, COUNT(*) AS n FROM t GROUP BY a) "
                "GROUP BY n") == R"(
Collect(fields=[n, EXPR$1, EXPR$2], changelogMode=[I,UB,UA,D])
+- GroupAggregate(groupBy=[n], select=[n, COUNT_RETRACT(*) AS EXPR$1, MAX_RETRACT(a) AS
|  EXPR$2], changelogMode=[I,UB,UA,D])
   +- Exchange(distribution=[hash[n]], changelogMode=[I,UB,UA])
      +- Calc(select=[n, a], changelogMode=[I,UB,UA])
         +- GroupAggregate(groupBy=[a], select=[a, COUNT(*) AS n],
|  changelogMode=[I,UB,UA])
            +- Exchange(distribution=[hash[a]], changelogMode=[I])
               +- Calc(select=[a], changelogMode=[I])
                  +- WatermarkAssigner(rowtime=[ts], watermark=[ts], changelogMode=[I])
                     +- TableSourceScan(table=[[default_catalog, default_database, t,
|  project=[a, ts], metadata=[]]], fields=[a, ts], changelogMode=[I])
)");
}

TEST_CASE("DISTINCT is an aggregation without aggregates") {
  CHECK(explain("SELECT DISTINCT a, b FROM t") == R"(
Collect(fields=[a, b], changelogMode=[I,UB,UA])
+- GroupAggregate(groupBy=[a, b], select=[a, b], changelogMode=[I,UB,UA])
   +- Exchange(distribution=[hash[a, b]], changelogMode=[I])
      +- Calc(select=[a, b], changelogMode=[I])
         +- WatermarkAssigner(rowtime=[ts], watermark=[ts], changelogMode=[I])
            +- TableSourceScan(table=[[default_catalog, default_database, t, project=[a,
|  b, ts], metadata=[]]], fields=[a, b, ts], changelogMode=[I])
)");
}

TEST_CASE("UNION is a UNION ALL made distinct") {
  CHECK(explain("SELECT a FROM t UNION SELECT a FROM t") == R"(
Collect(fields=[a], changelogMode=[I,UB,UA])
+- GroupAggregate(groupBy=[a], select=[a], changelogMode=[I,UB,UA])
   +- Exchange(distribution=[hash[a]], changelogMode=[I])
      +- Union(all=[true], union=[a], changelogMode=[I])
         :- Calc(select=[a], changelogMode=[I])(reuse_id=[1])
         :  +- WatermarkAssigner(rowtime=[ts], watermark=[ts], changelogMode=[I])
         :     +- TableSourceScan(table=[[default_catalog, default_database, t,
|  project=[a, ts], metadata=[]]], fields=[a, ts], changelogMode=[I])
         +- Reused(reference_id=[1])
)");
}

TEST_CASE("grouping sets repeat each row with NULLs") {
  CHECK(explain("SELECT a, b, GROUPING(a), COUNT(*) FROM t GROUP BY ROLLUP (a, b)") == R"(
Collect(fields=[a, b, EXPR$2, EXPR$3], changelogMode=[I,UB,UA])
+- Calc(select=[a, b, CASE(($e = 0), 0, ($e = 1), 0, 1) AS EXPR$2, EXPR$3],
|  changelogMode=[I,UB,UA])
   +- GroupAggregate(groupBy=[a, b, $e], select=[a, b, $e, COUNT(*) AS EXPR$3],
|  changelogMode=[I,UB,UA])
      +- Exchange(distribution=[hash[a, b, $e]], changelogMode=[I])
         +- Expand(projects=[{a, b, 0 AS $e}, {a, null:INTEGER AS b, 1 AS $e},
|  {null:VARCHAR(2147483647) AS a, null:INTEGER AS b, 3 AS $e}], changelogMode=[I])
            +- Calc(select=[a, b], changelogMode=[I])
               +- WatermarkAssigner(rowtime=[ts], watermark=[ts], changelogMode=[I])
                  +- TableSourceScan(table=[[default_catalog, default_database, t,
|  project=[a, b, ts], metadata=[]]], fields=[a, b, ts], changelogMode=[I])
)");
}

TEST_CASE("keys may be expressions") {
  CHECK(explain("SELECT UPPER(a) AS u, COUNT(*) * 2 AS c FROM t GROUP BY UPPER(a) HAVING SUM(b) > "
                "1") == R"(
Collect(fields=[u, c], changelogMode=[I,UB,UA])
+- Calc(select=[u, ($f1 * 2) AS c], where=[($f2 > 1)], changelogMode=[I,UB,UA])
   +- GroupAggregate(groupBy=[u], select=[u, COUNT(*) AS $f1, SUM(b) AS $f2],
|  changelogMode=[I,UB,UA])
      +- Exchange(distribution=[hash[u]], changelogMode=[I])
         +- Calc(select=[UPPER(a) AS u, b], changelogMode=[I])
            +- WatermarkAssigner(rowtime=[ts], watermark=[ts], changelogMode=[I])
               +- TableSourceScan(table=[[default_catalog, default_database, t,
|  project=[a, b, ts], metadata=[]]], fields=[a, b, ts], changelogMode=[I])
)");
}

TEST_CASE("conditions on keys move below the aggregation") {
  CHECK(explain("SELECT * FROM (SELECT a, b, COUNT(*) c FROM t GROUP BY a, b) WHERE a = 'x' AND c "
                "> 1") == R"(
Collect(fields=[a, b, c], changelogMode=[I,UB,UA])
+- Calc(select=[a, b, c], where=[(c > 1)], changelogMode=[I,UB,UA])
   +- GroupAggregate(groupBy=[a, b], select=[a, b, COUNT(*) AS c],
|  changelogMode=[I,UB,UA])
      +- Exchange(distribution=[hash[a, b]], changelogMode=[I])
         +- Calc(select=[a, b], where=[(a = 'x')], changelogMode=[I])
            +- WatermarkAssigner(rowtime=[ts], watermark=[ts], changelogMode=[I])
               +- TableSourceScan(table=[[default_catalog, default_database, t,
|  project=[a, b, ts], metadata=[]]], fields=[a, b, ts], changelogMode=[I])
)");
}

TEST_CASE("aggregates that nobody uses are not computed") {
  CHECK(explain("SELECT a FROM (SELECT a, COUNT(*) c FROM t GROUP BY a)") == R"(
Collect(fields=[a], changelogMode=[I,UB,UA])
+- GroupAggregate(groupBy=[a], select=[a], changelogMode=[I,UB,UA])
   +- Exchange(distribution=[hash[a]], changelogMode=[I])
      +- Calc(select=[a], changelogMode=[I])
         +- WatermarkAssigner(rowtime=[ts], watermark=[ts], changelogMode=[I])
            +- TableSourceScan(table=[[default_catalog, default_database, t, project=[a,
|  ts], metadata=[]]], fields=[a, ts], changelogMode=[I])
)");
}

TEST_CASE("constant arguments are columns") {
  CHECK(explain("SELECT a, LISTAGG(a, ';') FROM t GROUP BY a") == R"(
Collect(fields=[a, EXPR$1], changelogMode=[I,UB,UA])
+- GroupAggregate(groupBy=[a], select=[a, LISTAGG(a, $f1) AS EXPR$1],
|  changelogMode=[I,UB,UA])
   +- Exchange(distribution=[hash[a]], changelogMode=[I])
      +- Calc(select=[a, ';' AS $f1], changelogMode=[I])
         +- WatermarkAssigner(rowtime=[ts], watermark=[ts], changelogMode=[I])
            +- TableSourceScan(table=[[default_catalog, default_database, t, project=[a,
|  ts], metadata=[]]], fields=[a, ts], changelogMode=[I])
)");
}
