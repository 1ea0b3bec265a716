-- CEIL, FLOOR, ABS and SIGN keep the type, and take decimals to scale 0.
CREATE TABLE t (n INT, i INT, bi BIGINT, f FLOAT, d DOUBLE, c DECIMAL(10, 2), g DECIMAL(38, 18)) WITH (
  'connector' = 'filesystem', 'path' = '${DIR}/values.json', 'format' = 'json');
SELECT 'ceil', n, CEIL(i), CEIL(bi), CEIL(f), CEIL(d), CEIL(c), CEIL(g), CEILING(d) FROM t;
SELECT 'floor', n, FLOOR(i), FLOOR(bi), FLOOR(f), FLOOR(d), FLOOR(c), FLOOR(g) FROM t;
SELECT 'abs', n, ABS(i), ABS(bi), ABS(f), ABS(d), ABS(c), ABS(g) FROM t;
SELECT 'sign', n, SIGN(i), SIGN(bi), SIGN(f), SIGN(d), SIGN(c), SIGN(g) FROM t;
