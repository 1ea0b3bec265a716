-- BETWEEN with NULL bounds, reversed bounds and SYMMETRIC.
CREATE TABLE t (n INT, x INT, a INT, b INT, s STRING) WITH (
  'connector' = 'filesystem', 'path' = '${DIR}/ranges.json', 'format' = 'json');
SELECT 'between', n, x, a, b, x BETWEEN a AND b, x NOT BETWEEN a AND b, x BETWEEN SYMMETRIC a AND b, x NOT BETWEEN SYMMETRIC a AND b, x BETWEEN ASYMMETRIC a AND b FROM t;
SELECT 'constants', n, x BETWEEN 1 AND 10, x BETWEEN 10 AND 1, x BETWEEN SYMMETRIC 10 AND 1, x NOT BETWEEN 2 AND 4, x BETWEEN 1.5 AND 10.0, x BETWEEN NULL AND 10 FROM t;
SELECT 'text', n, s BETWEEN 'b' AND 'f', s NOT BETWEEN 'b' AND 'f' FROM t;
SELECT 'where', n FROM t WHERE x BETWEEN a AND b;
SELECT 'where not', n FROM t WHERE x NOT BETWEEN a AND b;
SELECT 'where constants', n FROM t WHERE x BETWEEN 1 AND 5 OR x > 10;
