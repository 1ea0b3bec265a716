#include <doctest/doctest.h>

#include "planning.h"

using namespace streamsql;

namespace {

constexpr const char* kTables = R"(
CREATE TABLE orders (order_id INT, user_id BIGINT, amount DECIMAL(10, 2), r ROW<a INT, b STRING>,
  list ARRAY<INT>, m MAP<STRING, INT>, ts TIMESTAMP(3), p AS PROCTIME(),
  WATERMARK FOR ts AS ts) WITH ('connector' = 'stream');
CREATE TABLE users (user_id BIGINT, name STRING) WITH ('connector' = 'stream');
CREATE TABLE dim (k BIGINT, v STRING, w INT, PRIMARY KEY (k) NOT ENFORCED)
  WITH ('connector' = 'dimension');
)";

std::string error(const std::string& sql) { return Planning().run(kTables).error(sql); }
std::string schema(const std::string& sql) { return Planning().run(kTables).schema(sql); }

}  // namespace

TEST_CASE("an unknown column names the nearest one and all there are") {
  CHECK(error("SELECT usr_id FROM orders") == R"(
error[E2002]: Column 'usr_id' not found in any table
  --> job.sql:1:8
   |
 1 | SELECT usr_id FROM orders
   |        ^^^^^^
hint: did you mean 'user_id'?  (orders has: order_id, user_id, amount, r, list, m, ts, p)
)");
}

TEST_CASE("an unknown column of a table says which table") {
  CHECK(error("SELECT u.nam FROM users AS u") == R"(
error[E2002]: Column 'nam' not found in table 'u'
  --> job.sql:1:10
   |
 1 | SELECT u.nam FROM users AS u
   |          ^^^
hint: did you mean 'name'?  (u has: user_id, name)
)");
}

TEST_CASE("an unknown table names the nearest one") {
  CHECK(error("SELECT * FROM ordes") == R"(
error[E2001]: Object 'ordes' not found
  --> job.sql:1:15
   |
 1 | SELECT * FROM ordes
   |               ^^^^^
hint: did you mean 'orders'?
)");
}

TEST_CASE("an unknown alias is an unknown table") {
  CHECK(error("SELECT o.user_id FROM orders AS ord") == R"(
error[E2001]: Table 'o' not found
  --> job.sql:1:8
   |
 1 | SELECT o.user_id FROM orders AS ord
   |        ^
)");
}

TEST_CASE("an unknown function names the nearest one") {
  CHECK(error("SELECT UPER(name) FROM users") == R"(
error[E2003]: No match found for function signature UPER(<CHARACTER>)
  --> job.sql:1:8
   |
 1 | SELECT UPER(name) FROM users
   |        ^^^^^^^^^^
hint: did you mean 'UPPER'?
)");
}

TEST_CASE("a column of two tables is ambiguous") {
  CHECK(error("SELECT k FROM (SELECT *, user_id AS k FROM orders) AS o "
              "JOIN dim FOR SYSTEM_TIME AS OF o.p ON o.user_id = dim.k") == R"(
error[E2006]: Column 'k' is ambiguous
  --> job.sql:1:8
   |
 1 | SELECT k FROM (SELECT *, user_id AS k FROM orders) AS o JOIN dim FOR SYSTEM_TIME AS
|  OF o.p ON o.user_id = dim.k
   |        ^
hint: write the table before it, as in t.k
)");
}

TEST_CASE("names are case-sensitive") {
  CHECK(error("SELECT USER_ID FROM users") == R"(
error[E2002]: Column 'USER_ID' not found in any table
  --> job.sql:1:8
   |
 1 | SELECT USER_ID FROM users
   |        ^^^^^^^
hint: did you mean 'user_id'?  (users has: user_id, name)
)");
}

TEST_CASE("unnamed columns are EXPR$n by their place") {
  CHECK(schema("SELECT 1, user_id, 'a', user_id + 1 FROM users") == R"(
EXPR$0 INT NOT NULL
user_id BIGINT
EXPR$2 CHAR(1) NOT NULL
EXPR$3 BIGINT
)");
}

TEST_CASE("a star repeats no name") {
  CHECK(schema("SELECT *, o.* FROM users AS o") == R"(
user_id BIGINT
name STRING
user_id0 BIGINT
name0 STRING
)");
}

