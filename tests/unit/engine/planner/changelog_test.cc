#include <doctest/doctest.h>

#include "planning.h"

using namespace streamsql;

namespace {

std::string explain(const std::string& sql) {
  Planning planning;
  planning.with_times().run(
      "CREATE TABLE changes (k BIGINT, a STRING, n BIGINT, PRIMARY KEY (k) NOT ENFORCED) "
      "WITH ('connector' = 'changes');"
      "CREATE TABLE latest (k BIGINT, a STRING, n BIGINT, PRIMARY KEY (k) NOT ENFORCED) "
      "WITH ('connector' = 'changes', 'mode' = 'upsert');"
      "CREATE TABLE prints (a STRING, n BIGINT) WITH ('connector' = 'writer');"
      "CREATE TABLE upserts (a STRING, n BIGINT, PRIMARY KEY (a) NOT ENFORCED) "
      "WITH ('connector' = 'writer', 'accepts' = 'upsert');"
      "CREATE TABLE by_key (k BIGINT, n BIGINT, PRIMARY KEY (k) NOT ENFORCED) "
      "WITH ('connector' = 'writer', 'accepts' = 'upsert');"
      "CREATE VIEW v AS SELECT a, COUNT(*) AS n FROM t GROUP BY a");
  return planning.explain(sql, true);
}

}  // namespace

TEST_CASE("a sink by the query's key needs no -U") {
  CHECK(explain("INSERT INTO upserts SELECT a, COUNT(*) FROM t GROUP BY a") == R"(
Sink(table=[default_catalog.default_database.upserts], fields=[a, EXPR$1],
|  changelogMode=[NONE])
+- GroupAggregate(groupBy=[a], select=[a, COUNT(*) AS EXPR$1], changelogMode=[I,UA])
   +- Exchange(distribution=[hash[a]], changelogMode=[I])
      +- Calc(select=[a], changelogMode=[I])
         +- WatermarkAssigner(rowtime=[ts], watermark=[ts], changelogMode=[I])
            +- TableSourceScan(table=[[default_catalog, default_database, t, project=[a,
|  ts], metadata=[]]], fields=[a, ts], changelogMode=[I])
)");
}

TEST_CASE("a filter over updates needs -U, also for a sink by key") {
  CHECK(explain("INSERT INTO upserts SELECT a, COUNT(*) FROM t GROUP BY a HAVING COUNT(*) > 1") ==
        R"(
Sink(table=[default_catalog.default_database.upserts], fields=[a, n],
|  changelogMode=[NONE])
+- Calc(select=[a, EXPR$1 AS n], where=[(EXPR$1 > 1)], changelogMode=[I,UB,UA])
   +- GroupAggregate(groupBy=[a], select=[a, COUNT(*) AS EXPR$1], changelogMode=[I,UB,UA])
      +- Exchange(distribution=[hash[a]], changelogMode=[I])
         +- Calc(select=[a], changelogMode=[I])
            +- WatermarkAssigner(rowtime=[ts], watermark=[ts], changelogMode=[I])
               +- TableSourceScan(table=[[default_catalog, default_database, t,
|  project=[a, ts], metadata=[]]], fields=[a, ts], changelogMode=[I])
)");
}

TEST_CASE("a sink that takes everything gets -U") {
  CHECK(explain("INSERT INTO prints SELECT a, COUNT(*) FROM t GROUP BY a") == R"(
Sink(table=[default_catalog.default_database.prints], fields=[a, EXPR$1],
|  changelogMode=[NONE])
+- GroupAggregate(groupBy=[a], select=[a, COUNT(*) AS EXPR$1], changelogMode=[I,UB,UA])
   +- Exchange(distribution=[hash[a]], changelogMode=[I])
      +- Calc(select=[a], changelogMode=[I])
         +- WatermarkAssigner(rowtime=[ts], watermark=[ts], changelogMode=[I])
            +- TableSourceScan(table=[[default_catalog, default_database, t, project=[a,
|  ts], metadata=[]]], fields=[a, ts], changelogMode=[I])
)");
}

TEST_CASE("-U is dropped behind a source where nobody needs it") {
  CHECK(explain("INSERT INTO upserts SELECT a, MAX(n) FROM (SELECT a, n FROM changes) GROUP BY a; "
                "INSERT INTO by_key SELECT k, n FROM changes") == R"(
TableSourceScan(table=[[default_catalog, default_database, changes]], fields=[k, a, n],
|  changelogMode=[I,UB,UA,D])(reuse_id=[1])

Sink(table=[default_catalog.default_database.upserts], fields=[a, EXPR$1],
|  changelogMode=[NONE])
+- GroupAggregate(groupBy=[a], select=[a, MAX_RETRACT(n) AS EXPR$1],
|  changelogMode=[I,UA,D])
   +- Exchange(distribution=[hash[a]], changelogMode=[I,UB,UA,D])
      +- Calc(select=[a, n], changelogMode=[I,UB,UA,D])
         +- Reused(reference_id=[1])

Sink(table=[default_catalog.default_database.by_key], fields=[k, n], changelogMode=[NONE])
+- Calc(select=[k, n], changelogMode=[I,UA,D])
   +- DropUpdateBefore(changelogMode=[I,UA,D])
      +- Reused(reference_id=[1])
)");
}

TEST_CASE("what two sinks share gives -U if one of them needs it") {
  CHECK(explain("INSERT INTO prints SELECT * FROM v; INSERT INTO upserts SELECT * FROM v") == R"(
GroupAggregate(groupBy=[a], select=[a, COUNT(*) AS n],
|  changelogMode=[I,UB,UA])(reuse_id=[1])
+- Exchange(distribution=[hash[a]], changelogMode=[I])
   +- Calc(select=[a], changelogMode=[I])
      +- WatermarkAssigner(rowtime=[ts], watermark=[ts], changelogMode=[I])
         +- TableSourceScan(table=[[default_catalog, default_database, t, project=[a, ts],
|  metadata=[]]], fields=[a, ts], changelogMode=[I])

Sink(table=[default_catalog.default_database.prints], fields=[a, n], changelogMode=[NONE])
+- Reused(reference_id=[1])

Sink(table=[default_catalog.default_database.upserts], fields=[a, n],
|  changelogMode=[NONE])
+- DropUpdateBefore(changelogMode=[I,UA])
   +- Reused(reference_id=[1])
)");
}

TEST_CASE("upserts are normalized by their key before a filter") {
  CHECK(explain("INSERT INTO prints SELECT a, n FROM latest WHERE n > 1") == R"(
Sink(table=[default_catalog.default_database.prints], fields=[a, n], changelogMode=[NONE])
+- Calc(select=[a, n], where=[(n > 1)], changelogMode=[I,UB,UA,D])
   +- ChangelogNormalize(key=[k], changelogMode=[I,UB,UA,D])
      +- Exchange(distribution=[hash[k]], changelogMode=[I,UA,D])
         +- TableSourceScan(table=[[default_catalog, default_database, latest]],
|  fields=[k, a, n], changelogMode=[I,UA,D])
)");
}
