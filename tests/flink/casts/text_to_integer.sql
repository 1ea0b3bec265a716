-- TRY_CAST of text to integers: blanks around are trimmed, a fraction is cut, anything else is NULL.
CREATE TABLE t (n INT, s STRING) WITH (
  'connector' = 'filesystem', 'path' = '${DIR}/numbers_as_text.json', 'format' = 'json');
SELECT n, s, TRY_CAST(s AS TINYINT), TRY_CAST(s AS SMALLINT), TRY_CAST(s AS INT), TRY_CAST(s AS BIGINT) FROM t;
