-- Keys and arguments may be expressions; HAVING without GROUP BY; a subquery's unused aggregates.
CREATE TABLE t (id INT, k STRING, v INT, d DOUBLE, ts TIMESTAMP(3), WATERMARK FOR ts AS ts - INTERVAL '1' SECOND) WITH (
  'connector' = 'filesystem', 'path' = '${DIR}/orders.json', 'format' = 'json');
SELECT UPPER(k) AS u, COUNT(*) * 2 AS c FROM t GROUP BY UPPER(k) HAVING SUM(v) > 10 AND MIN(id) < 5;
SELECT v / 10, SUM(v + id) FROM t GROUP BY v / 10;
SELECT CASE WHEN v > 9 THEN 'big' ELSE 'small' END, COUNT(*) FROM t GROUP BY CASE WHEN v > 9 THEN 'big' ELSE 'small' END;
SELECT 1 FROM t HAVING COUNT(*) > 10;
SELECT k FROM (SELECT k, COUNT(*) AS c FROM t GROUP BY k);
SELECT k, c FROM (SELECT k, COUNT(*) AS c FROM t GROUP BY k) WHERE k = 'a' AND c > 1;
SELECT k FROM t UNION SELECT UPPER(k) FROM t WHERE id < 3;
SELECT COUNT(*) FROM (SELECT DISTINCT k, v FROM t);
SELECT DISTINCT COUNT(*) FROM t GROUP BY k;
