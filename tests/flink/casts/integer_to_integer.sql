-- Integers to each other wrap like Java's narrowing.
CREATE TABLE t (n INT, ti TINYINT, si SMALLINT, i INT, bi BIGINT) WITH (
  'connector' = 'filesystem', 'path' = '${DIR}/integers.json', 'format' = 'json');
SELECT 'from tinyint', n, CAST(ti AS SMALLINT), CAST(ti AS INT), CAST(ti AS BIGINT) FROM t;
SELECT 'from smallint', n, CAST(si AS TINYINT), CAST(si AS INT), CAST(si AS BIGINT) FROM t;
SELECT 'from int', n, CAST(i AS TINYINT), CAST(i AS SMALLINT), CAST(i AS BIGINT) FROM t;
SELECT 'from bigint', n, CAST(bi AS TINYINT), CAST(bi AS SMALLINT), CAST(bi AS INT) FROM t;
SELECT 'try', n, TRY_CAST(bi AS TINYINT), TRY_CAST(bi AS SMALLINT), TRY_CAST(bi AS INT) FROM t;
