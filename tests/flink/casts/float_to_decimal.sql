-- FLOAT and DOUBLE to DECIMAL round half up; too large is NULL.
CREATE TABLE t (n INT, f FLOAT, d DOUBLE) WITH (
  'connector' = 'filesystem', 'path' = '${DIR}/floats.json', 'format' = 'json');
SELECT 'float', n, CAST(f AS DECIMAL(5, 2)), CAST(f AS DECIMAL(38, 18)), CAST(f AS DECIMAL(38, 0)) FROM t WHERE f BETWEEN -1E300 AND 1E300;
SELECT 'double', n, CAST(d AS DECIMAL(5, 2)), CAST(d AS DECIMAL(38, 18)), CAST(d AS DECIMAL(38, 0)), CAST(d AS DECIMAL(10, 1)) FROM t WHERE d BETWEEN -1E308 AND 1E308;
