-- BOOLEAN to text is upper case; to numbers 1 and 0.
CREATE TABLE t (n INT, b BOOLEAN) WITH (
  'connector' = 'filesystem', 'path' = '${DIR}/booleans.json', 'format' = 'json');
SELECT 'to text', n, CAST(b AS STRING), '<' || CAST(b AS CHAR(3)) || '>', '<' || CAST(b AS CHAR(6)) || '>', CAST(b AS VARCHAR(2)) FROM t;
SELECT 'to number', n, CAST(b AS TINYINT), CAST(b AS SMALLINT), CAST(b AS INT), CAST(b AS BIGINT), CAST(b AS FLOAT), CAST(b AS DOUBLE), CAST(b AS DECIMAL(3, 1)) FROM t;
SELECT 'same', n, CAST(b AS BOOLEAN), TRY_CAST(b AS INT) FROM t;
