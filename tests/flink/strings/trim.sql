-- TRIM, LTRIM and RTRIM strip the named characters; without them only blanks.
CREATE TABLE t (n INT, s STRING, c STRING) WITH (
  'connector' = 'filesystem', 'path' = '${DIR}/trims.json', 'format' = 'json');
SELECT 'trim', n, '<' || TRIM(s) || '>', '<' || TRIM(LEADING FROM s) || '>', '<' || TRIM(TRAILING FROM s) || '>', '<' || TRIM(BOTH FROM s) || '>', '<' || LTRIM(s) || '>', '<' || RTRIM(s) || '>' FROM t;
SELECT 'with characters', n, s, c, '<' || TRIM(BOTH c FROM s) || '>', '<' || TRIM(LEADING c FROM s) || '>', '<' || TRIM(TRAILING c FROM s) || '>', '<' || TRIM(c FROM s) || '>' FROM t;
SELECT 'constants', n, TRIM('x' FROM s), TRIM(LEADING ' ' FROM s), TRIM(BOTH 'xy' FROM s) FROM t;
