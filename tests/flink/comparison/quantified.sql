-- ANY, SOME and ALL over lists: x = SOME (…) is IN, x <> ALL (…) is NOT IN.
CREATE TABLE t (n INT, x INT, a INT, b INT, s STRING) WITH (
  'connector' = 'filesystem', 'path' = '${DIR}/ranges.json', 'format' = 'json');
SELECT 'equal', n, x, x = SOME (1, 5), x = ANY (1, 5), x = ALL (5), x = ALL (1, 5), x <> SOME (1, 5), x <> ALL (1, 5) FROM t;
SELECT 'order', n, x, x > SOME (1, 5), x >= ALL (1, 5), x < ANY (1, 5), x <= ALL (1, 5) FROM t;
SELECT 'with null', n, x, x = SOME (1, NULL), x < SOME (1, 5, CAST(NULL AS INT)), x > ALL (1, CAST(NULL AS INT)) FROM t;
SELECT 'columns', n, x = SOME (a, b), x > ALL (a, b), x > SOME (b, 5) FROM t;
SELECT 'text', n, s, s = SOME ('a', 'f'), s <> ALL ('a', 'f'), s > ALL ('a', 'b') FROM t;
SELECT 'types', n, x = SOME ('1', '5'), x <> ALL ('1', '5'), x > SOME ('1', '5'), x = ALL ('5'), x = SOME (1, 5.0) FROM t;
SELECT 'where', n FROM t WHERE x = SOME (1, 5, NULL);
SELECT 'where not', n FROM t WHERE NOT x = SOME (1, NULL);
SELECT 'rows', n FROM t WHERE (x, a) = SOME ((5, 1), (3, 3));
