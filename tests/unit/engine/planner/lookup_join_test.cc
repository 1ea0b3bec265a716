#include <doctest/doctest.h>

#include "planning.h"

using namespace streamsql;

namespace {

constexpr const char* kTables = R"(
CREATE TABLE src (a STRING, b INT, ts TIMESTAMP(3), p AS PROCTIME(), WATERMARK FOR ts AS ts)
  WITH ('connector' = 'stream');
CREATE TABLE dim (k STRING, v STRING, w BIGINT, upper_v AS UPPER(v), PRIMARY KEY (k) NOT ENFORCED)
  WITH ('connector' = 'dimension');
CREATE TABLE other (k STRING, v STRING) WITH ('connector' = 'stream');
)";

std::string error(const std::string& sql) { return Planning().run(kTables).error(sql); }
std::string explain(const std::string& sql) { return Planning().run(kTables).explain(sql); }

}  // namespace

TEST_CASE("an equality with the table is a key, a constant goes into its query") {
  CHECK(explain("SELECT s.a, d.v FROM src AS s JOIN dim FOR SYSTEM_TIME AS OF s.p AS d "
                "ON s.a = d.k AND d.w = 5") == R"(
Collect(fields=[a, v])
+- Calc(select=[a, v])
   +- LookupJoin(table=[default_catalog.default_database.dim], joinType=[InnerJoin],
|  lookup=[k=a], select=[a, v, w])
      +- Calc(select=[a])
         +- WatermarkAssigner(rowtime=[ts], watermark=[ts])
            +- TableSourceScan(table=[[default_catalog, default_database, src, project=[a,
|  ts], metadata=[]]], fields=[a, ts])
)");
}

TEST_CASE("what is neither stays as the condition of the join") {
  CHECK(explain("SELECT s.a, d.v FROM src AS s LEFT JOIN dim FOR SYSTEM_TIME AS OF s.p AS d "
                "ON s.a = d.k AND d.w > s.b AND s.b > 1") == R"(
Collect(fields=[a, v])
+- Calc(select=[a, v])
   +- LookupJoin(table=[default_catalog.default_database.dim], joinType=[LeftOuterJoin],
|  lookup=[k=a], joinCondition=[((w > CAST(b AS BIGINT)) AND (b > 1))], select=[a, b, v,
|  w])
      +- Calc(select=[a, b])
         +- WatermarkAssigner(rowtime=[ts], watermark=[ts])
            +- TableSourceScan(table=[[default_catalog, default_database, src]],
|  fields=[a, b, ts])
)");
}

TEST_CASE("conditions on the left side of an inner join filter before the lookup") {
  CHECK(explain("SELECT s.a, d.v FROM src AS s JOIN dim FOR SYSTEM_TIME AS OF s.p AS d "
                "ON s.a = d.k AND s.b > 1 WHERE d.w > 3 AND s.a <> 'x'") == R"(
Collect(fields=[a, v])
+- Calc(select=[a, v])
   +- LookupJoin(table=[default_catalog.default_database.dim], joinType=[InnerJoin],
|  lookup=[k=a], joinCondition=[(w > 3)], select=[a, v, w])
      +- Calc(select=[a], where=[((a <> 'x') AND (b > 1))])
         +- WatermarkAssigner(rowtime=[ts], watermark=[ts])
            +- TableSourceScan(table=[[default_catalog, default_database, src]],
|  fields=[a, b, ts])
)");
}

TEST_CASE("a filter on the table of a left join stays above it") {
  CHECK(explain("SELECT s.a, d.v FROM src AS s LEFT JOIN dim FOR SYSTEM_TIME AS OF s.p AS d "
                "ON s.a = d.k WHERE d.w IS NULL") == R"(
Collect(fields=[a, v])
+- Calc(select=[a, v], where=[w IS NULL])
   +- LookupJoin(table=[default_catalog.default_database.dim], joinType=[LeftOuterJoin],
|  lookup=[k=a], select=[a, v, w])
      +- Calc(select=[a])
         +- WatermarkAssigner(rowtime=[ts], watermark=[ts])
            +- TableSourceScan(table=[[default_catalog, default_database, src, project=[a,
|  ts], metadata=[]]], fields=[a, ts])
)");
}

