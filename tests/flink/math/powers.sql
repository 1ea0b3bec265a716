-- POWER, SQRT, EXP and logarithms are DOUBLE, out of their domain NaN or infinite.
CREATE TABLE t (n INT, i INT, bi BIGINT, f FLOAT, d DOUBLE, c DECIMAL(10, 2), g DECIMAL(38, 18)) WITH (
  'connector' = 'filesystem', 'path' = '${DIR}/values.json', 'format' = 'json');
SELECT 'power', n, POWER(i, 2), POWER(d, 2), POWER(2, d), POWER(c, 0.5), POWER(i, -1), POWER(d, d) FROM t;
SELECT 'root', n, SQRT(i), SQRT(d), SQRT(c), SQRT(g) FROM t;
SELECT 'exp', n, EXP(i), EXP(d), EXP(c) FROM t;
SELECT 'logarithms', n, LN(d), LOG10(d), LOG2(d), LOG(d), LOG(2, ABS(d)), LOG(10, ABS(i) + 1), LN(c), LOG10(i) FROM t;
