#include <doctest/doctest.h>

#include "planning.h"

using namespace streamsql;

namespace {

std::string explain(const std::string& sql) { return Planning().with_times().explain(sql, true); }

}  // namespace

TEST_CASE("the first row by row time") {
  CHECK(explain("SELECT id, a, b FROM (SELECT *, ROW_NUMBER() OVER (PARTITION BY a ORDER BY ts) "
                "rn FROM t) WHERE rn = 1") == R"(
Collect(fields=[id, a, b], changelogMode=[I,UB,UA,D])
+- Calc(select=[id, a, b], changelogMode=[I,UB,UA,D])
   +- Deduplicate(keep=[FirstRow], key=[a], order=[ROWTIME], changelogMode=[I,UB,UA,D])
      +- Exchange(distribution=[hash[a]], changelogMode=[I])
         +- WatermarkAssigner(rowtime=[ts], watermark=[ts], changelogMode=[I])
            +- TableSourceScan(table=[[default_catalog, default_database, t, project=[id,
|  a, b, ts], metadata=[]]], fields=[id, a, b, ts], changelogMode=[I])
)");
}

TEST_CASE("the last row by processing time, with its number") {
  CHECK(explain("SELECT id, a, rn FROM (SELECT *, ROW_NUMBER() OVER (PARTITION BY a ORDER BY p "
                "DESC) rn FROM t) WHERE rn = 1") == R"(
Collect(fields=[id, a, rn], changelogMode=[I,UB,UA,D])
+- Calc(select=[id, a, 1 AS rn], changelogMode=[I,UB,UA,D])
   +- Deduplicate(keep=[LastRow], key=[a], order=[PROCTIME], changelogMode=[I,UB,UA,D])
      +- Exchange(distribution=[hash[a]], changelogMode=[I])
         +- Calc(select=[id, a, p], changelogMode=[I])
            +- WatermarkAssigner(rowtime=[ts], watermark=[ts], changelogMode=[I])
               +- Calc(select=[id, a, ts, PROCTIME() AS p], changelogMode=[I])
                  +- TableSourceScan(table=[[default_catalog, default_database, t,
|  project=[id, a, ts], metadata=[]]], fields=[id, a, ts], changelogMode=[I])
)");
}

TEST_CASE("the first row to come is never taken back; conditions on its key move below") {
  CHECK(explain("SELECT id, a FROM (SELECT *, ROW_NUMBER() OVER (PARTITION BY a ORDER BY p) rn "
                "FROM t) WHERE rn <= 1 AND b > 1 AND a <> 'x'") == R"(
Collect(fields=[id, a], changelogMode=[I])
+- Calc(select=[id, a], where=[(b > 1)], changelogMode=[I])
   +- Deduplicate(keep=[FirstRow], key=[a], order=[PROCTIME], changelogMode=[I])
      +- Exchange(distribution=[hash[a]], changelogMode=[I])
         +- Calc(select=[id, a, b, p], where=[(a <> 'x')], changelogMode=[I])
            +- WatermarkAssigner(rowtime=[ts], watermark=[ts], changelogMode=[I])
               +- Calc(select=[id, a, b, ts, PROCTIME() AS p], changelogMode=[I])
                  +- TableSourceScan(table=[[default_catalog, default_database, t,
|  project=[id, a, b, ts], metadata=[]]], fields=[id, a, b, ts], changelogMode=[I])
)");
}