TEST_CASE("computed columns of the table are computed above the lookup") {
  CHECK(explain("SELECT s.a, d.upper_v FROM src AS s JOIN dim FOR SYSTEM_TIME AS OF s.p AS d "
                "ON s.a = d.k") == R"(
Collect(fields=[a, upper_v])
+- Calc(select=[a, UPPER(v) AS upper_v])
   +- LookupJoin(table=[default_catalog.default_database.dim], joinType=[InnerJoin],
|  lookup=[k=a], select=[a, v])
      +- Calc(select=[a])
         +- WatermarkAssigner(rowtime=[ts], watermark=[ts])
            +- TableSourceScan(table=[[default_catalog, default_database, src, project=[a,
|  ts], metadata=[]]], fields=[a, ts])
)");
}

TEST_CASE("a constant alone is a key") {
  CHECK(explain("SELECT s.a, d.v FROM src AS s JOIN dim FOR SYSTEM_TIME AS OF s.p AS d "
                "ON d.k = 'x'") == R"(
Collect(fields=[a, v])
+- Calc(select=[a, v])
   +- LookupJoin(table=[default_catalog.default_database.dim], joinType=[InnerJoin],
|  lookup=[k='x'], select=[a, k, v])
      +- Calc(select=[a])
         +- WatermarkAssigner(rowtime=[ts], watermark=[ts])
            +- TableSourceScan(table=[[default_catalog, default_database, src, project=[a,
|  ts], metadata=[]]], fields=[a, ts])
)");
}

TEST_CASE("a lookup join needs an equality") {
  CHECK(error("SELECT s.a FROM src AS s JOIN dim FOR SYSTEM_TIME AS OF s.p AS d ON d.w > s.b") ==
        R"(
error[E2009]: Temporal table join requires an equality condition on fields of table
|  [default_catalog.default_database.dim].
  --> job.sql:1:31
   |
 1 | SELECT s.a FROM src AS s JOIN dim FOR SYSTEM_TIME AS OF s.p AS d ON d.w > s.b
   |                               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
hint: add ON … = … with a column of the table, of the same type
)");
}

TEST_CASE("a lookup join needs a processing time") {
  CHECK(error("SELECT s.a FROM src AS s JOIN dim FOR SYSTEM_TIME AS OF s.a AS d ON d.k = s.a") ==
        R"(
error[E2009]: Temporal table join currently only supports 'FOR SYSTEM_TIME AS OF' left
|  table's time attribute field
  --> job.sql:1:57
   |
 1 | SELECT s.a FROM src AS s JOIN dim FOR SYSTEM_TIME AS OF s.a AS d ON d.k = s.a
   |                                                         ^^^
hint: declare a column `proc_time AS PROCTIME()` in the left table and use it here
)");
}

TEST_CASE("a table that cannot be looked up says so") {
  CHECK(error("SELECT s.a FROM src AS s JOIN other FOR SYSTEM_TIME AS OF s.p AS d "
              "ON d.k = s.a") == R"(
error[E2009]: Processing-time temporal join is not supported yet.
  --> job.sql:1:31
   |
 1 | SELECT s.a FROM src AS s JOIN other FOR SYSTEM_TIME AS OF s.p AS d ON d.k = s.a
   |                               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
hint: tables of the connector 'stream' cannot be looked up by key; a lookup join needs one
|  that can, such as 'jdbc'
)");
}

TEST_CASE("a lookup join is inner or left") {
  CHECK(error("SELECT s.a FROM src AS s FULL JOIN dim FOR SYSTEM_TIME AS OF s.p AS d "
              "ON d.k = s.a") == R"(
error[E2009]: Temporal table join currently only supports INNER JOIN and LEFT JOIN, but
|  was FULL JOIN.
  --> job.sql:1:26
   |
 1 | SELECT s.a FROM src AS s FULL JOIN dim FOR SYSTEM_TIME AS OF s.p AS d ON d.k = s.a
   |                          ^^^^^^^^^
)");
}

TEST_CASE("an unknown option of the hint LOOKUP names the nearest one") {
  CHECK(error("SELECT /*+ LOOKUP('table'='d', 'asinc'='true') */ s.a FROM src AS s "
              "JOIN dim FOR SYSTEM_TIME AS OF s.p AS d ON d.k = s.a") == R"(
error[E3002]: Unknown option 'asinc' for the hint LOOKUP
  --> job.sql:1:32
   |
 1 | SELECT /*+ LOOKUP('table'='d', 'asinc'='true') */ s.a FROM src AS s JOIN dim FOR
|  SYSTEM_TIME AS OF s.p AS d ON d.k = s.a
   |                                ^^^^^^^
hint: did you mean 'async'?
)");
}
