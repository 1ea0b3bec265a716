-- FLOAT and DOUBLE follow IEEE 754: division by zero, infinities, NaN, negative zero.
CREATE TABLE t (n INT, f FLOAT, d DOUBLE, g FLOAT, e DOUBLE) WITH (
  'connector' = 'filesystem', 'path' = '${DIR}/floats.json', 'format' = 'json');
SELECT 'float', n, f + g, f - g, f * g, f / g, -f FROM t;
SELECT 'double', n, d + e, d - e, d * e, d / e, -d FROM t;
SELECT 'mixed', n, f + e, f * d, f / e, d + 1, d * 2, d / 3, 1 / d, f + 0.1 FROM t;
SELECT 'compare', n, d = e, d <> e, d < e, d > e, d <= e, d >= e, d IS NOT DISTINCT FROM e FROM t;
SELECT 'compare float', n, f = g, f < g, f = d, f = 0.1, d = 0.1, f > d FROM t;
