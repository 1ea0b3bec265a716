-- A column that is no key.
CREATE TABLE t (id INT, k STRING, v INT, d DOUBLE, ts TIMESTAMP(3), WATERMARK FOR ts AS ts - INTERVAL '1' SECOND) WITH (
  'connector' = 'filesystem', 'path' = '${DIR}/../orders.json', 'format' = 'json');
CREATE TABLE f (k STRING, n BIGINT) WITH ('connector' = 'filesystem', 'path' = '${TMP}/f', 'format' = 'json');
SELECT k, v FROM t GROUP BY k;
