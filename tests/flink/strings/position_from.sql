-- POSITION(a IN b FROM n) looks from the n-th character; a number below 1 counts as 1.
CREATE TABLE t (n INT, s STRING) WITH (
  'connector' = 'filesystem', 'path' = '${DIR}/position_from.json', 'format' = 'json');
SELECT 'from', n, POSITION('b' IN s FROM 1), POSITION('b' IN s FROM 3), POSITION('b' IN s FROM n), POSITION('' IN s FROM 3), POSITION('b' IN s FROM 9) FROM t;
