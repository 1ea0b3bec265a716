-- GROUPING SETS, ROLLUP and CUBE: each row once per set.
CREATE TABLE t (id INT, k STRING, v INT, d DOUBLE, ts TIMESTAMP(3), WATERMARK FOR ts AS ts - INTERVAL '1' SECOND) WITH (
  'connector' = 'filesystem', 'path' = '${DIR}/orders.json', 'format' = 'json');
SELECT k, v, COUNT(*), GROUPING(k), GROUPING(v), GROUPING_ID(k, v) FROM t GROUP BY ROLLUP (k, v);
SELECT k, v, SUM(id) FROM t GROUP BY CUBE (k, v);
SELECT k, v, SUM(v) FROM t GROUP BY GROUPING SETS ((k), (v), ());
SELECT k, COUNT(*) FROM t GROUP BY k, ROLLUP (v);
