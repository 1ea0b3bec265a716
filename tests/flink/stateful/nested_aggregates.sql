-- An aggregate over an aggregate takes back what it was given.
CREATE TABLE t (id INT, k STRING, v INT, d DOUBLE, ts TIMESTAMP(3), WATERMARK FOR ts AS ts - INTERVAL '1' SECOND) WITH (
  'connector' = 'filesystem', 'path' = '${DIR}/orders.json', 'format' = 'json');
SELECT c, COUNT(*) FROM (SELECT k, COUNT(*) AS c FROM t GROUP BY k) GROUP BY c;
SELECT SUM(s), MAX(s), MIN(s), COUNT(s) FROM (SELECT k, SUM(v) AS s FROM t GROUP BY k);
SELECT k, s FROM (SELECT k, SUM(v) AS s FROM t GROUP BY k) WHERE s > 12;
