-- IN and NOT IN, also with NULL in the list: UNKNOWN unless found.
CREATE TABLE t (n INT, x INT, a INT, b INT, s STRING) WITH (
  'connector' = 'filesystem', 'path' = '${DIR}/ranges.json', 'format' = 'json');
SELECT 'constants', n, x, x IN (1, 5), x NOT IN (1, 5), x IN (5), x IN (1, 2, 3, 4, 5, 10, 11, 12), x NOT IN (0, 1, 2, 3, 4, 5) FROM t;
SELECT 'with null', n, x, x IN (1, 5, NULL), x NOT IN (1, 5, NULL), x IN (0, 1, 2, 3, 5, NULL), x NOT IN (0, 1, 2, 3, 5, NULL) FROM t;
SELECT 'columns', n, x IN (a, b), x NOT IN (a, b), x IN (a, 5), x IN (a + 4, b) FROM t;
SELECT 'text', n, s, s IN ('a', 'f'), s NOT IN ('a', 'f'), s IN ('b', 'c', 'd', 'f', 'lmno') FROM t;
SELECT 'types', n, x IN (1, 5.0), x IN (1E0, 5), x IN (CAST(5 AS BIGINT), 0) FROM t;
SELECT 'where', n FROM t WHERE x IN (1, 5, NULL);
SELECT 'where not', n FROM t WHERE x NOT IN (1, 5);
SELECT 'where not null', n FROM t WHERE x NOT IN (1, 5, NULL);
SELECT 'rows', n FROM t WHERE (x, a) IN ((5, 1), (3, 3));
