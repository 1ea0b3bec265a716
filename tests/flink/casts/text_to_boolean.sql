-- TRY_CAST of text to BOOLEAN.
CREATE TABLE t (n INT, s STRING) WITH (
  'connector' = 'filesystem', 'path' = '${DIR}/booleans_as_text.json', 'format' = 'json');
SELECT n, s, TRY_CAST(s AS BOOLEAN) FROM t;
