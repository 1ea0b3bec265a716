-- CASE, IF, NULLIF, COALESCE and IFNULL.
CREATE TABLE t (n INT, i INT, k BIGINT, s STRING, b BOOLEAN, d DOUBLE, c DECIMAL(10, 2), ts TIMESTAMP(3)) WITH (
  'connector' = 'filesystem', 'path' = '${DIR}/values.json', 'format' = 'json');
SELECT 'case', n, CASE i WHEN 1 THEN 'one' WHEN 2 THEN 'two' ELSE 'many' END, CASE i WHEN 1 THEN 'one' END, CASE WHEN i = k THEN 'same' WHEN i > k THEN 'more' WHEN i < k THEN 'less' END, CASE i WHEN 1, 2 THEN 'few' ELSE 'x' END FROM t;
SELECT 'case null', n, CASE s WHEN NULL THEN 'null' ELSE 'other' END, CASE WHEN s IS NULL THEN 'null' ELSE s END, CASE WHEN b THEN 1 ELSE 0 END, CASE WHEN NOT b THEN 1 ELSE NULL END FROM t;
SELECT 'case types', n, CASE WHEN b THEN i ELSE k END, CASE WHEN b THEN i ELSE d END, CASE WHEN b THEN c ELSE i END, CASE WHEN b THEN c ELSE d END, CASE WHEN b THEN s ELSE 'x' END, CASE WHEN b THEN 'a' ELSE 'bcd' END || '|' FROM t;
SELECT 'if', n, IF(b, i, 0), IF(i > k, 'a', 'bcd'), IF(b, s, 'none'), IF(b, CAST(i AS BIGINT), k), IF(s IS NULL, 'n', s) FROM t;
SELECT 'nullif', n, NULLIF(i, 1), NULLIF(s, 'a'), NULLIF(i, i), NULLIF(c, 1.25), NULLIF(i, CAST(2 AS BIGINT)) FROM t;
SELECT 'coalesce', n, COALESCE(i, 0), COALESCE(s, 'none'), COALESCE(i, k), COALESCE(i, d), COALESCE(c, i), COALESCE(s, CAST(i AS STRING), 'none'), COALESCE(CAST(NULL AS INT), i, -1) FROM t;
SELECT 'ifnull', n, IFNULL(i, 0), IFNULL(s, 'none'), IFNULL(c, 0), IFNULL(k, 9) FROM t;
