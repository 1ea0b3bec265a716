-- Integers to other types; a DECIMAL that is too small gives NULL.
CREATE TABLE t (n INT, ti TINYINT, si SMALLINT, i INT, bi BIGINT) WITH (
  'connector' = 'filesystem', 'path' = '${DIR}/integers.json', 'format' = 'json');
SELECT 'to text', n, CAST(ti AS STRING), CAST(si AS STRING), CAST(i AS STRING), CAST(bi AS STRING),
  CAST(i AS CHAR(4)), CAST(bi AS VARCHAR(4)) FROM t;
SELECT 'to boolean', n, CAST(ti AS BOOLEAN), CAST(si AS BOOLEAN), CAST(i AS BOOLEAN), CAST(bi AS BOOLEAN) FROM t;
SELECT 'to float', n, CAST(i AS FLOAT), CAST(i AS DOUBLE), CAST(bi AS FLOAT), CAST(bi AS DOUBLE) FROM t;
SELECT 'to decimal', n, CAST(ti AS DECIMAL(3, 0)), CAST(ti AS DECIMAL(3, 1)), CAST(i AS DECIMAL(5, 2)),
  CAST(bi AS DECIMAL(19, 0)), CAST(bi AS DECIMAL(38, 18)), CAST(bi AS DECIMAL(10, 0)) FROM t;
SELECT 'to interval', n, CAST(CAST(i AS INTERVAL MONTH) AS STRING), CAST(CAST(si AS INTERVAL YEAR) AS STRING),
  CAST(CAST(i AS INTERVAL DAY) AS STRING), CAST(CAST(i AS INTERVAL SECOND) AS STRING) FROM t;
