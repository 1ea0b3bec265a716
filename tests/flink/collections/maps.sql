-- Map functions.
CREATE TABLE t (n INT, a ARRAY<INT>, b ARRAY<INT>, s ARRAY<STRING>, m MAP<STRING, INT>, k STRING, i INT, r ROW<x INT, y STRING>) WITH (
  'connector' = 'filesystem', 'path' = '${DIR}/values.json', 'format' = 'json');
SELECT 'keys', n, MAP_KEYS(m), MAP_VALUES(m), MAP_ENTRIES(m) FROM t;
SELECT 'make', n, MAP_UNION(m, MAP['a', 9]), MAP_UNION(m, m) FROM t;
SELECT 'from arrays', n, MAP_FROM_ARRAYS(s, s) FROM t;
SELECT 'constants', MAP['a', 1, 'a', 2], MAP_FROM_ARRAYS(ARRAY['x', 'y'], ARRAY[1, 2]), ARRAY[1, 2][2], MAP['k', 'v']['k'], CARDINALITY(ARRAY[1, 2, 3]);
SELECT 'unnest', n, e FROM t CROSS JOIN UNNEST(a) AS u(e);
SELECT 'unnest map', n, k1, v1 FROM t CROSS JOIN UNNEST(m) AS u(k1, v1);
SELECT 'left unnest', n, e FROM t LEFT JOIN UNNEST(s) AS u(e) ON TRUE;
