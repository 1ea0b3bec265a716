-- GREATEST and LEAST of DECIMALs that are not NULL.
CREATE TABLE t (n INT, i INT, k BIGINT, s STRING, b BOOLEAN, d DOUBLE, c DECIMAL(10, 2), ts TIMESTAMP(3)) WITH (
  'connector' = 'filesystem', 'path' = '${DIR}/values.json', 'format' = 'json');
SELECT 'decimal', n, GREATEST(c, 1), LEAST(c, 1), GREATEST(c, i) FROM t WHERE c IS NOT NULL AND i IS NOT NULL;
