-- ROUND and TRUNCATE with digits to the right and left of the point.
CREATE TABLE t (n INT, i INT, bi BIGINT, f FLOAT, d DOUBLE, c DECIMAL(10, 2), g DECIMAL(38, 18)) WITH (
  'connector' = 'filesystem', 'path' = '${DIR}/values.json', 'format' = 'json');
SELECT 'round', n, ROUND(i, 0), ROUND(d), ROUND(c), ROUND(g), ROUND(d, 1), ROUND(c, 1), ROUND(g, 2), ROUND(f, 2) FROM t;
SELECT 'round left', n, ROUND(i, -1), ROUND(bi, -2), ROUND(d, -1), ROUND(c, -1), ROUND(g, -3), ROUND(i, -9), ROUND(c, 5) FROM t WHERE n NOT IN (15, 16);
SELECT 'round by column', n, ROUND(d, i), ROUND(c, 2), ROUND(i, 2) FROM t WHERE n < 15;
SELECT 'truncate', n, TRUNCATE(i), TRUNCATE(d), TRUNCATE(c), TRUNCATE(g), TRUNCATE(d, 1), TRUNCATE(c, 1), TRUNCATE(g, 2), TRUNCATE(f, 2) FROM t WHERE n < 17;
SELECT 'truncate left', n, TRUNCATE(i, -1), TRUNCATE(bi, -2), TRUNCATE(d, -1), TRUNCATE(c, -1), TRUNCATE(g, -3), TRUNCATE(c, 5) FROM t WHERE n < 17;
CREATE VIEW v AS SELECT ROUND(c) AS r, ROUND(c, 1) AS r1, ROUND(c, 5) AS r5, ROUND(c, -1) AS m1, ROUND(i, -1) AS i1, ROUND(bi) AS b, ROUND(d, 1) AS d1, ROUND(f) AS f0, TRUNCATE(c) AS t, TRUNCATE(c, 1) AS t1, TRUNCATE(c, -1) AS tm1, TRUNCATE(d) AS td, CEIL(c) AS cc, FLOOR(g) AS fg, CEIL(d) AS cd, FLOOR(i) AS fi, ABS(c) AS ac, SIGN(c) AS sc, SIGN(i) AS si, SIGN(d) AS sd, POWER(i, 2) AS p, SQRT(c) AS q FROM t;
DESCRIBE v;
