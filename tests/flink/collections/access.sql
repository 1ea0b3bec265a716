-- CARDINALITY, element access and fields; an index past the end is NULL.
CREATE TABLE t (n INT, a ARRAY<INT>, b ARRAY<INT>, s ARRAY<STRING>, m MAP<STRING, INT>, k STRING, i INT, r ROW<x INT, y STRING>) WITH (
  'connector' = 'filesystem', 'path' = '${DIR}/values.json', 'format' = 'json');
SELECT 'size', n, CARDINALITY(a), CARDINALITY(s), CARDINALITY(m) FROM t;
SELECT 'access', n, a[1], a[3], a[9], s[1], m['a'], m[k], m['none'], r.x, r.y FROM t;
SELECT 'where', n, a IS NULL, a[1] IS NULL, m[k] > 1 FROM t;
SELECT 'by column', n, a[i] FROM t WHERE i > 0;
SELECT 'element', n, ELEMENT(b) FROM t WHERE CARDINALITY(b) < 2;
SELECT 'construct', n, ARRAY[i, 2], MAP[k, i], ROW(i, k), ARRAY[k, 'x'], (i, k), ARRAY[r] FROM t;
