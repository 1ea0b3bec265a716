-- IS_ALPHA, IS_DIGIT and IS_DECIMAL.
CREATE TABLE t (n INT, s STRING) WITH (
  'connector' = 'filesystem', 'path' = '${DIR}/numbers_as_text.json', 'format' = 'json');
SELECT 'is', n, s, IS_ALPHA(s), IS_DIGIT(s), IS_DECIMAL(s) FROM t;
