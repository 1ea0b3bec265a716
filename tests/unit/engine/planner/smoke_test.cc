#include <doctest/doctest.h>

#include "planning.h"

using namespace streamsql;

TEST_CASE("a projection over a table is a Calc over its scan") {
  Planning planning;
  planning.run("CREATE TABLE t (a INT, b STRING) WITH ('connector' = 'stream')");
  CHECK(planning.explain("SELECT a + 1 AS c FROM t") == R"(
Collect(fields=[c])
+- Calc(select=[(a + 1) AS c])
   +- TableSourceScan(table=[[default_catalog, default_database, t]], fields=[a])
)");
}
