#include <doctest/doctest.h>

#include "planning.h"

using namespace streamsql;

namespace {

std::string explain(const std::string& sql) { return Planning().with_times().explain(sql, true); }

}  // namespace

TEST_CASE("an aggregation by windows takes the place of its table function") {
  CHECK(explain("SELECT a, window_start, window_end, COUNT(*) FROM TABLE(TUMBLE(TABLE t, "
                "DESCRIPTOR(ts), INTERVAL '5' SECOND)) GROUP BY a, window_start, window_end") == R"(
Collect(fields=[a, window_start, window_end, EXPR$3], changelogMode=[I])
+- Calc(select=[a, window_start, window_end, EXPR$3], changelogMode=[I])
   +- WindowAggregate(groupBy=[a], window=[TUMBLE(time_col=[ts], size=[5 s])], select=[a,
|  COUNT(*) AS EXPR$3, start('w$) AS window_start, end('w$) AS window_end],
|  changelogMode=[I])
      +- Exchange(distribution=[hash[a]], changelogMode=[I])
         +- WatermarkAssigner(rowtime=[ts], watermark=[ts], changelogMode=[I])
            +- TableSourceScan(table=[[default_catalog, default_database, t, project=[a,
|  ts], metadata=[]]], fields=[a, ts], changelogMode=[I])
)");
}

TEST_CASE("window_time stays a time attribute") {
  CHECK(explain("SELECT window_start, window_time, SUM(b) FROM TABLE(HOP(TABLE t, DESCRIPTOR(ts), "
                "INTERVAL '5' SECOND, INTERVAL '10' SECOND)) WHERE b > 2 GROUP BY window_start, "
                "window_end, window_time") == R"(
Collect(fields=[window_start, window_time, EXPR$2], changelogMode=[I])
+- Calc(select=[window_start, window_time, EXPR$2], changelogMode=[I])
   +- WindowAggregate(window=[HOP(time_col=[ts], size=[10 s], slide=[5 s])],
|  select=[SUM(b) AS EXPR$2, start('w$) AS window_start, rowtime('w$) AS window_time],
|  changelogMode=[I])
      +- Exchange(distribution=[single], changelogMode=[I])
         +- Calc(select=[ts, b], where=[(b > 2)], changelogMode=[I])
            +- WatermarkAssigner(rowtime=[ts], watermark=[ts], changelogMode=[I])
               +- TableSourceScan(table=[[default_catalog, default_database, t,
|  project=[b, ts], metadata=[]]], fields=[b, ts], changelogMode=[I])
)");
}

