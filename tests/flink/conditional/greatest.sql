-- GREATEST and LEAST are NULL if any argument is.
CREATE TABLE t (n INT, i INT, k BIGINT, s STRING, b BOOLEAN, d DOUBLE, c DECIMAL(10, 2), ts TIMESTAMP(3)) WITH (
  'connector' = 'filesystem', 'path' = '${DIR}/values.json', 'format' = 'json');
SELECT 'greatest', n, GREATEST(i, 2), GREATEST(i, k), GREATEST(i, d), GREATEST(s, 'b'), GREATEST(i, 1, 2, 3), GREATEST(ts, TIMESTAMP '2020-06-01 00:00:00') FROM t;
SELECT 'least', n, LEAST(i, 2), LEAST(i, k), LEAST(i, d), LEAST(s, 'b'), LEAST(i, 1, 2, 3), LEAST(ts, TIMESTAMP '2020-06-01 00:00:00'), LEAST(i) FROM t;
