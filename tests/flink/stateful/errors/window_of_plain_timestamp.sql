-- GROUP BY ts makes ts an ordinary timestamp.
CREATE TABLE t (id INT, k STRING, v INT, d DOUBLE, ts TIMESTAMP(3), WATERMARK FOR ts AS ts - INTERVAL '1' SECOND) WITH (
  'connector' = 'filesystem', 'path' = '${DIR}/../orders.json', 'format' = 'json');
CREATE TABLE f (k STRING, n BIGINT) WITH ('connector' = 'filesystem', 'path' = '${TMP}/f', 'format' = 'json');
SELECT window_start, SUM(c) FROM TABLE(TUMBLE((SELECT ts, COUNT(*) AS c FROM t GROUP BY ts), DESCRIPTOR(ts), INTERVAL '5' SECOND)) GROUP BY window_start, window_end;
