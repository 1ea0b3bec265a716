-- The types of aggregates.
CREATE TABLE t (id INT, k STRING, v INT, d DOUBLE, ts TIMESTAMP(3), WATERMARK FOR ts AS ts - INTERVAL '1' SECOND) WITH (
  'connector' = 'filesystem', 'path' = '${DIR}/orders.json', 'format' = 'json');
CREATE VIEW w AS SELECT k, COUNT(*) AS c, SUM(v) AS s, AVG(v) AS a, SUM(d) AS sd, AVG(d) AS ad, MIN(v) AS mi, SUM(CAST(v AS DECIMAL(10, 2))) AS sdec, AVG(CAST(v AS DECIMAL(10, 2))) AS adec, SUM(CAST(v AS TINYINT)) AS st, SUM(CAST(v AS BIGINT)) AS sb, SUM(CAST(d AS FLOAT)) AS sf, AVG(CAST(d AS FLOAT)) AS af, STDDEV_POP(v) AS sp, COLLECT(v) AS co, ARRAY_AGG(v) AS aa, LISTAGG(k) AS li, FIRST_VALUE(v) AS fv FROM t GROUP BY k;
DESCRIBE w;
