-- Aggregates of NULLs, and groups of nothing but NULLs.
CREATE TABLE t (id INT, k STRING, v INT, d DOUBLE, ts TIMESTAMP(3), WATERMARK FOR ts AS ts - INTERVAL '1' SECOND) WITH (
  'connector' = 'filesystem', 'path' = '${DIR}/orders.json', 'format' = 'json');
CREATE VIEW n AS SELECT k, NULLIF(v, 20) AS v, CAST(NULL AS DECIMAL(10, 2)) AS x FROM t;
SELECT k, COUNT(v), SUM(v), AVG(v), MIN(v), MAX(v), COUNT(DISTINCT v) FROM n GROUP BY k;
SELECT k, SUM(x), AVG(x), MAX(x), STDDEV_POP(x), FIRST_VALUE(x), LAST_VALUE(x) FROM n GROUP BY k;
SELECT k, LISTAGG(CAST(v AS STRING)), COLLECT(v), ARRAY_AGG(x) FROM n GROUP BY k;
SELECT COUNT(x), SUM(x) FROM n;
