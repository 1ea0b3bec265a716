-- Array functions.
CREATE TABLE t (n INT, a ARRAY<INT>, b ARRAY<INT>, s ARRAY<STRING>, m MAP<STRING, INT>, k STRING, i INT, r ROW<x INT, y STRING>) WITH (
  'connector' = 'filesystem', 'path' = '${DIR}/values.json', 'format' = 'json');
SELECT 'add', n, ARRAY_APPEND(a, i), ARRAY_PREPEND(a, i), ARRAY_CONCAT(a, b), ARRAY_CONCAT(a, b, a) FROM t;
SELECT 'search', n, ARRAY_CONTAINS(a, i), ARRAY_POSITION(a, 1), ARRAY_POSITION(a, i), ARRAY_CONTAINS(s, 'a'), ARRAY_POSITION(s, '日') FROM t;
SELECT 'unique', n, ARRAY_DISTINCT(a), ARRAY_REMOVE(a, 1), ARRAY_REMOVE(a, i), ARRAY_REVERSE(a), ARRAY_UNION(a, b), ARRAY_EXCEPT(a, b), ARRAY_INTERSECT(a, b) FROM t;
SELECT 'order', n, ARRAY_SORT(a), ARRAY_SORT(a, FALSE), ARRAY_SORT(a, TRUE, FALSE), ARRAY_SORT(a, FALSE, TRUE), ARRAY_MAX(a), ARRAY_MIN(a), ARRAY_MAX(s), ARRAY_MIN(s) FROM t;
SELECT 'join', n, ARRAY_JOIN(s, ','), ARRAY_JOIN(s, '-', 'none'), ARRAY_JOIN(s, '') FROM t;
SELECT 'slice', n, ARRAY_SLICE(a, 1, 2), ARRAY_SLICE(a, 2), ARRAY_SLICE(a, -2), ARRAY_SLICE(a, 0, 1), ARRAY_SLICE(a, -2, -1), ARRAY_SLICE(a, 3, 1), ARRAY_SLICE(a, 9), ARRAY_SLICE(a, i, 3) FROM t;