TEST_CASE("arguments of a window function may have names") {
  CHECK(explain("SELECT a, window_end, SUM(b) FROM TABLE(CUMULATE(DATA => TABLE t, TIMECOL => "
                "DESCRIPTOR(p), STEP => INTERVAL '5' SECOND, SIZE => INTERVAL '10' SECOND)) GROUP "
                "BY a, window_start, window_end") == R"(
Collect(fields=[a, window_end, EXPR$2], changelogMode=[I])
+- Calc(select=[a, window_end, EXPR$2], changelogMode=[I])
   +- WindowAggregate(groupBy=[a], window=[CUMULATE(time_col=[p], max_size=[10 s], step=[5
|  s])], select=[a, SUM(b) AS EXPR$2, end('w$) AS window_end], changelogMode=[I])
      +- Exchange(distribution=[hash[a]], changelogMode=[I])
         +- Calc(select=[a, p, b], changelogMode=[I])
            +- WatermarkAssigner(rowtime=[ts], watermark=[ts], changelogMode=[I])
               +- Calc(select=[a, b, ts, PROCTIME() AS p], changelogMode=[I])
                  +- TableSourceScan(table=[[default_catalog, default_database, t,
|  project=[a, b, ts], metadata=[]]], fields=[a, b, ts], changelogMode=[I])
)");
}

TEST_CASE("a window function alone gives rows with their windows") {
  CHECK(explain("SELECT id, window_start FROM TABLE(TUMBLE(TABLE t, DESCRIPTOR(ts), INTERVAL '5' "
                "SECOND))") == R"(
Collect(fields=[id, window_start], changelogMode=[I])
+- Calc(select=[id, window_start], changelogMode=[I])
   +- WindowTableFunction(window=[TUMBLE(time_col=[ts], size=[5 s])], changelogMode=[I])
      +- WatermarkAssigner(rowtime=[ts], watermark=[ts], changelogMode=[I])
         +- TableSourceScan(table=[[default_catalog, default_database, t, project=[id,
|  ts], metadata=[]]], fields=[id, ts], changelogMode=[I])
)");
}

TEST_CASE("windows of windows") {
  CHECK(explain("SELECT window_start, window_end, SUM(s) FROM TABLE(TUMBLE((SELECT window_time "
                "rt, SUM(b) s FROM TABLE(TUMBLE(TABLE t, DESCRIPTOR(ts), INTERVAL '5' SECOND)) "
                "GROUP BY window_start, window_end, window_time), DESCRIPTOR(rt), INTERVAL '10' "
                "SECOND)) GROUP BY window_start, window_end") == R"(
Collect(fields=[window_start, window_end, EXPR$2], changelogMode=[I])
+- Calc(select=[window_start, window_end, EXPR$2], changelogMode=[I])
   +- WindowAggregate(window=[TUMBLE(time_col=[rt], size=[10 s])], select=[SUM(s) AS
|  EXPR$2, start('w$) AS window_start, end('w$) AS window_end], changelogMode=[I])
      +- Exchange(distribution=[single], changelogMode=[I])
         +- Calc(select=[window_time AS rt, s], changelogMode=[I])
            +- WindowAggregate(window=[TUMBLE(time_col=[ts], size=[5 s])], select=[SUM(b)
|  AS s, rowtime('w$) AS window_time], changelogMode=[I])
               +- Exchange(distribution=[single], changelogMode=[I])
                  +- Calc(select=[ts, b], changelogMode=[I])
                     +- WatermarkAssigner(rowtime=[ts], watermark=[ts], changelogMode=[I])
                        +- TableSourceScan(table=[[default_catalog, default_database, t,
|  project=[b, ts], metadata=[]]], fields=[b, ts], changelogMode=[I])
)");
}

TEST_CASE("the windows of an aggregation can be grouped again") {
  CHECK(
      explain("SELECT window_start, window_end, SUM(s) FROM (SELECT a, window_start, "
              "window_end, SUM(b) s FROM TABLE(TUMBLE(TABLE t, DESCRIPTOR(ts), INTERVAL '5' "
              "SECOND)) GROUP BY a, window_start, window_end) GROUP BY window_start, window_end") ==
      R"(
Collect(fields=[window_start, window_end, EXPR$2], changelogMode=[I])
+- Calc(select=[window_start, window_end, EXPR$2], changelogMode=[I])
   +- WindowAggregate(window=[TUMBLE(win_start=[window_start], win_end=[window_end],
|  size=[5 s])], select=[SUM(s) AS EXPR$2, start('w$) AS window_start, end('w$) AS
|  window_end], changelogMode=[I])
      +- Exchange(distribution=[single], changelogMode=[I])
         +- Calc(select=[window_start, window_end, s], changelogMode=[I])
            +- WindowAggregate(groupBy=[a], window=[TUMBLE(time_col=[ts], size=[5 s])],
|  select=[a, SUM(b) AS s, start('w$) AS window_start, end('w$) AS window_end],
|  changelogMode=[I])
               +- Exchange(distribution=[hash[a]], changelogMode=[I])
                  +- Calc(select=[a, ts, b], changelogMode=[I])
                     +- WatermarkAssigner(rowtime=[ts], watermark=[ts], changelogMode=[I])
                        +- TableSourceScan(table=[[default_catalog, default_database, t,
|  project=[a, b, ts], metadata=[]]], fields=[a, b, ts], changelogMode=[I])
)");
}

TEST_CASE("a condition on the window keeps the table function") {
  CHECK(explain("SELECT a, window_start, MAX(window_end) FROM TABLE(TUMBLE(TABLE t, "
                "DESCRIPTOR(ts), INTERVAL '5' SECOND)) WHERE window_start > TIMESTAMP '2024-01-01 "
                "00:00:00' GROUP BY a, window_start, window_end") == R"(
Collect(fields=[a, window_start, EXPR$2], changelogMode=[I])
+- Calc(select=[a, window_start, EXPR$2], changelogMode=[I])
   +- WindowAggregate(groupBy=[a], window=[TUMBLE(win_start=[window_start],
|  win_end=[window_end], size=[5 s])], select=[a, MAX(window_end) AS EXPR$2, start('w$) AS
|  window_start], changelogMode=[I])
      +- Exchange(distribution=[hash[a]], changelogMode=[I])
         +- Calc(select=[a, window_start, window_end], where=[(window_start >
|  2024-01-01T00:00)], changelogMode=[I])
            +- WindowTableFunction(window=[TUMBLE(time_col=[ts], size=[5 s])],
|  changelogMode=[I])
               +- WatermarkAssigner(rowtime=[ts], watermark=[ts], changelogMode=[I])
                  +- TableSourceScan(table=[[default_catalog, default_database, t,
|  project=[a, ts], metadata=[]]], fields=[a, ts], changelogMode=[I])
)");
}

TEST_CASE("one bound of a window is an ordinary key") {
  CHECK(explain("SELECT window_start, COUNT(*) FROM TABLE(TUMBLE(TABLE t, DESCRIPTOR(ts), "
                "INTERVAL '5' SECOND)) GROUP BY window_start") == R"(
Collect(fields=[window_start, EXPR$1], changelogMode=[I,UB,UA])
+- GroupAggregate(groupBy=[window_start], select=[window_start, COUNT(*) AS EXPR$1],
|  changelogMode=[I,UB,UA])
   +- Exchange(distribution=[hash[window_start]], changelogMode=[I])
      +- Calc(select=[window_start], changelogMode=[I])
         +- WindowTableFunction(window=[TUMBLE(time_col=[ts], size=[5 s])],
|  changelogMode=[I])
            +- WatermarkAssigner(rowtime=[ts], watermark=[ts], changelogMode=[I])
               +- TableSourceScan(table=[[default_catalog, default_database, t,
|  project=[ts], metadata=[]]], fields=[ts], changelogMode=[I])
)");
}

TEST_CASE("grouping sets within windows") {
  CHECK(explain("SELECT a, window_start, COUNT(*) FROM TABLE(HOP(TABLE t, DESCRIPTOR(ts), "
                "INTERVAL '5' SECOND, INTERVAL '10' SECOND, INTERVAL '1' SECOND)) GROUP BY "
                "GROUPING SETS ((a, window_start, window_end), (window_start, window_end))") == R"(
Collect(fields=[a, window_start, EXPR$2], changelogMode=[I])
+- Calc(select=[a, window_start, EXPR$2], changelogMode=[I])
   +- WindowAggregate(groupBy=[a, $e], window=[HOP(time_col=[ts], size=[10 s], slide=[5
|  s], offset=[1 s])], select=[a, $e, COUNT(*) AS EXPR$2, start('w$) AS window_start],
|  changelogMode=[I])
      +- Exchange(distribution=[hash[a, $e]], changelogMode=[I])
         +- Expand(projects=[{a, ts, 0 AS $e}, {null:VARCHAR(2147483647) AS a, ts, 4 AS
|  $e}], changelogMode=[I])
            +- WatermarkAssigner(rowtime=[ts], watermark=[ts], changelogMode=[I])
               +- TableSourceScan(table=[[default_catalog, default_database, t,
|  project=[a, ts], metadata=[]]], fields=[a, ts], changelogMode=[I])
)");
}

TEST_CASE("a window function in GROUP BY") {
  CHECK(explain("SELECT a, TUMBLE_START(ts, INTERVAL '5' SECOND), TUMBLE_ROWTIME(ts, INTERVAL '5' "
                "SECOND), COUNT(*) FROM t GROUP BY a, TUMBLE(ts, INTERVAL '5' SECOND)") == R"(
Collect(fields=[a, EXPR$1, EXPR$2, EXPR$3], changelogMode=[I])
+- Calc(select=[a, w$start AS EXPR$1, w$rowtime AS EXPR$2, EXPR$3], changelogMode=[I])
   +- GroupWindowAggregate(groupBy=[a], window=[TUMBLE(time_col=[ts], size=[5 s])],
|  select=[a, COUNT(*) AS EXPR$3, start('w$) AS w$start, rowtime('w$) AS w$rowtime],
|  changelogMode=[I])
      +- Exchange(distribution=[hash[a]], changelogMode=[I])
         +- WatermarkAssigner(rowtime=[ts], watermark=[ts], changelogMode=[I])
            +- TableSourceScan(table=[[default_catalog, default_database, t, project=[a,
|  ts], metadata=[]]], fields=[a, ts], changelogMode=[I])
)");
}
