-- DECIMAL arithmetic: rounding is half up, an overflow is NULL.
CREATE TABLE t (n INT, a DECIMAL(10, 2), b DECIMAL(10, 2), x DECIMAL(38, 18), y DECIMAL(38, 18)) WITH (
  'connector' = 'filesystem', 'path' = '${DIR}/decimals.json', 'format' = 'json');
SELECT 'small', n, a + b, a - b, a * b, a / b, a % b, -a FROM t;
SELECT 'large', n, x + y, x - y, x * y, x / y, x % y, -x FROM t;
SELECT 'mixed', n, a + x, x - b, a * y, a / y, x / b FROM t;
SELECT 'with integers', n, a + n, a * n, a / n, x / n, n / a, 1000000000 * a FROM t WHERE a <> 0;
SELECT 'with constants', n, a + 1, a * 1.5, a / 3, a * 2E0, x + 0.5, a - 0.001, 100 - a, a / 100 FROM t;
SELECT 'with doubles', n, a + CAST(n AS DOUBLE), a / CAST(n AS FLOAT), x * CAST(n AS DOUBLE) FROM t;
SELECT 'chained', n, a * b * a, a + b - a, (a + b) / 2, a * b / 100, x * 1000 / 1000 FROM t;
