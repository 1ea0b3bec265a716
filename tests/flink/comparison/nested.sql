-- Rows, arrays and maps compare for equality by their values.
CREATE TABLE t (n INT, a ARRAY<INT>, b ARRAY<INT>, r ROW<x INT, y STRING>, q ROW<x INT, y STRING>, m MAP<STRING, INT>, k MAP<STRING, INT>, u BYTES, v BYTES) WITH (
  'connector' = 'filesystem', 'path' = '${DIR}/nested.json', 'format' = 'json');
SELECT 'arrays', n, a = b, a <> b, a IS NULL, a IS DISTINCT FROM b FROM t;
SELECT 'rows', n, r = q, r <> q, r IS NULL, r.x = q.x FROM t;
SELECT 'maps', n, m = k, m <> k, m IS NULL FROM t;
SELECT 'bytes', n, u = v, u < v, u > v, u <> v FROM t;
