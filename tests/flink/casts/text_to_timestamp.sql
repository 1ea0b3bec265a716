-- TRY_CAST of text to DATE and TIMESTAMP of each precision.
CREATE TABLE t (n INT, s STRING) WITH (
  'connector' = 'filesystem', 'path' = '${DIR}/dates_as_text.json', 'format' = 'json');
SELECT 'date', n, s, TRY_CAST(s AS DATE) FROM t;
SELECT 'timestamp', n, s, TRY_CAST(s AS TIMESTAMP(0)), TRY_CAST(s AS TIMESTAMP(3)),
  TRY_CAST(s AS TIMESTAMP(6)), TRY_CAST(s AS TIMESTAMP(9)) FROM t;
