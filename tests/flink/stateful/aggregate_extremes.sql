-- MIN and MAX of every type.
CREATE TABLE t (id INT, k STRING, v INT, d DOUBLE, ts TIMESTAMP(3), WATERMARK FOR ts AS ts - INTERVAL '1' SECOND) WITH (
  'connector' = 'filesystem', 'path' = '${DIR}/orders.json', 'format' = 'json');
CREATE VIEW m AS SELECT v > 10 AS b, CAST(v AS DECIMAL(10, 3)) AS x, CAST(ts AS DATE) AS da, CAST(ts AS TIME) AS ti, ts AS tt, k || CAST(v AS STRING) || ' and some more text' AS s FROM t;
SELECT MIN(b), MAX(b), MIN(x), MAX(x) FROM m;
SELECT MIN(da), MAX(da), MIN(ti), MAX(ti), MIN(tt), MAX(tt) FROM m;
SELECT MIN(s), MAX(s), FIRST_VALUE(s), LAST_VALUE(s) FROM m;
