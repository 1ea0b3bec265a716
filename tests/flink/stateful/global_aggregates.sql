-- Aggregates without GROUP BY.
CREATE TABLE t (id INT, k STRING, v INT, d DOUBLE, ts TIMESTAMP(3), WATERMARK FOR ts AS ts - INTERVAL '1' SECOND) WITH (
  'connector' = 'filesystem', 'path' = '${DIR}/orders.json', 'format' = 'json');
SELECT COUNT(*), SUM(v), MAX(d) FROM t;
SELECT COUNT(*), SUM(v) FROM t WHERE id > 100;
SELECT COUNT(DISTINCT k) FROM t;
