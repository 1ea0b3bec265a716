-- TRUNCATE of a NULL FLOAT is a NullPointerException in Flink.
CREATE TABLE t (n INT, f FLOAT) WITH (
  'connector' = 'filesystem', 'path' = '${DIR}/../floats_and_null.json', 'format' = 'json');
SELECT n, TRUNCATE(f, 1) FROM t;