TEST_CASE("fields of rows") {
  CHECK(schema("SELECT r.a, t.r.b, t.r.* FROM orders AS t") == R"(
a INT
b STRING
a0 INT
b0 STRING
)");
}

TEST_CASE("time attributes survive a projection and end in an expression") {
  CHECK(schema("SELECT ts, p, CAST(ts AS TIMESTAMP(3)) AS c, COALESCE(p, p) AS d FROM orders") ==
        R"(
ts TIMESTAMP(3) *ROWTIME*
p TIMESTAMP_LTZ(3) *PROCTIME* NOT NULL
c TIMESTAMP(3)
d TIMESTAMP_LTZ(3) NOT NULL
)");
}

TEST_CASE("a common table hides a table, and sees the ones before it") {
  CHECK(schema("WITH users AS (SELECT 1 AS a), b AS (SELECT a + 1 AS c FROM users) "
               "SELECT * FROM b") == R"(
c INT NOT NULL
)");
}

TEST_CASE("column aliases of a derived table must be as many as its columns") {
  CHECK(error("SELECT a FROM (VALUES (1, 'a')) AS t(a)") == R"(
error[E2009]: List of column aliases must have same degree as table; table has 2 columns
|  ('EXPR$0', 'EXPR$1'), whereas alias list has 1 columns
  --> job.sql:1:38
   |
 1 | SELECT a FROM (VALUES (1, 'a')) AS t(a)
   |                                      ^
)");
}

TEST_CASE("VALUES and UNION ALL have common types") {
  CHECK(schema("SELECT * FROM (VALUES (1, 'a'), (2.5, 'bcd')) AS t(x, y)") == R"(
x DECIMAL(11, 1) NOT NULL
y VARCHAR(3) NOT NULL
)");
  CHECK(schema("SELECT 1 AS a, 'a' AS b UNION ALL SELECT 2.5, 'bcd'") == R"(
a DECIMAL(11, 1) NOT NULL
b VARCHAR(3) NOT NULL
)");
}

TEST_CASE("a UNION ALL of types that do not mix is refused") {
  CHECK(error("SELECT 1 UNION ALL SELECT 'a'") == R"(
error[E2004]: Type mismatch in column 1 of UNION ALL
  --> job.sql:1:10
   |
 1 | SELECT 1 UNION ALL SELECT 'a'
   |          ^^^^^
hint: the types are INT NOT NULL and CHAR(1) NOT NULL
)");
}

TEST_CASE("text is not equal to a number") {
  CHECK(error("SELECT '5' = order_id FROM orders") == R"(
error[E2004]: implicit type conversion between CHAR and INTEGER is not supported now
  --> job.sql:1:8
   |
 1 | SELECT '5' = order_id FROM orders
   |        ^^^^^^^^^^^^^^
hint: cast one side: CAST(… AS INTEGER)
)");
}

TEST_CASE("a WHERE is a condition") {
  CHECK(error("SELECT * FROM users WHERE name") == R"(
error[E2004]: WHERE clause must be a condition
  --> job.sql:1:27
   |
 1 | SELECT * FROM users WHERE name
   |                           ^^^^
hint: this has the type STRING
)");
}

TEST_CASE("a cast that does not exist is refused") {
  CHECK(error("SELECT CAST(list AS INT) FROM orders") == R"(
error[E2004]: Cast function cannot convert value of type ARRAY<INT> to type INT
  --> job.sql:1:8
   |
 1 | SELECT CAST(list AS INT) FROM orders
   |        ^^^^^^^^^^^^^^^^^
)");
}

TEST_CASE("an untyped NULL has no column type") {
  CHECK(error("SELECT NULL") == R"(
error[E2007]: Illegal use of 'NULL'
  --> job.sql:1:8
   |
 1 | SELECT NULL
   |        ^^^^
hint: give it a type: CAST(NULL AS STRING)
)");
}

TEST_CASE("mistakes inside of a view are shown in the view") {
  Planning planning;
  planning.run(kTables);
  planning.run("CREATE VIEW v AS SELECT name FROM users; DROP TABLE users");
  CHECK(planning.error("SELECT 1 FROM v") == R"(
error[E2001]: Object 'users' not found
  --> job.sql:1:35
   |
 1 | CREATE VIEW v AS SELECT name FROM users; DROP TABLE users
   |                                   ^^^^^
hint: there are: dim, orders, v
)");
}
