-- Three-valued logic: AND, OR, NOT and IS on every pair of TRUE, FALSE and NULL.
CREATE TABLE t (n INT, a BOOLEAN, b BOOLEAN) WITH (
  'connector' = 'filesystem', 'path' = '${DIR}/booleans.json', 'format' = 'json');
SELECT 'and, or', n, a, b, a AND b, a OR b, NOT a, NOT (a AND b), NOT (a OR b), a AND NOT b FROM t;
SELECT 'is', n, a, a IS TRUE, a IS FALSE, a IS UNKNOWN, a IS NULL, a IS NOT TRUE, a IS NOT FALSE, a IS NOT UNKNOWN, a IS NOT NULL FROM t;
SELECT 'compare', n, a, b, a = b, a <> b, a < b, a > b, a <= b, a >= b, a IS DISTINCT FROM b, a IS NOT DISTINCT FROM b FROM t;
SELECT 'where a', n FROM t WHERE a;
SELECT 'where not a', n FROM t WHERE NOT a;
SELECT 'where a or b', n FROM t WHERE a OR b;
SELECT 'where a = b', n FROM t WHERE a = b;
SELECT 'where a <> b', n FROM t WHERE a <> b;
SELECT 'where distinct', n FROM t WHERE a IS DISTINCT FROM b;
SELECT 'with constants', n, a AND TRUE, a AND FALSE, a OR TRUE, a OR FALSE, a AND CAST(NULL AS BOOLEAN), a OR CAST(NULL AS BOOLEAN), a = TRUE, a <> FALSE FROM t;
