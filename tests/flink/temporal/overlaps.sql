-- OVERLAPS: touching ends overlap, ends may be swapped.
CREATE TABLE t (n INT, a TIMESTAMP(3), b TIMESTAMP(3), c TIMESTAMP(3), d TIMESTAMP(3)) WITH (
  'connector' = 'filesystem', 'path' = '${DIR}/overlaps.json', 'format' = 'json');
SELECT 'overlaps', n, (a, b) OVERLAPS (c, d), (a, INTERVAL '1' DAY) OVERLAPS (c, INTERVAL '1' DAY), (a, b) OVERLAPS (c, INTERVAL '36' HOUR) FROM t;
