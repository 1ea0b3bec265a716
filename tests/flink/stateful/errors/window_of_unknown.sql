-- A window over a column that does not exist.
CREATE TABLE t (id INT, k STRING, v INT, d DOUBLE, ts TIMESTAMP(3), WATERMARK FOR ts AS ts - INTERVAL '1' SECOND) WITH (
  'connector' = 'filesystem', 'path' = '${DIR}/../orders.json', 'format' = 'json');
CREATE TABLE f (k STRING, n BIGINT) WITH ('connector' = 'filesystem', 'path' = '${TMP}/f', 'format' = 'json');
SELECT window_start, COUNT(*) FROM TABLE(TUMBLE(TABLE t, DESCRIPTOR(zz), INTERVAL '5' SECOND)) GROUP BY window_start, window_end;
