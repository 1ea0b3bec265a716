-- GROUP BY: +I first, then -U and +U for each change; an unchanged result emits nothing.
CREATE TABLE t (id INT, k STRING, v INT, d DOUBLE, ts TIMESTAMP(3), WATERMARK FOR ts AS ts - INTERVAL '1' SECOND) WITH (
  'connector' = 'filesystem', 'path' = '${DIR}/orders.json', 'format' = 'json');
SELECT k, COUNT(*), COUNT(v), SUM(v), AVG(v), MIN(v), MAX(v) FROM t GROUP BY k;
SELECT k, SUM(d), AVG(d), MIN(d), MAX(d) FROM t GROUP BY k;
SELECT k, MAX(v) FROM t GROUP BY k;
SELECT k, MIN(id) FROM t GROUP BY k;
