-- CHAR and VARCHAR: an explicit cast cuts and pads by characters (UTF-16 units), a column type does not.
CREATE TABLE t (n INT, s STRING, c CHAR(3), v VARCHAR(3)) WITH (
  'connector' = 'filesystem', 'path' = '${DIR}/texts.json', 'format' = 'json');
SELECT 'cast', n, '<' || CAST(s AS CHAR(3)) || '>', '<' || CAST(s AS VARCHAR(3)) || '>', '<' || CAST(s AS CHAR) || '>', '<' || CAST(s AS VARCHAR) || '>' FROM t;
SELECT 'declared', n, '<' || c || '>', '<' || v || '>', '<' || CAST(c AS STRING) || '>', CHAR_LENGTH(c) FROM t;
SELECT 'again', n, '<' || CAST(c AS CHAR(3)) || '>', '<' || CAST(c AS CHAR(5)) || '>', '<' || CAST(v AS CHAR(5)) || '>', '<' || CAST(v AS VARCHAR(2)) || '>' FROM t;
SELECT 'try', n, '<' || TRY_CAST(s AS CHAR(3)) || '>', '<' || TRY_CAST(s AS VARCHAR(3)) || '>' FROM t;
SELECT 'bytes', n, CAST(s AS BYTES), CAST(s AS BINARY(4)), CAST(s AS VARBINARY(4)), CAST(s AS BINARY) FROM t;
