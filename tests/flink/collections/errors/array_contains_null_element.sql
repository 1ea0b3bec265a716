-- ARRAY_CONTAINS of a constant in an array with a NULL element is a NullPointerException in Flink.
CREATE TABLE t (n INT, a ARRAY<INT>) WITH (
  'connector' = 'filesystem', 'path' = '${DIR}/../values.json', 'format' = 'json');
SELECT n, ARRAY_CONTAINS(a, 1) FROM t;
