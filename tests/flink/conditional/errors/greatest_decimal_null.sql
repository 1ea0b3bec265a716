-- GREATEST of a NULL DECIMAL is a NullPointerException in Flink.
CREATE TABLE t (n INT, c DECIMAL(10, 2)) WITH (
  'connector' = 'filesystem', 'path' = '${DIR}/../decimal_and_null.json', 'format' = 'json');
SELECT n, GREATEST(c, 1) FROM t;
