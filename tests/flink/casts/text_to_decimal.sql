-- TRY_CAST of text to DECIMAL: rounded half up to the scale; too large or no number is NULL.
CREATE TABLE t (n INT, s STRING) WITH (
  'connector' = 'filesystem', 'path' = '${DIR}/numbers_as_text.json', 'format' = 'json');
SELECT n, s, TRY_CAST(s AS DECIMAL(5, 2)), TRY_CAST(s AS DECIMAL(10, 0)),
  TRY_CAST(s AS DECIMAL(38, 18)), TRY_CAST(s AS DECIMAL(38, 0)) FROM t;
