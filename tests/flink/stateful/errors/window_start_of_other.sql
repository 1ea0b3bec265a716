-- TUMBLE_START needs the same TUMBLE in GROUP BY.
CREATE TABLE t (id INT, k STRING, v INT, d DOUBLE, ts TIMESTAMP(3), WATERMARK FOR ts AS ts - INTERVAL '1' SECOND) WITH (
  'connector' = 'filesystem', 'path' = '${DIR}/../orders.json', 'format' = 'json');
CREATE TABLE f (k STRING, n BIGINT) WITH ('connector' = 'filesystem', 'path' = '${TMP}/f', 'format' = 'json');
SELECT TUMBLE_START(ts, INTERVAL '6' SECOND), COUNT(*) FROM t GROUP BY TUMBLE(ts, INTERVAL '5' SECOND);
