-- DECIMAL to every other type; integers wrap, too small DECIMALs give NULL.
CREATE TABLE t (n INT, a DECIMAL(10, 2), b DECIMAL(38, 18)) WITH (
  'connector' = 'filesystem', 'path' = '${DIR}/decimals.json', 'format' = 'json');
SELECT 'to text', n, CAST(a AS STRING), CAST(b AS STRING), CAST(a AS CHAR(5)), CAST(b AS VARCHAR(5)) FROM t;
SELECT 'to integer a', n, CAST(a AS TINYINT), CAST(a AS SMALLINT), CAST(a AS INT), CAST(a AS BIGINT) FROM t;
SELECT 'to integer b', n, CAST(b AS TINYINT), CAST(b AS SMALLINT), CAST(b AS INT), CAST(b AS BIGINT) FROM t;
SELECT 'to float', n, CAST(a AS FLOAT), CAST(a AS DOUBLE), CAST(b AS FLOAT), CAST(b AS DOUBLE) FROM t;
SELECT 'to boolean', n, CAST(a AS BOOLEAN), CAST(b AS BOOLEAN) FROM t;
SELECT 'to decimal a', n, CAST(a AS DECIMAL(10, 1)), CAST(a AS DECIMAL(5, 0)), CAST(a AS DECIMAL(3, 2)), CAST(a AS DECIMAL(38, 10)) FROM t;
SELECT 'to decimal b', n, CAST(b AS DECIMAL(20, 0)), CAST(b AS DECIMAL(38, 20)), CAST(b AS DECIMAL(4, 3)), CAST(b AS DECIMAL(18, 0)) FROM t;
