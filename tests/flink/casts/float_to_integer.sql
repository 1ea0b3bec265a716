-- FLOAT and DOUBLE to integers cut the fraction and saturate; TINYINT and SMALLINT wrap after that.
CREATE TABLE t (n INT, f FLOAT, d DOUBLE) WITH (
  'connector' = 'filesystem', 'path' = '${DIR}/floats.json', 'format' = 'json');
SELECT 'float', n, CAST(f AS TINYINT), CAST(f AS SMALLINT), CAST(f AS INT), CAST(f AS BIGINT), CAST(f AS DOUBLE), CAST(f AS BOOLEAN) FROM t;
SELECT 'double', n, CAST(d AS TINYINT), CAST(d AS SMALLINT), CAST(d AS INT), CAST(d AS BIGINT), CAST(d AS FLOAT), CAST(d AS BOOLEAN) FROM t;
