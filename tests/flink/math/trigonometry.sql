-- Trigonometric functions are Java's.
CREATE TABLE t (n INT, i INT, bi BIGINT, f FLOAT, d DOUBLE, c DECIMAL(10, 2), g DECIMAL(38, 18)) WITH (
  'connector' = 'filesystem', 'path' = '${DIR}/values.json', 'format' = 'json');
SELECT 'sin cos tan', n, SIN(d), COS(d), TAN(d), COT(d) FROM t;
SELECT 'inverse', n, ASIN(d), ACOS(d), ATAN(d), ATAN2(d, 2), ATAN2(i, d) FROM t;
SELECT 'hyperbolic', n, SINH(d), COSH(d), TANH(d) FROM t;
SELECT 'degrees', n, DEGREES(d), RADIANS(d), DEGREES(i), RADIANS(c), PI(), E() FROM t;
