-- TRY_CAST of text to TIME.
CREATE TABLE t (n INT, s STRING) WITH (
  'connector' = 'filesystem', 'path' = '${DIR}/times_as_text.json', 'format' = 'json');
SELECT n, s, TRY_CAST(s AS TIME), TRY_CAST(s AS TIME(3)), TRY_CAST(s AS TIME(9)) FROM t;
