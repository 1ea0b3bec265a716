-- Collections and rows to text, and to collections and rows of other elements.
CREATE TABLE t (n INT, a ARRAY<INT>, m MAP<STRING, INT>, r ROW<i INT, s STRING, d DOUBLE, b BOOLEAN>,
  aa ARRAY<ARRAY<INT>>, ar ARRAY<ROW<i INT, s STRING>>, ma MAP<STRING, ARRAY<INT>>, t ARRAY<TIMESTAMP(3)>) WITH (
  'connector' = 'filesystem', 'path' = '${DIR}/nested.json', 'format' = 'json');
SELECT 'to text', n, CAST(a AS STRING), CAST(m AS STRING), CAST(r AS STRING) FROM t;
SELECT 'deep to text', n, CAST(aa AS STRING), CAST(ar AS STRING), CAST(ma AS STRING), CAST(t AS STRING) FROM t;
SELECT 'to short text', n, '<' || CAST(a AS CHAR(6)) || '>', '<' || CAST(m AS VARCHAR(6)) || '>', '<' || CAST(r AS CHAR(30)) || '>' FROM t;
SELECT 'elements', n, CAST(a AS ARRAY<TINYINT>), CAST(a AS ARRAY<STRING>), CAST(a AS ARRAY<DECIMAL(4, 1)>) FROM t;
SELECT 'values', n, CAST(m AS MAP<STRING, BIGINT>), CAST(m AS MAP<STRING, STRING>) FROM t;
SELECT 'fields', n, CAST(r AS ROW<i BIGINT, s STRING, d STRING, b STRING>) FROM t;
SELECT 'nested', n, CAST(aa AS ARRAY<ARRAY<STRING>>), CAST(ma AS MAP<STRING, ARRAY<BIGINT>>), CAST(t AS ARRAY<STRING>) FROM t;
