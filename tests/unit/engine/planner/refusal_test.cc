#include <doctest/doctest.h>

#include "planning.h"

using namespace streamsql;

namespace {

// The message alone.
std::string refusal(const std::string& sql) {
  Planning planning;
  planning.run(
      "CREATE TABLE t (a INT, b STRING, ts TIMESTAMP(3), p AS PROCTIME(), "
      "WATERMARK FOR ts AS ts) WITH ('connector' = 'stream');"
      "CREATE TABLE u (a INT, b STRING) WITH ('connector' = 'stream')");
  const auto text = planning.error(sql);
  return text.substr(1, text.find('\n', 1) - 1);
}

std::string not_yet(const std::string& what) {
  return "error[E1002]: " + what + " is not supported yet";
}

}  // namespace

TEST_CASE("what the planner cannot do yet is refused by name") {
  CHECK(refusal("SELECT JSON_ARRAYAGG(b) FROM t") ==
        not_yet("The aggregate function JSON_ARRAYAGG"));
  CHECK(refusal("SELECT a FROM t GROUP BY a, SESSION(ts, INTERVAL '1' MINUTE)") ==
        not_yet("The group window function SESSION"));
  CHECK(refusal("SELECT SUM(a) OVER (ORDER BY p) FROM t") == not_yet("OVER"));
  CHECK(refusal("SELECT a FROM t ORDER BY ts") == not_yet("ORDER BY"));
  CHECK(refusal("SELECT a FROM t INTERSECT SELECT a FROM u") == not_yet("INTERSECT"));
  CHECK(refusal("SELECT a FROM t EXCEPT SELECT a FROM u") == not_yet("EXCEPT"));
  CHECK(refusal("SELECT * FROM t JOIN u ON t.a = u.a") == not_yet("A regular JOIN"));
  CHECK(refusal("SELECT * FROM t, u WHERE t.a = u.a") == not_yet("A regular JOIN"));
  CHECK(refusal("SELECT a FROM t WHERE a IN (SELECT a FROM u)") == not_yet("IN (query)"));
  CHECK(refusal("SELECT a FROM t WHERE EXISTS (SELECT a FROM u)") == not_yet("EXISTS (query)"));
  CHECK(refusal("SELECT (SELECT a FROM u) FROM t") == not_yet("A scalar subquery"));
  CHECK(refusal("SELECT * FROM TABLE(SESSION(TABLE t, DESCRIPTOR(ts), INTERVAL '1' MINUTE))") ==
        not_yet("The windowing table function SESSION"));
  CHECK(refusal("SELECT * FROM t MATCH_RECOGNIZE (ORDER BY ts MEASURES A.a AS x "
                "PATTERN (A) DEFINE A AS A.a > 1)") == not_yet("MATCH_RECOGNIZE"));
}
