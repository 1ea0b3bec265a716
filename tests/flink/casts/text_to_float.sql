-- TRY_CAST of text to FLOAT and DOUBLE: Java's parseFloat and parseDouble after trimming.
CREATE TABLE t (n INT, s STRING) WITH (
  'connector' = 'filesystem', 'path' = '${DIR}/numbers_as_text.json', 'format' = 'json');
SELECT n, s, TRY_CAST(s AS FLOAT), TRY_CAST(s AS DOUBLE) FROM t;
