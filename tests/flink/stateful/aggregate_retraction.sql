-- Aggregates over rows that are taken back.
CREATE TABLE t (id INT, k STRING, v INT, d DOUBLE, ts TIMESTAMP(3), WATERMARK FOR ts AS ts - INTERVAL '1' SECOND) WITH (
  'connector' = 'filesystem', 'path' = '${DIR}/orders.json', 'format' = 'json');
CREATE VIEW s AS SELECT k, SUM(v) AS v, COUNT(*) AS c FROM t GROUP BY k;
SELECT FIRST_VALUE(v), LAST_VALUE(v) FROM s;
SELECT COUNT(DISTINCT c), SUM(DISTINCT c), COUNT(DISTINCT v) FROM s;
SELECT c, MIN(v), MAX(v), MIN(k), MAX(k), COUNT(v) FROM s GROUP BY c;
SELECT AVG(v), STDDEV_POP(v), VAR_SAMP(v) FROM s;
SELECT LISTAGG(k), LISTAGG(CAST(v AS STRING), '|') FROM s;
SELECT SUM(v) FILTER (WHERE c > 1), COUNT(*) FILTER (WHERE v > 20), MAX(v) FILTER (WHERE c > 1) FROM s;
SELECT SUM(d), AVG(d), MIN(d), MAX(d) FROM (SELECT k, SUM(d) AS d FROM t GROUP BY k);
SELECT MAX(v) FROM s HAVING MAX(v) < 50;
